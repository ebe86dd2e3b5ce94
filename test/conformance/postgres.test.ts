import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import Keyv from 'keyv';
import { RECORD_NAMES, storeKey } from 'meanwhile';
import { virtualClock } from 'meanwhile/testing';
import { describe, expect, onTestFinished, test } from 'vitest';
import { schema } from '../../src/store/schema.ts';
import { strict } from '../../src/store/strict-store.ts';
import { untilItWorks } from './line.ts';
import { ownTable } from './own-table.ts';
import { postgresAdapter, postgresUrl } from './servers.ts';

const table = ownTable();
const any = schema('any');
const [name] = RECORD_NAMES;
const one = { version: 1, n: 1 };
// a server takes as long as the machine is busy, and nothing is told from how fast it is
const timeout = 30_000;

describe.skipIf(postgresUrl === undefined)('PostgreSQL', { timeout }, () => {
  const url = postgresUrl ?? '';

  /** One connection of an administrator. */
  async function administrator() {
    const adapter = postgresAdapter(url, table, { max: 1 });
    onTestFinished(() => adapter.disconnect());
    await adapter.has('anything'); // it has made its table, and locks it no more
    return async (sql: string, values: unknown[] = []) => adapter['query'](sql, values) as Promise<object[]>;
  }

  /** A store with a record in it, and how to see and end its connections. */
  async function play() {
    const own = randomUUID();
    const adapter = postgresAdapter(url, table, { application_name: own });
    onTestFinished(() => adapter.disconnect());
    const store = strict(new Keyv({ store: adapter }), virtualClock());
    const key = storeKey(randomUUID(), name);
    await store.write(key, one);
    const sql = await administrator();
    return {
      store,
      key,
      waiting: () =>
        sql("SELECT 1 FROM pg_stat_activity WHERE application_name = $1 AND wait_event_type = 'Lock'", [own]),
      end: () => sql('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1', [own]),
    };
  }

  test('that ends idle connections goes on with others', async () => {
    const { store, key, end } = await play();
    expect(await end()).not.toEqual([]);
    for (const error of await untilItWorks(() => store.read(key, any))) expect(error).toContain('failed to read');
    expect(await store.read(key, any)).toEqual(one);
  });

  test('that ends a connection in the middle of a write says so', async () => {
    const { store, key, waiting, end } = await play();
    const blocker = await administrator();
    await blocker('BEGIN');
    await blocker(`LOCK TABLE ${table} IN ACCESS EXCLUSIVE MODE`);
    const written = store.write(key, { version: 1, n: 2 }).catch(String);
    while ((await waiting()).length === 0);
    await end();
    expect(await written).toContain('Error: the store failed to write it');
    await blocker('ROLLBACK');
    await untilItWorks(() => store.read(key, any));
    expect(await store.read(key, any)).toEqual(one);
  });

  test('has to be told by an option of its pool not to end the process', async () => {
    const outcomes = await Promise.all(['without', 'with'].map((way) => outcomeOf(way)));
    expect(outcomes).toEqual(['Unhandled error', 'alive']);
  });

  async function outcomeOf(way: string) {
    const child = spawn(process.execPath, [
      fileURLToPath(new URL('lose-postgres.ts', import.meta.url)),
      url,
      table,
      way,
    ]);
    onTestFinished(() => void child.kill('SIGKILL'));
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => (said += text));
    }
    await once(child, 'close');
    if (said.includes("Unhandled 'error' event") && said.includes('terminating connection')) return 'Unhandled error';
    return said.trim();
  }
});
