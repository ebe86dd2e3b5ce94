import type { DatabaseSync } from 'node:sqlite';

const APPLICATION = 0x6d_77_73_74; // mwst
const VERSION = 1;

/**
 * `expires` is in milliseconds since the epoch, null for never.
 *
 * A change here needs another VERSION, and a way there from the earlier one.
 */
const TABLES = `
  CREATE TABLE entries (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    value TEXT NOT NULL,
    expires INTEGER
  ) STRICT;
  CREATE INDEX entries_by_expiry ON entries (expires) WHERE expires IS NOT NULL;

  PRAGMA application_id = ${APPLICATION};
  PRAGMA user_version = ${VERSION};
`;

/** Whose data a database holds. */
export type Owner = 'nobody' | 'this program' | 'another version of Meanwhile' | 'another program';

/** Looks whose data a database holds, without changing it. */
export function ownerOf(connection: DatabaseSync): Owner {
  const { application, version, tables } =
    connection
      .prepare(
        `SELECT application_id AS application, user_version AS version, (SELECT count(*) FROM sqlite_schema) AS tables
         FROM pragma_application_id, pragma_user_version`,
      )
      .get() ?? {};
  if (application === APPLICATION) return version === VERSION ? 'this program' : 'another version of Meanwhile';
  return application === 0 && version === 0 && tables === 0 ? 'nobody' : 'another program';
}

/** Makes the tables, empty. */
export function makeTables(connection: DatabaseSync): void {
  connection.exec(TABLES);
}
