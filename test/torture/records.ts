import { RECORD_NAMES, keyOf } from '../../src/store/store-key.ts';
import type { OpenPlace } from './places.ts';

/** What a store holds of a conversation, as somebody from outside reads it. */
export type Records = Record<(typeof NAMES)[number], unknown>;

const NAMES = ['conversation', 'lease', ...RECORD_NAMES] as const;

/** Reads them all. */
export async function recordsOf({ keyv }: OpenPlace, id: string): Promise<Records> {
  const entries = NAMES.map(async (name) => [name, await keyv.get(keyOf(id, name))] as const);
  return Object.fromEntries(await Promise.all(entries)) as Records;
}

/** Takes them away. */
export async function removeRecords({ keyv }: OpenPlace, ids: readonly string[]): Promise<void> {
  for (const id of ids) for (const name of NAMES) await keyv.delete(keyOf(id, name));
}
