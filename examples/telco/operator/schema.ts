import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';

const APPLICATION = 0x6d_77_6f_70; // mwop
const VERSION = 1;

/**
 * The operator's tables, empty. Ids that come from outside are kept as JSON texts: SQLite's own texts cannot tell one
 * half of a surrogate pair from another.
 *
 * A change here needs another VERSION, and a way there from the earlier one.
 */
const emptyTables = `
  DROP TABLE IF EXISTS customers;
  CREATE TABLE customers (
    msisdn TEXT PRIMARY KEY,
    customer TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;

  DROP TABLE IF EXISTS receipts;
  CREATE TABLE receipts (
    idempotency_key TEXT PRIMARY KEY,
    request TEXT NOT NULL,
    result TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;

  DROP TABLE IF EXISTS login_codes;
  CREATE TABLE login_codes (
    id INTEGER PRIMARY KEY,
    msisdn TEXT NOT NULL,
    session TEXT NOT NULL,
    code TEXT,
    issued_at INTEGER NOT NULL,
    tries INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE INDEX login_codes_of ON login_codes (msisdn, session);

  DROP TABLE IF EXISTS foreign_numbers;
  CREATE TABLE foreign_numbers (
    session TEXT PRIMARY KEY,
    attempts INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;

  PRAGMA application_id = ${APPLICATION};
  PRAGMA user_version = ${VERSION};
`;

const identity = z.object({ application: z.number(), version: z.number(), tables: z.number() });

/** Whose data a database holds, told without changing it. */
export type Owner = 'nobody' | 'this program' | 'another version of this program' | 'another program';

/** Looks whose data a database holds. */
export function ownerOf(connection: DatabaseSync): Owner {
  const found = connection.prepare(
    `SELECT application_id AS application, user_version AS version, (SELECT count(*) FROM sqlite_schema) AS tables
     FROM pragma_application_id, pragma_user_version`,
  );
  const { application, version, tables } = identity.parse(found.get());
  if (application === APPLICATION) return version === VERSION ? 'this program' : 'another version of this program';
  return application === 0 && version === 0 && tables === 0 ? 'nobody' : 'another program';
}

/** Makes the tables anew, empty; what they held is gone. */
export function makeTables(connection: DatabaseSync): void {
  connection.exec(emptyTables);
}
