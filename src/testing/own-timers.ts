import type { Clock } from '../effects/clock.ts';

/** The same time, with timers apart: they can be counted, and end together. */
export type OwnTimers = Clock & {
  armed(): number;
  /** Takes all of them away, and arms none any more. */
  end(): void;
};

/** Keeps the timers of one party apart from all others on a clock. */
export function ownTimers({ now, setTimeout, clearTimeout }: Clock): OwnTimers {
  const own = new Set<ReturnType<Clock['setTimeout']>>();
  let isOver = false;
  return {
    now,
    setTimeout(fn, ms) {
      if (isOver) return 0;
      const id = setTimeout(() => {
        own.delete(id);
        fn();
      }, ms);
      own.add(id);
      return id;
    },
    clearTimeout(id) {
      own.delete(id);
      clearTimeout(id);
    },
    armed: () => own.size,
    end() {
      isOver = true;
      for (const id of own) clearTimeout(id);
      own.clear();
    },
  };
}
