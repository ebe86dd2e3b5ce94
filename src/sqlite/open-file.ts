import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { begin } from './begin.ts';
import { explained } from './file-error.ts';
import { SQLITE, sqliteCode } from './sqlite-code.ts';

/** How long the process may stand still while others make the same file, in milliseconds. */
const OPENING_MS = 1000;
const PAUSE_MS = 5;

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
    beginPatiently(connection, file);
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

/** SQLite's own patience does not reach as far as the change to WAL. */
function beginPatiently(connection: DatabaseSync, file: string) {
  for (let waitedMs = 0; ; waitedMs += PAUSE_MS) {
    try {
      connection.exec('PRAGMA synchronous = FULL');
      begin(connection, file);
      return;
    } catch (error) {
      if (sqliteCode(error) !== SQLITE.SQLITE_BUSY || waitedMs >= OPENING_MS) throw error;
    }
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS);
  }
}
