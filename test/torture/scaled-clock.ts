import { LONGEST_MS } from '../../src/effects/bounds.ts';
import type { Clock } from '../../src/effects/clock.ts';

/**
 * The time of this machine, running faster: six seconds are 1.5 at a speed of 4.
 *
 * All processes that are given the same `origin` agree on what time it is, as they do on the real one; one that is given
 * `laterMs` comes so much later than it does.
 */
export function scaledClock(origin: number, speed: number, laterMs = 0): Clock {
  return {
    now: () => origin + (Date.now() - origin) * speed + laterMs,
    setTimeout: (fn, ms) => setTimeout(fn, Math.min(LONGEST_MS, ms / speed)),
    clearTimeout: (id) => clearTimeout(id),
  };
}
