import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import Keyv from 'keyv';
import Keyv5 from 'keyv5';
import { sqliteStore } from 'meanwhile/sqlite';
import { describe, expect, test } from 'vitest';
import { entriesOf, keptFile } from './kept.ts';

describe('what is set', () => {
  test('is there, also for the next who opens the file', async () => {
    const { open } = keptFile();
    const store = open();
    expect(await store.set('a', 'one')).toBe(true);
    await store.close();
    const again = open();
    expect(await again.get('a')).toBe('one');
    expect([await again.has('a'), await again.has('b'), await again.get('b')]).toEqual([true, false, undefined]);
  });

  test('takes the place of what was there, and of its time to live', async () => {
    const { clock, open } = keptFile();
    const store = open();
    await store.set('a', 'one', 1000);
    await store.set('a', 'two');
    await clock.goTo(1000);
    expect(await store.get('a')).toBe('two');
  });

  test('is seen by whoever asks later, though nobody waited for it', async () => {
    const store = keptFile().open();
    const done = [store.set('a', 'one'), store.get('a'), store.delete('a'), store.get('a'), store.set('a', 'two')];
    expect(await Promise.all(done)).toEqual([true, 'one', true, undefined, true]);
    expect(await store.get('a')).toBe('two');
  });

  test('can be deleted, once', async () => {
    const store = keptFile().open();
    await store.set('a', 'one');
    expect([await store.delete('a'), await store.delete('a'), await store.get('a')]).toEqual([true, false, undefined]);
  });

  test('is in a file and a folder that nobody else can read', async () => {
    const { file, open } = keptFile();
    open();
    const modeOf = (path: string) => statSync(path).mode & 0o077;
    expect(process.platform === 'win32' || modeOf(file) + modeOf(dirname(file)) === 0).toBe(true);
  });
});

test('many keys at once are as one by one', async () => {
  const store = keptFile().open();
  const entries = ['a', 'b', 'a'].map((key, index) => ({ key, value: `${key}${index}` }));
  expect(await store.setMany(entries)).toEqual([true, true, true]);
  expect(await store.getMany(['a', 'c', 'b'])).toEqual(['a2', undefined, 'b1']);
  expect(await store.hasMany(['a', 'c', 'b'])).toEqual([true, false, true]);
  expect(await store.deleteMany(['a', 'c', 'b'])).toEqual([true, false, true]);
  expect(await store.getMany(['a', 'b'])).toEqual([undefined, undefined]);
  expect([await store.setMany([]), await store.getMany([]), await store.deleteMany([])]).toEqual([[], [], []]);
});

test.each<[string, (store: object) => Keyv | Keyv5]>([
  ['Keyv 6', (store) => new Keyv({ store })],
  ['Keyv 5', (store) => new Keyv5({ store })],
])('in a %s many at once are as one by one, and can be gone through', async (_, over) => {
  const keyv = over(keptFile().open());
  const entries = ['a', 'b', 'c'].map((key) => ({ key, value: { of: key } }));
  expect(await keyv.setMany(entries)).toEqual([true, true, true]);
  expect(await keyv.getMany(['c', 'x', 'a'])).toEqual([{ of: 'c' }, undefined, { of: 'a' }]);
  await keyv.deleteMany(['a', 'x']);
  const met = [];
  for await (const entry of keyv.iterator?.(undefined) ?? []) met.push(entry);
  expect(met).toEqual(['b', 'c'].map((key) => [key, { of: key }]));
});

describe('a time to live', () => {
  test('ends to the millisecond, for every way to ask', async () => {
    const { clock, open } = keptFile();
    const store = open();
    await store.setMany([
      { key: 'a', value: 'one', ttl: 1000 },
      { key: 'b', value: 'two', ttl: 1001 },
    ]);
    const all = async () => [await store.getMany(['a', 'b']), await store.hasMany(['a', 'b']), await entriesOf(store)];
    await clock.goTo(999);
    expect(await all()).toEqual([
      ['one', 'two'],
      [true, true],
      [
        ['a', 'one'],
        ['b', 'two'],
      ],
    ]);
    await clock.goTo(1000);
    expect(await all()).toEqual([[undefined, 'two'], [false, true], [['b', 'two']]]);
    expect(await store.delete('a')).toBe(false);
  });

  test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY, undefined])('that is %s is none', async (ttl) => {
    const { clock, open } = keptFile();
    const store = open();
    await store.set('a', 'one', ttl);
    await clock.goTo(1e12);
    expect(await store.get('a')).toBe('one');
  });

  test('of a part of a millisecond does not end early', async () => {
    const { clock, open } = keptFile();
    const store = open();
    await store.set('a', 'one', 0.5);
    expect(await store.get('a')).toBe('one');
    await clock.goTo(1);
    expect(await store.get('a')).toBeUndefined();
  });

  test('leaves nothing in the file when it is over and something else is written', async () => {
    const { file, clock, open } = keptFile();
    const store = open();
    await store.set('a', 'one', 10);
    await clock.goTo(10);
    await store.set('b', 'two');
    expect(keysIn(file)).toEqual(['b']);
  });
});

