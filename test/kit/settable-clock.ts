import { virtualClock, type VirtualClock } from 'meanwhile/testing';

/** A virtual clock whose time of day somebody sets back; its timers go on as they were. */
export function settableClock(): { clock: VirtualClock; setBack(ms: number): void } {
  const clock = virtualClock();
  let lateMs = 0;
  return {
    clock: { ...clock, now: () => clock.now() - lateMs },
    setBack: (ms) => (lateMs += ms),
  };
}
