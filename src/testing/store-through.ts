import { hasMethods } from '../methods.ts';
import type { Store } from '../store/store.ts';

/** Does an operation on what is under a key: at once, later, or never. */
export type Through = <Answer>(operation: () => Promise<Answer>, key: string) => Promise<Answer>;

/** A store as it is seen through something that stands before it. Whoever can't compare and set itself can't here. */
export function storeThrough(store: Store, through: Through): Store {
  const { get } = store;
  return {
    ...(get && { get: async (key: string) => through(async () => get.call(store, key), key) }),
    ...(hasMethods(store, 'compareAndSet') && {
      compareAndSet: async (key: string, ...change: unknown[]) =>
        through(async () => store.compareAndSet(key, ...change), key),
    }),
    ...(store.on && { on: store.on.bind(store) }),
    set: async (key, value) => through(async () => store.set(key, value), key),
    delete: async (key) => through(async () => store.delete(key), key),
  };
}
