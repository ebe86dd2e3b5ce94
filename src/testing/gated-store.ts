import type { Store } from '../store/store.ts';
import { storeThrough } from './store-through.ts';

/** A store as one process has it. */
export type GatedStore = {
  store: Store;
  /** From now on nothing that begins goes through. */
  shut(): void;
};

/** Puts a gate before a store. */
export function gated(below: Store): GatedStore {
  let isShut = false;
  const store = storeThrough(below, async (operation) => (isShut ? new Promise(() => {}) : operation()));
  return { store, shut: () => void (isShut = true) };
}
