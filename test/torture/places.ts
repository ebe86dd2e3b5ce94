import { DatabaseSync } from 'node:sqlite';
import { createClient } from '@keyv/redis';
import Keyv from 'keyv';
import { sqliteStore } from 'meanwhile/sqlite';
import type { Clock } from '../../src/effects/clock.ts';
import type { Store } from '../../src/store/store.ts';
import { postgresAdapter, redisAdapter } from '../conformance/servers.ts';
import { countCalls, type Step } from './steps.ts';

/** Where conversations are kept, in words that can be handed to another process. */
export type Place =
  | { kind: 'SQLite'; file: string }
  | { kind: 'Redis'; url: string }
  | { kind: 'PostgreSQL'; url: string; table: string };

/** A store at a place, and the plain Keyv of somebody from outside. */
export type OpenPlace = { store: Store; keyv: Keyv; close(): Promise<unknown> };

const DEEDS = ['get', 'getMany', 'set', 'setMany', 'delete', 'deleteMany', 'compareAndSet'];

/** Opens the store; `name` is what the server knows its connections by. Each operation is two steps. */
export async function openPlace(place: Place, clock: Clock, name: string, step: Step = () => {}): Promise<OpenPlace> {
  if (place.kind === 'SQLite') {
    const store = sqliteStore(place.file, { clock });
    const keyv = new Keyv({ store });
    countCalls(store, DEEDS, step);
    return { store, keyv, close: () => store.close() };
  }
  if (place.kind === 'Redis') {
    const adapter = redisAdapter(place.url, { name });
    countCalls(await adapter.getClient(), ['eval'], step);
    countCalls(adapter, DEEDS, step);
    const keyv = new Keyv(adapter);
    return { store: keyv as Store, keyv, close: () => adapter.disconnect(true) };
  }
  const adapter = postgresAdapter(place.url, place.table, { application_name: name, max: 2 });
  countCalls(adapter, ['query'], step);
  const keyv = new Keyv(adapter);
  return { store: keyv as Store, keyv, close: () => adapter.disconnect() };
}

/** Holds the file of a store, so that nobody else can write; what it gives back ends that. */
export function lockFile(file: string): () => void {
  const connection = new DatabaseSync(file);
  connection.exec('PRAGMA busy_timeout = 5000; BEGIN IMMEDIATE');
  return () => {
    connection.exec('ROLLBACK');
    connection.close();
  };
}

/** Cuts the connections that a server knows by a name; says how many there were. */
export async function cutLines(place: Place, name: string): Promise<number> {
  if (place.kind === 'Redis') {
    const admin = createClient({ url: place.url });
    await admin.connect();
    const list: unknown = await admin.sendCommand(['CLIENT', 'LIST']);
    const all = typeof list === 'string' ? list.split('\n') : [];
    const own = all.filter((line) => line.includes(` name=${name} `)).map((line) => /^id=(\d+)/.exec(line)?.[1] ?? '');
    for (const id of own) await admin.sendCommand(['CLIENT', 'KILL', 'ID', id]);
    admin.destroy();
    return own.length;
  }
  if (place.kind === 'PostgreSQL') {
    const admin = postgresAdapter(place.url, place.table, { max: 1 });
    const cut = await admin['query'](
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1',
      [name],
    );
    await admin.disconnect();
    return Array.isArray(cut) ? cut.length : 0;
  }
  return 0;
}
