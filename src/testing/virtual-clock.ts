import type { Clock } from '../effects/clock.ts';
import { wait } from '../effects/wait.ts';

type Timer = { id: number; at: number; fn: () => void };

/**
 * A clock that stands still until it is told to go on. Timers fire in order of their time, then of their making.
 *
 * `start` is its first time, in milliseconds since the epoch.
 */
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
    /** Waits so many milliseconds, Infinity for ever; rejects when the signal aborts. */
    wait: waitOn(clock),
    /** Goes on to a time since the start, letting everything settle at each timer on the way; never goes back. */
    async goTo(ms: number) {
      if (!Number.isFinite(ms)) throw new Error(`The clock can't go to ${ms}: give milliseconds since the start.`);
      await settle();
      for (let timer = next(start + ms); timer; timer = next(start + ms)) {
        now = Math.max(now, timer.at);
        clock.clearTimeout(timer.id);
        timer.fn();
        await settle();
      }
      now = Math.max(now, start + ms);
    },
    /** When the next timer is due, in milliseconds since the start; undefined if none ever is. */
    upcoming: () => {
      const timer = next(Number.MAX_SAFE_INTEGER);
      return timer && timer.at - start;
    },
  };
}

/** See `virtualClock`. */
export type VirtualClock = ReturnType<typeof virtualClock>;

/** Makes `wait` of a clock. */
export function waitOn(clock: Clock): (ms: number, signal?: AbortSignal) => Promise<void> {
  return async (ms, signal) => wait(clock, ms, signal);
}

/** Lets all work go on that waits for no timer. */
export async function settle() {
  for (let round = 0; round < 3; round += 1) await new Promise((resolve) => setImmediate(resolve));
}
