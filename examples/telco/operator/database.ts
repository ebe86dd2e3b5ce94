import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { SQLITE, sqliteCode } from './sqlite-code.ts';
import { transaction } from './transaction.ts';

const BLOCKED_MS = 5;
const PAUSE_MS = 45;
const MAX_ATTEMPTS = 100;
const GIVEN_UP = 'Another program has locked the data of the operator for five seconds: nothing was changed.';

/** The operator's data. `work` is done in one go, and must not await. */
export type Database = {
  prepare(sql: string): StatementSync;
  /** Does some work that only looks things up. */
  read<Result>(work: () => Result): Promise<Result>;
  /** Does some work that changes things: no other change comes between, of this process or another. All is kept, or none if it throws. */
  change<Result>(work: () => Result): Promise<Result>;
  close(): void;
};

/**
 * Makes a connection wait its turn behind other processes: it tries at once, then again and again for some five seconds.
 *
 * The process stands still for 5 ms of each attempt at most, and goes on with other things in between.
 */
export function createDatabase(connection: DatabaseSync, wait: (ms: number) => Promise<unknown>): Database {
  connection.exec(`PRAGMA busy_timeout = ${BLOCKED_MS}`);

  async function inTurn<Result>(work: () => Result): Promise<Result> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return work();
      } catch (error) {
        if (sqliteCode(error) !== SQLITE.busy) throw error;
        if (attempt === MAX_ATTEMPTS) throw new Error(GIVEN_UP, { cause: error });
      }
      await wait(PAUSE_MS);
    }
  }

  return {
    prepare: (sql) => connection.prepare(sql),
    read: inTurn,
    change: (work) => inTurn(() => transaction(connection, work)),
    close: () => connection.close(),
  };
}
