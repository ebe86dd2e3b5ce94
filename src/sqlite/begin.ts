import type { DatabaseSync } from 'node:sqlite';
import { strangeFile, unsuitableFile } from './file-error.ts';
import { makeTables, ownerOf } from './tables.ts';
import { transaction } from './transaction.ts';

/**
 * Makes a database one of ours if it is empty, and lets several processes read while one writes.
 *
 * @throws for one of somebody else, and where that can't be; then nothing was changed.
 */
export function begin(connection: DatabaseSync, file: string): void {
  if (!isBegun(connection, file)) {
    transaction(connection, () => {
      // another process may have been faster
      if (!isBegun(connection, file)) makeTables(connection);
    });
  }
  const mode = connection.prepare('PRAGMA journal_mode = WAL').get()?.['journal_mode'];
  if (mode !== 'wal') throw unsuitableFile(file);
  connection.exec('SELECT 1 FROM entries LIMIT 1'); // from now on the journal is there
}

function isBegun(connection: DatabaseSync, file: string): boolean {
  const owner = ownerOf(connection);
  if (owner !== 'nobody' && owner !== 'this program') throw strangeFile(file, owner);
  return owner === 'this program';
}
