import type { Clock } from '../effects/clock.ts';
import type { Store } from './store.ts';
import type { StrictStore } from './strict-store.ts';

/** What a store was asked, and how that went. */
export type StoreDeed = {
  deed: 'read' | 'write' | 'delete' | 'compareAndSet';
  ms: number;
  /** What it was rejected with; undefined if it was not. */
  error: unknown;
};

const watchers = new WeakMap<Store, Set<(deed: StoreDeed) => void>>();

/** Hears how long a store takes and what fails, of all machines that were given it, until the function it gives is called. */
export function watchStore(store: Store, watcher: (deed: StoreDeed) => void): () => void {
  const all = watchers.get(store) ?? new Set();
  watchers.set(store, all.add(watcher));
  return () => void all.delete(watcher);
}

/** The same store, seen by whoever watches the one that was given. */
export function watched(given: Store, strict: StrictStore, clock: Clock): StrictStore {
  async function seen<Value>(deed: StoreDeed['deed'], operation: () => Promise<Value>): Promise<Value> {
    const startedAt = clock.now();
    const tell = (error?: unknown) => {
      for (const watcher of watchers.get(given) ?? []) watcher({ deed, ms: clock.now() - startedAt, error });
    };
    try {
      const value = await operation();
      tell();
      return value;
    } catch (error) {
      tell(error);
      throw error;
    }
  }

  const { compareAndSet } = strict;
  return {
    read: async (...of) => seen('read', async () => strict.read(...of)),
    write: async (...of) => seen('write', async () => strict.write(...of)),
    delete: async (...of) => seen('delete', async () => strict.delete(...of)),
    compareAndSet: compareAndSet && (async (...of) => seen('compareAndSet', async () => compareAndSet(...of))),
  };
}
