import { ownTimers } from '../own-timers.ts';
import { waitOn, type VirtualClock } from '../virtual-clock.ts';

/** The same time; but `armed` counts only the timers that were armed here: what a bot itself waits for. */
export function clockOfBot(clock: VirtualClock): VirtualClock {
  const { end: _, ...own } = ownTimers(clock);
  return { ...clock, ...own, wait: waitOn(own) };
}
