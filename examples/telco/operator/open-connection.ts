import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { makeTables, ownerOf } from './schema.ts';
import { transaction } from './transaction.ts';
import { damagedFile, explainOpening, strangeFile } from './unusable-file.ts';

/** Not a file: the data is gone with the process. */
export const IN_MEMORY = ':memory:';

const PATIENCE_MS = 5000;

/** What to open: a file that is new, or `fresh`, is seeded; nobody sees it before. */
export type Opening = { file: string; fresh: boolean; seed: (connection: DatabaseSync) => void };

/**
 * Opens the operator's file, and makes it and its folder if they are not there.
 *
 * @throws UnusableFile when it cannot be used; then nothing in it was changed.
 */
export function openConnection({ file, ...opening }: Opening): DatabaseSync {
  let connection: DatabaseSync | undefined;
  try {
    if (file !== IN_MEMORY) mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    connection = new DatabaseSync(file);
    connection.exec(`PRAGMA busy_timeout = ${PATIENCE_MS}; PRAGMA synchronous = FULL`);
    begin(connection, { file, ...opening });
    connection.exec('PRAGMA journal_mode = WAL');
    return connection;
  } catch (error) {
    connection?.close();
    throw explainOpening(file, error);
  }
}

function begin(connection: DatabaseSync, { file, fresh, seed }: Opening) {
  transaction(connection, () => {
    if (isBegun(connection, file) && !fresh) return;
    makeTables(connection);
    seed(connection);
  });
}

function isBegun(connection: DatabaseSync, file: string): boolean {
  const owner = ownerOf(connection);
  if (owner !== 'nobody' && owner !== 'this program') throw strangeFile(file, owner);
  if (connection.prepare('PRAGMA quick_check(1)').get()?.['quick_check'] !== 'ok') throw damagedFile(file);
  return owner === 'this program';
}
