/** Tells how long things were open, each by its key. */
export type Stopwatch = {
  open(key: string): void;
  /** Milliseconds, never below 0; undefined if it was not open. */
  closed(key: string): number | undefined;
};

/** Makes a stopwatch; `now` gives milliseconds. */
export function stopwatch(now: () => number): Stopwatch {
  const since = new Map<string, number>();
  return {
    open: (key) => void since.set(key, now()),
    closed(key) {
      const at = since.get(key);
      since.delete(key);
      return at === undefined ? undefined : Math.max(0, now() - at);
    },
  };
}
