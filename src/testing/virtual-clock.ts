import type { Clock } from '../effects/clock.ts';

type Timer = { id: number; at: number; fn: () => void };

/** A clock that stands still until it is told to go on. Timers fire in order of their time, then of their making. */
export function virtualClock(start = Date.UTC(2026, 0, 5, 9)) {
  let now = start;
  let ids = 0;
  let timers: Timer[] = [];

  const clock: Clock = {
    now: () => now,
    setTimeout(fn, ms) {
      timers.push({ id: ++ids, at: now + Math.max(0, ms), fn });
      return ids;
    },
    clearTimeout(id) {
      timers = timers.filter((timer) => timer.id !== id);
    },
  };

  const next = (until: number) =>
    timers.filter(({ at }) => at <= until).toSorted((a, b) => a.at - b.at || a.id - b.id)[0];

  return {
    ...clock,
    /** Milliseconds since the start. */
    elapsed: () => now - start,
    /** How many timers are armed. */
    armed: () => timers.length,
    /** Rejects when the signal aborts. */
    async wait(ms: number, signal?: AbortSignal): Promise<void> {
      signal?.throwIfAborted();
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const id = clock.setTimeout(() => resolve(), ms);
      signal?.addEventListener('abort', () => {
        clock.clearTimeout(id);
        reject(signal.reason);
      });
      await promise;
    },
    /** Goes on to a time since the start, letting everything settle at each timer on the way. */
    async goTo(ms: number) {
      await settle();
      for (let timer = next(start + ms); timer; timer = next(start + ms)) {
        now = Math.max(now, timer.at);
        clock.clearTimeout(timer.id);
        timer.fn();
        await settle();
      }
      now = Math.max(now, start + ms);
    },
    /** When the next timer is due, in milliseconds since the start. */
    upcoming: () => {
      const timer = next(Number.POSITIVE_INFINITY);
      return timer && timer.at - start;
    },
  };
}

export type VirtualClock = ReturnType<typeof virtualClock>;

/** Lets all work go on that waits for no timer. */
export async function settle() {
  for (let round = 0; round < 3; round += 1) await new Promise((resolve) => setImmediate(resolve));
}
