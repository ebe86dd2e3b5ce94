type TimerId = ReturnType<typeof setTimeout> | number;

/**
 * What time it is, and timers. The same object serves as XState's own clock: hand it to `createActor` too, so that
 * deadlines and timers agree.
 */
export type Clock = {
  /** Milliseconds since the epoch. */
  now(): number;
  setTimeout(fn: (...args: unknown[]) => void, ms: number): TimerId;
  clearTimeout(id: TimerId): void;
};

/** The time of this machine. */
export const systemClock: Clock = {
  now: () => Date.now(),
  setTimeout: (fn, ms) => setTimeout(fn, ms),
  clearTimeout: (id) => clearTimeout(id),
};
