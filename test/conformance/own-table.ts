import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll } from 'vitest';
import { postgresAdapter, postgresUrl } from './servers.ts';

/** A table of PostgreSQL for the tests of one file: there before they begin, and gone when they are over. */
export function ownTable(): string {
  const table = `meanwhile_test_${randomUUID().replaceAll('-', '')}`;
  const doIn = (sql: string) => async () => {
    if (postgresUrl === undefined) return;
    const adapter = postgresAdapter(postgresUrl, table);
    await adapter['query'](sql);
    await adapter.disconnect();
  };
  beforeAll(doIn('SELECT 1'));
  afterAll(doIn(`DROP TABLE ${table}`));
  return table;
}
