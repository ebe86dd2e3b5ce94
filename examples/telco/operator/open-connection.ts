import { closeSync, existsSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { makeTables, ownerOf } from './schema.ts';
import { transaction } from './transaction.ts';
import { damagedFile, explainOpening, strangeFile } from './unusable-file.ts';

/** Not a file: the data is gone with the process. */
export const IN_MEMORY = ':memory:';

const PATIENCE_MS = 5000;

/** What to open: a file that is new, or `fresh`, is seeded; nobody sees it before. */
export type Opening = {
  file: string;
  fresh: boolean;
  patienceMs?: number;
  seed: (connection: DatabaseSync) => void;
};

/**
 * Opens the operator's file, and makes it and its folder, for their owner alone, if they are not there.
 *
 * @throws UnusableFile when it cannot be used; then nothing in it was changed.
 */
export function openConnection({ file, patienceMs = PATIENCE_MS, ...opening }: Opening): DatabaseSync {
  let connection: DatabaseSync | undefined;
  try {
    if (file !== IN_MEMORY) makeFile(file);
    connection = new DatabaseSync(file);
    connection.exec(`PRAGMA busy_timeout = ${patienceMs}; PRAGMA synchronous = FULL`);
    begin(connection, { file, ...opening });
    connection.exec('PRAGMA journal_mode = WAL');
    return connection;
  } catch (error) {
    connection?.close();
    throw explainOpening(file, error);
  }
}

/** A file that is there is not touched: to close it again would undo the locks that this process has on it. */
function makeFile(file: string) {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  if (!existsSync(file)) closeSync(openSync(file, 'a', 0o600));
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
