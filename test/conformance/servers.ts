import { randomUUID } from 'node:crypto';
import type { EventEmitter } from 'node:events';
import KeyvPostgres from '@keyv/postgres';
import KeyvRedis, { createClient } from '@keyv/redis';

const REDIS = process.env['TEST_REDIS_URL'] ?? 'redis://127.0.0.1:6379';
const POSTGRES = process.env['TEST_POSTGRES_URL'] ?? 'postgresql://root@127.0.0.1:5432/test';

/** The adapter of Redis, as `docs/store.md` says it should be made: what can't be done at once fails. */
export function redisAdapter(
  url: string,
  options: { disableOfflineQueue?: boolean; name?: string } = {},
): KeyvRedis<unknown> {
  const socket = { reconnectStrategy: 10 };
  return new KeyvRedis({ url, socket, disableOfflineQueue: true, ...options });
}

/** The adapter of PostgreSQL, as `docs/store.md` says it should be made, with connections of its own under a name. */
export function postgresAdapter(
  uri: string,
  table: string,
  options: { application_name?: string; max?: number } = {},
): KeyvPostgres {
  return new KeyvPostgres({ uri, table, application_name: randomUUID(), log: listenToPool, ...options });
}

/** The pool of `pg` calls this as its own method. Without a listener a connection that breaks ends the process. */
function listenToPool(this: EventEmitter) {
  if (this.listenerCount('error') === 0) this.on('error', () => {});
}

/** What servers are not there, and how to start them: a line for each. */
export const absent: string[] = [];

/** Where the real servers are; undefined for one that is not there. */
export const redisUrl = await unlessAbsent(REDIS, 'Redis', 'docker run --rm -p 6379:6379 redis', async () => {
  const client = createClient({ url: REDIS, socket: { reconnectStrategy: false, connectTimeout: 2000 } });
  client.on('error', () => {});
  await client.connect();
  await client.ping().finally(() => client.destroy());
});

export const postgresUrl = await unlessAbsent(
  POSTGRES,
  'PostgreSQL',
  'docker run --rm -p 5432:5432 -e POSTGRES_USER=root -e POSTGRES_DB=test -e POSTGRES_HOST_AUTH_METHOD=trust postgres',
  async () => {
    const table = `meanwhile_test_${randomUUID().replaceAll('-', '')}`;
    const adapter = postgresAdapter(POSTGRES, table);
    await adapter['query'](`DROP TABLE ${table}`).finally(() => adapter.disconnect());
  },
);

async function unlessAbsent(url: string, name: string, start: string, visit: () => Promise<void>) {
  try {
    await visit();
    return url;
  } catch (error) {
    const { host } = new URL(url);
    absent.push(`${name} is not at ${host} (${String(error)}): its tests are left out. To run them: ${start}`);
    return undefined;
  }
}
