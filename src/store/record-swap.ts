import { isDeepStrictEqual } from 'node:util';
import type { Json } from '../../machines/json.ts';
import { keepsTexts, valueIn } from './access.ts';
import { keyvText, parseKeyvText } from './keyv-text.ts';
import { fieldOf, hasMethods } from '../methods.ts';
import { upgraded, type Schema, type StoredRecord } from './schema.ts';
import type { Store } from './store.ts';
import { textSwapOf } from './text-swap.ts';

/**
 * What a record should be before, undefined for none, and after. Neither is to be changed once it was handed in: whoever
 * hands in as `expected` the very record that was `next` the time before spares a read.
 */
export type Change = { expected: StoredRecord | undefined; next: StoredRecord };

/** Changes a record if it is the expected one, in one step, and says whether it did. */
export type RecordSwap = (key: string, schema: Schema, change: Change) => Promise<boolean>;

/**
 * How a store can do that; undefined if it can't, as Keyv by itself can't.
 *
 * The record is compared here, and then its text where it is kept: whoever changes it in between makes the texts differ.
 */
export function recordSwapOf(store: Store): RecordSwap | undefined {
  const adapter = keepsTexts(store) ? store : fieldOf(store, 'store');
  const coder = keepsTexts(store)
    ? { encode: keyvText, decode: (text: string) => valueIn(parseKeyvText(text)) }
    : coderOf(store);
  const swapText = textSwapOf(adapter);
  if (!coder || !swapText || !hasMethods(adapter, 'get')) return undefined;

  const texts = new WeakMap<StoredRecord, string>();

  const textOf = async (record: StoredRecord) => {
    const text = await coder.encode(record);
    if (typeof text !== 'string') throw new TypeError('its Keyv makes no text of a record');
    texts.set(record, text);
    return text;
  };

  return async (key, schema, { expected, next }) => {
    const nextText = await textOf(next);
    const change = async (text: string | undefined) => (await swapText(key, text, nextText)) === true;

    const known = expected && texts.get(expected);
    if (known !== undefined && (await change(known))) return true;

    // whoever was there instead may have written the same in other words
    const text = await adapter.get(key);
    if (text !== undefined && typeof text !== 'string') throw new TypeError('what is there is no text');
    const found = text === undefined ? undefined : upgraded(schema, await coder.decode(text));
    return isSame(found, expected) && (await change(text));
  };
}

/** How a Keyv makes texts of values and back; undefined before version 6, and for one that makes none. */
function coderOf(keyv: Store) {
  if (!hasMethods(keyv, 'encode', 'decode') || fieldOf(keyv, 'serialization') === undefined) return undefined;
  return {
    encode: (value: Json) => keyv.encode({ value }),
    async decode(text: string) {
      const wrapped = await keyv.decode(text);
      if (wrapped === undefined) throw new SyntaxError('its Keyv can make no value of what is there');
      return valueIn(wrapped);
    },
  };
}

/** Whether two records say the same, as JSON. */
function isSame(found: StoredRecord | undefined, expected: StoredRecord | undefined): boolean {
  if (!found || !expected) return found === expected;
  const asRead: unknown = JSON.parse(JSON.stringify(expected));
  return isDeepStrictEqual(found, asRead);
}
