import { join } from 'node:path';
import { sqliteStore, type SqliteStore } from 'meanwhile/sqlite';
import { virtualClock } from 'meanwhile/testing';
import { onTestFinished } from 'vitest';
import { temporaryFolder } from '../kit/temporary-folder.ts';

/** A file for a store, and a way to open it, as often as you like; all is closed and gone when the test is over. */
export function keptFile() {
  const file = join(temporaryFolder(), 'kept', 'store.sqlite');
  const clock = virtualClock();
  function open(): SqliteStore {
    const store = sqliteStore(file, { clock });
    onTestFinished(() => store.close());
    return store;
  }
  return { file, clock, open };
}

/** All that is in a store, in the order in which it is met. */
export async function entriesOf(store: SqliteStore, namespace?: string): Promise<[string, string][]> {
  const entries: [string, string][] = [];
  for await (const entry of store.iterator(namespace)) entries.push(entry);
  return entries;
}
