import { AsyncLocalStorage } from 'node:async_hooks';
import type { Store } from './store.ts';

/** The first errors that a store told by `error` events while an operation ran. */
export type HeardErrors = {
  /** Told by the operation itself. */
  own?: { error: unknown };
  /** Told meanwhile, and nobody's: the store may have meant this operation. */
  stray?: { error: unknown };
};

/** Runs an operation, and notes what errors are told meanwhile. */
export type Listening = <Answer>(heard: HeardErrors, operation: () => Promise<Answer>) => Promise<Answer>;

/** One listener a store, however many machines share it. */
const listening = new WeakMap<Store, Listening>();

/**
 * Listens to the `error` events of a store, and tells which operation each belongs to.
 *
 * Without a listener they would end the process.
 */
export function listeningTo(store: Store): Listening {
  const known = listening.get(store);
  if (known) return known;
  const inside = new AsyncLocalStorage<HeardErrors>();
  const underWay = new Set<HeardErrors>();

  store.on?.('error', (error) => {
    const heard = inside.getStore();
    if (heard && underWay.has(heard)) heard.own ??= { error };
    else for (const operation of underWay) operation.stray ??= { error };
  });

  const listen: Listening = async (heard, operation) => {
    underWay.add(heard);
    try {
      return await inside.run(heard, operation);
    } finally {
      underWay.delete(heard);
    }
  };
  listening.set(store, listen);
  return listen;
}
