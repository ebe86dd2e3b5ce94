import { hasMethods } from '../../methods.ts';
import type { Store } from '../../store/store.ts';
import type { VirtualClock } from '../virtual-clock.ts';
import type { Arrival } from './bot.ts';

/** So late an operation begins and ends at most: a conversation waits longer to be saved, and nothing is said unsaved. */
const LATEST_MS = 50;

/** A store in which each operation takes place, and is answered, at a moment that the exploration chooses. */
export function slowStore(store: Store, arrival: Arrival, { setTimeout, clearTimeout }: VirtualClock): Store {
  const moment = async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const id = setTimeout(() => resolve(), LATEST_MS);
    await Promise.race([promise, arrival(Promise.resolve())]);
    clearTimeout(id);
  };
  const slowly = async (operation: () => unknown): Promise<unknown> => {
    await moment();
    const answer = await operation();
    await moment();
    return answer;
  };
  const { get } = store;
  return {
    ...(get && { get: async (key: string) => slowly(() => get.call(store, key)) }),
    ...(hasMethods(store, 'compareAndSet') && {
      compareAndSet: async (...given: unknown[]) => slowly(() => store.compareAndSet(...given)),
    }),
    set: async (key, value) => slowly(() => store.set(key, value)),
    delete: async (key) => slowly(() => store.delete(key)),
  };
}
