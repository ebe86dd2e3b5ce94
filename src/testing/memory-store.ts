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
    async set(key, text) {
      texts.set(key, String(text));
      return true;
    },
    delete: async (key) => texts.delete(key),
    async compareAndSet(key, expected, text) {
      if (texts.get(key) !== expected) return false;
      texts.set(key, text);
      return true;
    },
  };
}
