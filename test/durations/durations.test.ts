import Keyv from 'keyv';
import { systemClock } from 'meanwhile';
import { memoryStore, settle } from 'meanwhile/testing';
import { describe, expect, test } from 'vitest';
import { durationsKey, learnedDurations, type Durations } from '../../src/durations/durations.ts';
import { strict } from '../../src/store/strict-store.ts';

type Given = Parameters<typeof strict>[0];
const learner = (store: Given) => learnedDurations(strict(store, systemClock));
const stores: [string, () => Given][] = [
  ['one that compares and sets', () => memoryStore()],
  ['one that only writes', () => new Keyv()],
];

function observe({ observe: note }: Durations, times: number, ms: number, durationKey?: string) {
  for (let time = 0; time < times; time += 1) note({ tool: 'paint', durationKey, ms, isWorthAWrite: true });
}

test('a few calls say nothing; five do, at once and without a store', () => {
  const durations = learnedDurations(undefined);
  observe(durations, 4, 1_000);
  expect(durations.estimate('paint')).toBeUndefined();
  observe(durations, 1, 1_000);
  expect(durations.estimate('paint')?.p50Ms).toBeCloseTo(1_000, -2);
});

test('a key that was seen often enough has an estimate of its own, any other that of all calls', () => {
  const durations = learnedDurations(undefined);
  observe(durations, 5, 1_000, 'small');
  observe(durations, 20, 9_000, 'large');
  expect(durations.estimate('paint', 'small')?.p50Ms).toBeLessThan(1_100);
  expect(durations.estimate('paint', 'large')?.p50Ms).toBeGreaterThan(8_000);
  expect(durations.estimate('paint', 'never seen')).toEqual(durations.estimate('paint'));
  expect(durations.estimate('paint', 'constructor')).toEqual(durations.estimate('paint'));
});

test('so many keys are kept, and not more', () => {
  const durations = learnedDurations(undefined);
  for (let key = 0; key < 40; key += 1) observe(durations, 5, 100 * (key + 1), `key ${key}`);
  expect(durations.estimate('paint', 'key 39')).toEqual(durations.estimate('paint'));
  expect(durations.estimate('paint', 'key 0')).not.toEqual(durations.estimate('paint'));
});

describe.each(stores)('in a store, %s', (_, makeStore) => {
  test('it outlives the process, and is read in the background: known the second time', async () => {
    const store = makeStore();
    const before = learner(store);
    observe(before, 8, 3_000, 'large');
    await settle();
    const after = learner(store);
    const loaded = after.load('paint');
    expect(after.estimate('paint', 'large')).toBeUndefined();
    await loaded;
    expect(after.estimate('paint', 'large')).toEqual(before.estimate('paint', 'large'));
  });

  test('it is read when it is asked for, once, and an estimate reads nothing', async () => {
    const store = strict(makeStore(), systemClock);
    const read: string[] = [];
    const durations = learnedDurations({ ...store, read: async (key, as) => (read.push(key), store.read(key, as)) });
    durations.estimate('paint');
    await settle();
    expect(read).toEqual([]);
    await Promise.all([durations.load('paint'), durations.load('paint')]);
    await durations.load('paint');
    expect(read).toEqual([durationsKey('paint')]);
  });

  test('it holds numbers, keys and a version, and nothing else', async () => {
    const store = makeStore();
    const durations = learner(store);
    observe(durations, 2, 3_000, 'large');
    await settle();
    expect(
      await strict(store, systemClock).read(durationsKey('paint'), { name: 'd', version: 1, migrations: [] }),
    ).toEqual({
      version: 1,
      calls: { 85: 2 },
      keys: { large: { 85: 2 } },
    });
  });

  test('quick calls are written along with the next that is worth it', async () => {
    const store = makeStore();
    const durations = learner(store);
    for (let time = 0; time < 5; time += 1) durations.observe({ tool: 'look_up', ms: 10, isWorthAWrite: false });
    await settle();
    const read = async () =>
      strict(store, systemClock).read(durationsKey('look_up'), { name: 'd', version: 1, migrations: [] });
    expect(await read()).toBeUndefined();
    observe(durations, 1, 3_000);
    await settle();
    expect(await read()).toMatchObject({ calls: { 25: 5 } });
  });
});

test('two processes that write at the same time lose nothing where the store compares and sets', async () => {
  const store = memoryStore();
  const [one, other] = [learner(store), learner(store)];
  for (let round = 0; round < 10; round += 1) {
    observe(one, 1, 1_000);
    observe(other, 1, 1_000);
    await settle();
  }
  const later = learner(store);
  await later.load('paint');
  expect(later.estimate('paint')?.calls).toBe(20);
});

test('B4: a store that fails loses nothing that is in memory, and gets it when it is back', async () => {
  const keyv = new Keyv();
  let isDown = true;
  const failing: Given = {
    get: async (key) => (isDown ? Promise.reject(new Error('down')) : keyv.get(key)),
    set: async (key, value) => (isDown ? Promise.reject(new Error('down')) : keyv.set(key, value)),
    delete: async (key) => keyv.delete(key),
  };
  const durations = learner(failing);
  observe(durations, 6, 1_000);
  await settle();
  expect(durations.estimate('paint')?.calls).toBe(6);
  isDown = false;
  observe(durations, 1, 1_000);
  await settle();
  const later = learner(failing);
  await later.load('paint');
  expect(later.estimate('paint')?.calls).toBe(7);
});

test('a damaged record is as if nobody had seen anything', async () => {
  const store = new Keyv();
  await store.set(durationsKey('paint'), { version: 1, calls: { a: 1 }, keys: 'x' });
  const durations = learner(store);
  await durations.load('paint');
  observe(durations, 5, 1_000);
  expect(durations.estimate('paint')?.calls).toBe(5);
});

test.each<[string, unknown, unknown]>([
  ['no JSON', 'garbage', undefined],
  ['no object', JSON.stringify({ value: 5 }), 5],
  ['of no version', JSON.stringify({ value: { calls: {} } }), { calls: {} }],
  ['of a newer version', JSON.stringify({ value: { version: 9 } }), { version: 9 }],
])('a record that is %s is replaced by what is seen from then on', async (_, text, value) => {
  const [memory, keyv] = [memoryStore(), new Keyv()];
  await memory.set(durationsKey('paint'), String(text));
  if (value !== undefined) await keyv.set(durationsKey('paint'), value);
  for (const store of [memory, keyv]) {
    const durations = learner(store);
    observe(durations, 5, 1_000);
    await settle();
    observe(durations, 5, 1_000);
    await settle();
    const record = await strict(store, systemClock).read(durationsKey('paint'), {
      name: 'd',
      version: 1,
      migrations: [],
    });
    expect(record).toMatchObject({ calls: { 73: 10 } });
  }
});
