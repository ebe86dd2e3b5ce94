import type { Store } from '../store/store.ts';

/** Texts in memory, which can be compared and set: a conversation that is kept there has a lease, as on SQLite. */
export type MemoryStore = Store & {
  get(key: string): Promise<string | undefined>;
  compareAndSet(key: string, expected: string | undefined, text: string): Promise<boolean>;
};

/**
 * Makes a store for `durableStage` that gives leases, which its own does not: who crashes is back when the lease of the
 * dead one has run out, six seconds later at most.
 */
export function memoryStore(): MemoryStore {
  const texts = new Map<string, string>();
  return {
    get: async (key) => texts.get(key),
    set: async (key, text) => texts.set(key, String(text)).has(key),
    delete: async (key) => texts.delete(key),
    compareAndSet: async (key, expected, text) => texts.get(key) === expected && texts.set(key, text).has(key),
  };
}