describe('compareAndSet', () => {
  test('sets where what is there is what was expected, and nowhere else', async () => {
    const store = keptFile().open();
    expect(await store.compareAndSet('a', 'zero', 'one')).toBe(false);
    expect(await store.compareAndSet('a', undefined, 'one')).toBe(true);
    expect(await store.compareAndSet('a', undefined, 'two')).toBe(false);
    expect(await store.compareAndSet('a', 'One', 'two')).toBe(false);
    expect(await store.get('a')).toBe('one');
    expect(await store.compareAndSet('a', 'one', 'two')).toBe(true);
    expect(await store.get('a')).toBe('two');
  });

  test('lets one of many have it', async () => {
    const { open } = keptFile();
    const stores = [open(), open(), open()];
    const tries = stores.flatMap((store, who) =>
      ['x', 'y', 'z'].map(async (which) => ({
        text: who + which,
        isMine: await store.compareAndSet('a', undefined, who + which),
      })),
    );
    const mine = (await Promise.all(tries)).filter(({ isMine }) => isMine);
    expect(mine).toHaveLength(1);
    expect(await stores[0]?.get('a')).toBe(mine[0]?.text);
  });

  test('takes what has expired for nothing, and what it sets does not expire', async () => {
    const { clock, open } = keptFile();
    const store = open();
    await store.set('a', 'one', 10);
    expect(await store.compareAndSet('a', undefined, 'two')).toBe(false);
    await clock.goTo(10);
    expect(await store.compareAndSet('a', undefined, 'three')).toBe(true);
    await store.set('c', 'one', 10);
    await clock.goTo(20);
    expect(await store.compareAndSet('c', 'one', 'two')).toBe(false);
    await store.set('b', 'four', 10);
    expect(await store.compareAndSet('b', 'four', 'five')).toBe(true);
    await clock.goTo(1000);
    expect(await store.getMany(['a', 'b'])).toEqual(['three', 'five']);
  });
});

describe('all entries', () => {
  const keys = Array.from({ length: 250 }, (_, index) => `k${String(index).padStart(3, '0')}`);

  test('can be gone through in the order of their keys, while they change', async () => {
    const store = keptFile().open();
    await store.setMany(keys.toReversed().map((key) => ({ key, value: `=${key}` })));
    const met: string[] = [];
    for await (const [key, text] of store.iterator()) {
      expect(text).toBe(`=${key}`);
      met.push(key);
      await store.delete(key);
    }
    expect(met).toEqual(keys);
    expect(await entriesOf(store)).toEqual([]);
  });

  test('can be removed, those of a namespace without the others', async () => {
    const store = keptFile().open();
    const many = Array.from({ length: 2500 }, (_, index) => ({ key: `one:${index}`, value: '1' }));
    await store.setMany([
      ...many,
      { key: 'one', value: '2' },
      { key: 'one;', value: '3' },
      { key: 'two:1', value: '4' },
    ]);
    expect(await entriesOf(store, 'two')).toEqual([['two:1', '4']]);
    store.namespace = 'one';
    await store.clear();
    expect((await entriesOf(store)).map(([key]) => key)).toEqual(['one', 'one;', 'two:1']);
    store.namespace = undefined;
    await store.clear();
    expect(await entriesOf(store)).toEqual([]);
  });
});

test('U10: keys that look alike stay apart', async () => {
  const store = keptFile().open();
  const keys = ['a', 'A', 'ä', 'a\u0308', 'a ', 'a%', '_', '', '😀', "'; DROP TABLE entries; --"];
  await store.setMany(keys.map((key, index) => ({ key, value: `${index}` })));
  expect(await store.getMany(keys)).toEqual(keys.map((_, index) => `${index}`));
  expect(await entriesOf(store)).toHaveLength(keys.length);
});

test('E7: a text comes back as it was', async () => {
  const store = keptFile().open();
  const texts = ['', ' ', '😀', '\u2028', '0', 'null', 'x'.repeat(1_000_000)];
  await store.setMany(texts.map((value, index) => ({ key: `${index}`, value })));
  expect(await store.getMany(texts.map((_, index) => `${index}`))).toEqual(texts);
});

describe('what is no text', () => {
  test.each([[{ value: 1 }], [7], [null], [undefined], [Buffer.from('a')]])('%s is refused', async (value) => {
    const store = keptFile().open();
    await expect(store.set('a', value)).rejects.toThrow('takes texts only, and this text is none');
  });

  test.each(['secret \ud800', 'secret \0'])('%j is refused wherever it stands, and not told', async (odd) => {
    const store = keptFile().open();
    const refused = (what: string) =>
      `sqliteStore can't keep this ${what}: there is a NUL in it, or half a surrogate pair.`;
    await expect(store.set('a', odd)).rejects.toThrow(refused('text'));
    await expect(store.compareAndSet('a', undefined, odd)).rejects.toThrow(refused('text'));
    const asked = [
      store.set(odd, 'a'),
      store.setMany([{ key: odd, value: '' }]),
      store.get(odd),
      store.has(odd),
      store.delete(odd),
      store.compareAndSet(odd, undefined, 'a'),
    ];
    for (const outcome of await Promise.allSettled(asked)) {
      expect(outcome).toMatchObject({ reason: { message: refused('key') } });
    }
  });
});

describe('a store that is closed', () => {
  test('has done what it was asked before', async () => {
    const { open } = keptFile();
    const store = open();
    const set = store.set('a', 'one');
    await Promise.all([store.close(), store.disconnect()]);
    expect(await set).toBe(true);
    expect(await open().get('a')).toBe('one');
  });

  test('says so', async () => {
    const { file, open } = keptFile();
    const store = open();
    await store.close();
    await expect(store.get('a')).rejects.toThrow(`${file} has been closed`);
    await expect(store.set('a', 'one')).rejects.toThrow(`${file} has been closed`);
  });
});

test.each(['', ':memory:'])('what is no file, %o, is refused', (path) => {
  expect(() => sqliteStore(path)).toThrow('sqliteStore keeps a file: give it a path.');
});

/** The keys in a file, whether they have expired or not. */
function keysIn(file: string) {
  const connection = new DatabaseSync(file);
  const rows = connection.prepare('SELECT key FROM entries').all();
  connection.close();
  return rows.map(({ key }) => key);
}
