import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Keyv from 'keyv';
import Keyv5 from 'keyv5';
import { sqliteStore } from 'meanwhile/sqlite';
import type { Store } from '../../src/store/store.ts';
import { postgresAdapter, postgresUrl, redisAdapter, redisUrl } from './servers.ts';

/** A store under test, and the Keyv by which one from outside would read it. */
export type Opened = {
  store: Store;
  keyv: Keyv | Keyv5;
  get(key: string): Promise<unknown>;
  close(): Promise<unknown>;
};

/** A kind of store. Whoever opens it again gets at the same data, as another process would. */
export type Kind = {
  name: string;
  open(): Promise<Opened>;
  hasCompareAndSet: boolean;
  /** When all is over. */
  leave(): Promise<unknown>;
};

/** The ways to put a Keyv over an adapter, or none. */
type Form = { name: string; over(adapter: object): { store: object; keyv: Keyv | Keyv5 }; isOf6: boolean };

const inKeyv = (keyv: Keyv | Keyv5) => ({ store: keyv, keyv });
const bare: Form = { name: '', over: (adapter) => ({ store: adapter, keyv: new Keyv(adapter) }), isOf6: true };
const inKeyv6: Form = { name: ' in Keyv 6', over: (adapter) => inKeyv(new Keyv(adapter)), isOf6: true };
const inKeyv5: Form = { name: ' in Keyv 5', over: (adapter) => inKeyv(new Keyv5({ store: adapter })), isOf6: false };
const inNamespace: Form = {
  name: ' in Keyv 6 with a namespace',
  over: (adapter) => inKeyv(new Keyv(adapter, { namespace: 'apart' })),
  isOf6: true,
};

function inMemory(form: Form): Kind {
  const map = new Map();
  return {
    name: `memory${form.name}`,
    hasCompareAndSet: false,
    open: async () => ({ ...opened(form, map), close: async () => {} }),
    leave: async () => map.clear(),
  };
}

function inSqlite(form: Form): Kind {
  const folder = mkdtempSync(join(tmpdir(), 'meanwhile-'));
  return {
    name: `SQLite${form.name}`,
    hasCompareAndSet: form.isOf6,
    async open() {
      const adapter = sqliteStore(join(folder, 'store.sqlite'));
      return { ...opened(form, adapter), close: () => adapter.close() };
    },
    leave: async () => rmSync(folder, { recursive: true, force: true }),
  };
}

const inRedis =
  (url: string) =>
  (form: Form): Kind => ({
    name: `Redis${form.name}`,
    hasCompareAndSet: true,
    async open() {
      const adapter = redisAdapter(url);
      await adapter.getClient();
      return { ...opened(form, adapter), close: () => adapter.disconnect(true) };
    },
    leave: async () => {},
  });

const inPostgres =
  (url: string, table: string) =>
  (form: Form): Kind => ({
    name: `PostgreSQL${form.name}`,
    hasCompareAndSet: true,
    async open() {
      const adapter = postgresAdapter(url, table);
      return { ...opened(form, adapter), close: () => adapter.disconnect() };
    },
    leave: async () => {},
  });

function opened(form: Form, adapter: object) {
  const { store, keyv } = form.over(adapter);
  const get = async (key: string): Promise<unknown> => (keyv instanceof Keyv ? keyv.get(key) : keyv.get(key));
  return { store: store as Store, keyv, get };
}

/** All that pass the suite: real servers only where they are there. What is in PostgreSQL is in a table. */
export function kindsWith(table: string): Kind[] {
  return [
    ...[inKeyv6, inKeyv5].map(inMemory),
    ...[bare, inKeyv6, inNamespace, inKeyv5].map(inSqlite),
    ...(redisUrl === undefined ? [] : [bare, inKeyv6, inNamespace].map(inRedis(redisUrl))),
    ...(postgresUrl === undefined ? [] : [bare, inKeyv6, inNamespace].map(inPostgres(postgresUrl, table))),
  ];
}
