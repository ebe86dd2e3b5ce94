import type { Store } from '../store/store.ts';

/** The conversations that are open in this process, by the store that keeps them; of those that end, when they have. */
const open = new WeakMap<Store, Map<string, Promise<void> | 'open'>>();

/** Notes that a conversation ends: from the end of this promise on, the last that was noted, it may be opened again. */
export type NoteEnd = (over: Promise<void>) => void;

/**
 * Notes that a conversation is open in this process. One that ends at this moment, closed, stopped or broken, is waited for.
 *
 * @throws when it is open already.
 */
export async function noteOpen(store: Store, id: string): Promise<NoteEnd> {
  const all = open.get(store) ?? new Map<string, Promise<void> | 'open'>();
  open.set(store, all);
  for (let there = all.get(id); there !== undefined; there = all.get(id)) {
    if (there === 'open') {
      throw new Error('This conversation is open in this process already: use that one, or close() it first.');
    }
    await there;
  }
  all.set(id, 'open');
  return (over) => {
    const forget = () => {
      if (all.get(id) === ended) all.delete(id);
    };
    const ended = over.then(forget, forget);
    all.set(id, ended);
  };
}
