import type { Json } from '../../machines/json.ts';
import { isRecord } from '../flaw.ts';
import { keyvText, parseKeyvText } from './keyv-text.ts';
import { fieldOf, hasMethods } from '../methods.ts';
import type { Store } from './store.ts';

/**
 * The same operations on every kind of store. A read gives undefined for nothing; what a write gives is the store's own
 * answer, in which false means no.
 */
export type Access = {
  /** Undefined where nothing can be read. */
  readMany: ((keys: string[]) => Promise<unknown[]>) | undefined;
  writeMany(values: Map<string, Json>): Promise<unknown>;
  deleteMany(keys: string[]): Promise<unknown>;
};

/** How to get at what a store keeps. */
export function accessTo(store: Store): Access {
  const isOfTexts = keepsTexts(store);
  const form = isOfTexts ? keyvText : (value: Json) => value;

  return {
    readMany: isOfTexts ? textsFrom(store) : valuesFrom(store),
    async writeMany(values) {
      const entries = [...values].map(([key, value]) => ({ key, value: form(value) }));
      if (entries.length > 1 && hasMethods(store, 'setMany')) return store.setMany(entries);
      return Promise.all(entries.map(async ({ key, value }) => store.set(key, value)));
    },
    async deleteMany(keys) {
      if (keys.length > 1 && hasMethods(store, 'deleteMany')) return store.deleteMany(keys);
      return Promise.all(keys.map(async (key) => store.delete(key)));
    },
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
function valuesFrom(store: Store): Access['readMany'] {
  const { get } = store;
  if (!get) return undefined;
  const read = async (key: string) =>
    hasMethods(store, 'getRaw') ? valueIn(await store.getRaw(key)) : ((await get.call(store, key)) ?? undefined);
  return async (keys) => {
    // without a getMany below, that of Keyv 5 hides what failed
    const isHonest = hasMethods(store, 'getManyRaw') && hasMethods(fieldOf(store, 'store'), 'getMany');
    if (keys.length > 1 && isHonest) return oneEach(await store.getManyRaw(keys), keys).map(valueIn);
    return Promise.all(keys.map(read));
  };
}

function textsFrom(store: Store): Access['readMany'] {
  const { get } = store;
  if (!get) return undefined;
  const parsed = (text: unknown) => valueIn(typeof text === 'string' ? parseKeyvText(text) : text);
  return async (keys) => {
    if (keys.length > 1 && hasMethods(store, 'getMany')) return oneEach(await store.getMany(keys), keys).map(parsed);
    return Promise.all(keys.map(async (key) => parsed(await get.call(store, key))));
  };
}

function oneEach(answer: unknown, keys: string[]): unknown[] {
  if (Array.isArray(answer) && answer.length === keys.length) return answer;
  throw new RangeError('it did not answer for each of the keys');
}
