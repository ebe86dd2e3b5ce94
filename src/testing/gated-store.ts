import type { Store } from '../store/store.ts';
import { storeThrough } from './store-through.ts';

/** A store as one process has it. */
export type GatedStore = {
  store: Store;
  /** From now on nothing of it goes through: what has not begun never does, and what has is never heard of again. */
  shut(): void;
};

/** Puts a gate before a store. */
export function gated(below: Store): GatedStore {
  let isShut = false;
  const pass = async () => (isShut ? new Promise<never>(() => {}) : undefined);
  const store = storeThrough(below, async (operation) => {
    await pass();
    try {
      return await operation();
    } finally {
      await pass();
    }
  });
  return { store, shut: () => void (isShut = true) };
}
