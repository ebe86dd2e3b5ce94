import type { Json } from '../../machines/json.ts';
import { isRecord } from '../shape.ts';
import { keyvText, parseKeyvText } from './keyv-text.ts';
import { fieldOf, hasMethods } from '../methods.ts';
import type { Store } from './store.ts';

/**
 * The same operations on every kind of store. A read gives undefined for nothing; what a write gives is the store's own
 * answer, in which false means no.
 */
export type Access = {
  /** Undefined where nothing can be read. */
  read: ((key: string) => Promise<unknown>) | undefined;
  write(key: string, value: Json): Promise<unknown>;
  delete(key: string): Promise<unknown>;
};

/** How to get at what a store keeps. */
export function accessTo(store: Store): Access {
  const isOfTexts = keepsTexts(store);
  return {
    read: isOfTexts ? textFrom(store) : valueFrom(store),
    write: async (key, value) => store.set(key, isOfTexts ? keyvText(value) : value),
    delete: async (key) => store.delete(key),
  };
}

/**
 * Whether a store is one that a Keyv stands on: those keep texts. It is if it compares them, or says that it was made
 * for Keyv 6.
 */
export function keepsTexts(store: unknown): boolean {
  return hasMethods(store, 'compareAndSet') || fieldOf(fieldOf(store, 'capabilities'), 'expires') === true;
}

/** The value in what Keyv wraps around it, null in what no Keyv wrapped; undefined for nothing. */
export function valueIn(wrapped: unknown): unknown {
  if (wrapped === undefined || wrapped === null) return undefined;
  return (isRecord(wrapped) ? wrapped['value'] : null) ?? null;
}

/** A Keyv whose `get` fails gives undefined, in version 5 without a word: `getRaw` is honest in both. */
function valueFrom(store: Store): Access['read'] {
  const { get } = store;
  if (!get) return undefined;
  return async (key) =>
    hasMethods(store, 'getRaw') ? valueIn(await store.getRaw(key)) : ((await get.call(store, key)) ?? undefined);
}

function textFrom(store: Store): Access['read'] {
  const { get } = store;
  if (!get) return undefined;
  return async (key) => {
    const text = await get.call(store, key);
    return valueIn(typeof text === 'string' ? parseKeyvText(text) : text);
  };
}
