import type { Store } from '../../store/store.ts';
import { storeThrough } from '../store-through.ts';
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
  return storeThrough(store, async (operation) => {
    await moment();
    const answer = await operation();
    await moment();
    return answer;
  });
}
