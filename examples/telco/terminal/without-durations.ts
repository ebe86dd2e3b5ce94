import type { SqliteStore } from 'meanwhile/sqlite';

/**
 * The same store, but for how long tools take, which is neither read nor kept: learned at one speed, it is wrong at another.
 *
 * Within the process it is learned all the same.
 */
export function withoutDurations(texts: SqliteStore): SqliteStore {
  return {
    ...texts,
    get: async (key) => (isOfDurations(key) ? undefined : texts.get(key)),
    compareAndSet: async (key, ...given) => isOfDurations(key) || texts.compareAndSet(key, ...given),
  };
}

function isOfDurations(key: string): boolean {
  return key.startsWith('meanwhile-durations:');
}
