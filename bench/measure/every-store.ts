import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import KeyvPostgres from '@keyv/postgres';
import KeyvRedis from '@keyv/redis';
import Keyv from 'keyv';
import type { Store } from '../../src/index.ts';
import { hasMethods } from '../../src/methods.ts';
import { sqliteStore } from '../../src/sqlite/index.ts';
import { memoryStore } from '../../src/testing/memory-store.ts';

const { TEST_REDIS_URL = 'redis://127.0.0.1:6379', TEST_POSTGRES_URL = 'postgresql://root@127.0.0.1:5432/test' } =
  process.env;

/** One of each kind of store, by its name, and how to leave nothing behind. Redis and PostgreSQL are those of the tests. */
export async function everyStore(): Promise<{ stores: [string, Store][]; close(): Promise<void> }> {
  const folder = mkdtempSync(join(process.cwd(), 'bench-')); // a folder for temporary files may be no disk
  const sqlite = sqliteStore(join(folder, 'store.sqlite'));
  const redis = new KeyvRedis(
    { url: TEST_REDIS_URL, disableOfflineQueue: true, socket: { reconnectStrategy: false } },
    { connectionTimeout: 1000 },
  );
  const table = `bench_${process.pid}`;
  const postgres = new KeyvPostgres({ uri: TEST_POSTGRES_URL, table, connectionTimeoutMillis: 1000 });

  // it makes its table at once, and gives up if the process has no time to hear the server
  await postgres.has('anything').catch(() => {});

  return {
    stores: [
      ['memory, Keyv 6', new Keyv()],
      ['texts in memory', memoryStore()],
      ['SQLite', sqlite],
      ['SQLite in Keyv 6', new Keyv({ store: sqlite })],
      ['Redis in Keyv 6', new Keyv({ store: redis })],
      ['PostgreSQL in Keyv 6', new Keyv({ store: postgres })],
    ],
    async close() {
      await redis.disconnect(true);
      await dropTable(postgres, table).catch(() => {}); // it is not there if the server isn't
      await postgres.disconnect();
      await sqlite.close();
      rmSync(folder, { recursive: true });
    },
  };
}

async function dropTable(adapter: unknown, table: string) {
  if (hasMethods(adapter, 'query')) await adapter.query(`DROP TABLE ${table}`);
}
