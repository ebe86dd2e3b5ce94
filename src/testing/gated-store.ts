import { hasMethods } from '../methods.ts';
import type { Store } from '../store/store.ts';

/** A store as one process has it. */
export type GatedStore = {
  store: Store;
  /** From now on nothing of it goes through: what has not begun never does, and what has is never heard of again. */
  shut(): void;
};

/** Puts a gate before a store. Whoever can't compare and set itself can't through the gate. */
export function gated(store: Store): GatedStore {
  let isShut = false;
  const isOver = () => isShut;
  const never = new Promise<never>(() => {});
  const through = async (operation: () => unknown): Promise<unknown> => {
    if (isOver()) return never;
    try {
      return await operation();
    } finally {
      if (isOver()) await never;
    }
  };
  const { get } = store;
  return {
    store: {
      ...(get && { get: async (key: string) => through(() => get.call(store, key)) }),
      ...(hasMethods(store, 'compareAndSet') && {
        compareAndSet: async (...given: unknown[]) => through(() => store.compareAndSet(...given)),
      }),
      ...(store.on && { on: store.on.bind(store) }),
      set: async (key, value) => through(() => store.set(key, value)),
      delete: async (key) => through(() => store.delete(key)),
    },
    shut() {
      isShut = true;
    },
  };
}
