import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { explained, strangeFile, unsuitableFile } from './file-error.ts';
import { makeTables, ownerOf } from './tables.ts';
import { transaction } from './transaction.ts';

/** How long the process may stand still while another one makes the same file, in milliseconds. */
const OPENING_MS = 1000;

/**
 * Opens the store's file, and makes it and its folder, for their owner alone, if they are not there.
 *
 * @throws when it cannot be used, saying why; then nothing in it was changed.
 */
export function openFile(file: string): DatabaseSync {
  let connection: DatabaseSync | undefined;
  try {
    makeFile(file);
    connection = new DatabaseSync(file);
    connection.exec(`PRAGMA busy_timeout = ${OPENING_MS}; PRAGMA synchronous = FULL`);
    begin(connection, file);
    connection.exec('PRAGMA busy_timeout = 0'); // from now on it waits without standing still, see in-turn.ts
    return connection;
  } catch (error) {
    connection?.close();
    throw explained(file, error);
  }
}

/** A file that is there is not touched: to close it again would undo the locks that this process has on it. */
function makeFile(file: string) {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  try {
    closeSync(openSync(file, 'wx', 0o600));
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
}

function begin(connection: DatabaseSync, file: string) {
  if (!isBegun(connection, file)) {
    transaction(connection, () => {
      if (!isBegun(connection, file)) makeTables(connection);
    });
  }
  const mode = connection.prepare('PRAGMA journal_mode = WAL').get()?.['journal_mode'];
  if (mode !== 'wal') throw unsuitableFile(file);
}

function isBegun(connection: DatabaseSync, file: string): boolean {
  const owner = ownerOf(connection);
  if (owner !== 'nobody' && owner !== 'this program') throw strangeFile(file, owner);
  return owner === 'this program';
}
