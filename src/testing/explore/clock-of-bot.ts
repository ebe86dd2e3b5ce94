import type { Clock } from '../../effects/clock.ts';
import { waitOn, type VirtualClock } from '../virtual-clock.ts';

/** The same time; but `armed` counts only the timers that were armed here: what a bot itself waits for. */
export function clockOfBot(clock: VirtualClock): VirtualClock {
  const own = new Set<ReturnType<Clock['setTimeout']>>();
  const { now } = clock;
  const view: Clock = {
    now,
    setTimeout(fn, ms) {
      const id = clock.setTimeout(() => {
        own.delete(id);
        fn();
      }, ms);
      own.add(id);
      return id;
    },
    clearTimeout(id) {
      own.delete(id);
      clock.clearTimeout(id);
    },
  };
  return { ...clock, ...view, wait: waitOn(view), armed: () => own.size };
}
