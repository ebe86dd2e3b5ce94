import type { Store } from '../store/store.ts';

/** The conversations that are open in this process, by the store that keeps them. */
const open = new WeakMap<Store, Set<string>>();

/**
 * Notes that a conversation is open in this process. What it returns ends that.
 *
 * @throws when it is open already.
 */
export function noteOpen(store: Store, id: string): () => void {
  const ids = open.get(store) ?? new Set();
  if (ids.has(id)) {
    throw new Error('This conversation is open in this process already: use that one, or close() it first.');
  }
  open.set(store, ids.add(id));
  return () => ids.delete(id);
}
