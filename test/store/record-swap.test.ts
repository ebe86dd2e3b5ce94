import { join } from 'node:path';
import Keyv from 'keyv';
import Keyv5 from 'keyv5';
import { sqliteStore } from 'meanwhile/sqlite';
import { virtualClock } from 'meanwhile/testing';
import { expect, onTestFinished, test } from 'vitest';
import { schema, type StoredRecord } from '../../src/store/schema.ts';
import type { Store } from '../../src/store/store.ts';
import { strict } from '../../src/store/strict-store.ts';
import { temporaryFolder } from '../kit/temporary-folder.ts';

const lease = schema('lease');
const next = { version: 1, epoch: 2 };

/** A store in a file of its own. */
function keptStore() {
  const adapter = sqliteStore(join(temporaryFolder(), 'store.sqlite'));
  onTestFinished(() => adapter.close());
  return adapter;
}

const swapOf = (store: Store) => strict(store, virtualClock()).compareAndSet;
const adapter = { get: async () => undefined, set: async () => true, delete: async () => true, clear: async () => {} };

test.each<[string, () => Store]>([
  ['memory', () => new Keyv()],
  ['Keyv 5, over an adapter that can', () => new Keyv5({ store: keptStore() })],
  ['a Keyv that makes no texts', () => new Keyv({ store: keptStore(), serialization: false })],
  ['a Keyv over an adapter that can not', () => new Keyv(adapter)],
  ['a Keyv over another database with queries', () => new Keyv({ ...adapter, ...likeMysql() })],
  ['something with get and set alone', () => ({ ...adapter })],
])('%s can not compare and set, and says so', (_, make) => {
  expect(swapOf(make())).toBeUndefined();
});

test('two records are the same if JSON says the same of them', async () => {
  const swap = swapOf(keptStore());
  const zero = { version: 1, n: 0, inner: { a: 1, b: [null] } };
  expect(await swap?.('a', lease, { expected: undefined, next: zero })).toBe(true);
  const inner = Object.assign(Object.create(null) as object, { b: [null], a: 1 });
  expect(await swap?.('a', lease, { expected: { inner, n: -0, version: 1 }, next })).toBe(true);
  expect(await swap?.('a', lease, { expected: { version: 1, epoch: '2' }, next })).toBe(false);
});

test('whoever goes on from what he set himself reads nothing, until somebody else was there', async () => {
  const store = keptStore();
  let reads = 0;
  const get = async (key: string) => {
    reads += 1;
    return store.get(key);
  };
  const swap = swapOf({ ...store, get });
  const records = Array.from({ length: 5 }, (_, epoch) => ({ version: 1, epoch }));
  const setAll = async () => {
    let expected: StoredRecord | undefined;
    for (const one of records) {
      expect(await swap?.('a', lease, { expected, next: one })).toBe(true);
      expected = one;
    }
  };
  await setAll();
  expect(reads).toBe(1);

  const [first, last] = [records.at(0), records.at(-1)];
  expect(await swap?.('a', lease, { expected: first, next })).toBe(false);
  await store.set('a', '{ "value": { "epoch": 4, "version": 1 } }');
  expect(await swap?.('a', lease, { expected: last, next })).toBe(true);
  expect(await swap?.('b', lease, { expected: next, next })).toBe(false);
  await store.set('a', '{"value":{"version":2}}');
  await expect(swap?.('a', lease, { expected: next, next })).rejects.toThrow('is of version 2');
});

test('of a store that tells of an error meanwhile it is not said that somebody else was there', async () => {
  const store = new Keyv(keptStore());
  const swap = swapOf(store);
  await store.set('a', next);
  const swapped = swap?.('a', lease, { expected: undefined, next });
  store.emit('error', Object.assign(new Error('connection lost'), { code: 'ECONNRESET' }));
  await expect(swapped).rejects.toThrow('the store failed to write it (ECONNRESET)');
  expect(await swap?.('a', lease, { expected: undefined, next })).toBe(false);
});

test('what was given up is heard of when it has taken place after all', async () => {
  const store = keptStore();
  const clock = virtualClock();
  const held = Promise.withResolvers<void>();
  const compareAndSet = async (...given: Parameters<typeof store.compareAndSet>) => {
    await held.promise;
    return store.compareAndSet(...given);
  };
  const swap = strict({ ...store, compareAndSet } as Store, clock).compareAndSet;
  const late = Promise.withResolvers<void>();
  const swapped = swap?.('a', lease, { expected: undefined, next }, late.resolve).catch(String);
  await clock.goTo(5000);
  expect(await swapped).toBe('Error: the store did not write it in time');
  held.resolve();
  await late.promise;
  expect(await strict(store, clock).read('a', lease)).toEqual(next);
});

test('a record of a newer version is not changed, and that is said', async () => {
  const store = keptStore();
  const swap = swapOf(store);
  await strict(store, virtualClock()).write('a', { version: 2, owner: 'somebody newer' });
  const swapped = swap?.('a', lease, { expected: undefined, next });
  await expect(swapped).rejects.toThrow("The record 'lease' is of version 2, and this program knows versions up to 1");
  expect(await store.get('a')).toContain('somebody newer');
});

test('a Keyv with encryption can compare and set what it wrote, though it writes the same never twice', async () => {
  let count = 0;
  const encryption = {
    encrypt: (text: string) => `${(count += 1)}/${Buffer.from(text).toString('base64')}`,
    decrypt: (text: string) => Buffer.from(text.split('/')[1] ?? '', 'base64').toString(),
  };
  const store = keptStore();
  const swap = swapOf(new Keyv({ store, encryption }));
  expect(await swap?.('a', lease, { expected: undefined, next })).toBe(true);
  expect(await store.get('a')).toMatch(/^1\//);
  expect(await swap?.('a', lease, { expected: next, next: { version: 1, epoch: 3 } })).toBe(true);
  expect(await swap?.('a', lease, { expected: next, next })).toBe(false);
});

function likeMysql() {
  const capabilities = { expires: true };
  return { uri: 'mysql://localhost', query: async () => [{}], removeKeyPrefix: (key: string) => key, capabilities };
}
