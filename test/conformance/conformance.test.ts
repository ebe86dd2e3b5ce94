import { randomUUID } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import fc from 'fast-check';
import { RECORD_NAMES, storeKey, type Json } from 'meanwhile';
import { virtualClock } from 'meanwhile/testing';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { recordWriter } from '../../src/store/record-writer.ts';
import { schema, stamped } from '../../src/store/schema.ts';
import { strict, type StrictStore } from '../../src/store/strict-store.ts';
import { anyJson, deepJson } from './any-json.ts';
import { ownTable } from './own-table.ts';
import { absent } from './servers.ts';
import { kindsWith, type Opened } from './stores.ts';

const any = schema('any');
const [name] = RECORD_NAMES;
const run = randomUUID();
// a server takes as long as the machine is busy, and nothing is told from how fast it is
const timeout = 30_000;

for (const line of absent) console.warn(line);

describe.each(kindsWith(ownTable()))('$name', { timeout }, ({ open, hasCompareAndSet, leave }) => {
  const used = new Set<string>();
  let ground: Opened;
  let store: StrictStore;

  beforeAll(async () => {
    ground = await open();
    store = strict(ground.store, virtualClock());
  });
  afterAll(async () => {
    await Promise.all([...used].map(async (key) => store.delete(key)));
    await ground.close();
    await leave();
  });

  /** The key of a conversation that no other test has. */
  function keyOf(id: string = randomUUID()): string {
    const key = storeKey(`${run} ${id}`, name);
    used.add(key);
    return key;
  }
  const keysOf = (count: number) => Array.from({ length: count }, () => keyOf());
  const readAll = async (keys: string[]) => Promise.all(keys.map(async (key) => store.read(key, any)));

  /** What comes back of a value. */
  async function broughtBack(value: Json): Promise<Json | undefined> {
    const key = keyOf('round trip');
    await store.write(key, stamped(any, { value }));
    return (await store.read(key, any))?.['value'];
  }

  test('E7: any JSON comes back as it was', async () => {
    await fc.assert(
      fc.asyncProperty(anyJson, async (value) => {
        expect(JSON.stringify(await broughtBack(value))).toBe(JSON.stringify(value));
      }),
      { numRuns: 60 },
    );
  });

  test.each<[string, Json]>([
    ['a text of a million characters', 'ab😀\ud800'.repeat(200_000)],
    ['a depth of 500', deepJson(500)],
    ['a list of 20,000', Array.from({ length: 20_000 }, (_, index) => index)],
  ])('E7: %s comes back as it was', async (_, value) => {
    expect(JSON.stringify(await broughtBack(value))).toBe(JSON.stringify(value));
  });

  test('nothing is there before it is written, and after it is deleted', async () => {
    const [key = '', other = ''] = keysOf(2);
    expect(await store.read(key, any)).toBeUndefined();
    await store.delete(key);
    await store.write(key, { version: 1, a: 1 });
    await store.write(other, { version: 1, a: 2 });
    await store.delete(key);
    expect(await readAll([key, other])).toEqual([undefined, { version: 1, a: 2 }]);
  });

  test('the last write is the one that stays', async () => {
    const [awaited = '', queued = ''] = keysOf(2);
    const writes: Promise<unknown>[] = [];
    const noted = (write: Promise<void>) => {
      writes.push(write);
      return write;
    };
    const noting = {
      write: (...given: Parameters<StrictStore['write']>) => noted(store.write(...given)),
      delete: (...given: Parameters<StrictStore['delete']>) => noted(store.delete(...given)),
    };
    const put = recordWriter(noting, () => {});
    for (let n = 0; n <= 20; n += 1) {
      put(queued, n % 3 === 0 ? null : { version: 1, n });
      await store.write(awaited, { version: 1, n });
    }
    for (let seen = 0; seen < writes.length; await nextTurn()) {
      seen = writes.length;
      await Promise.all(writes);
    }
    const last = { version: 1, n: 20 };
    expect(await readAll([awaited, queued])).toEqual([last, last]);
  });

  test('many keys at once do not meet', async () => {
    const keys = keysOf(200);
    await Promise.all(keys.map(async (key, n) => store.write(key, { version: 1, n })));
    expect(await readAll(keys)).toEqual(keys.map((_, n) => ({ version: 1, n })));
    await Promise.all(keys.map(async (key, n) => n % 2 === 0 && store.delete(key)));
    expect(await readAll(keys)).toEqual(keys.map((_, n) => (n % 2 === 0 ? undefined : { version: 1, n })));
  });

  test('A3, U10: ids that look alike stay apart', async () => {
    const ids = [
      'a',
      'A',
      'ä',
      'a\u0308',
      'a b',
      'a%20b',
      'a:b',
      'a--b',
      'ab',
      '../a',
      '\0',
      '\ud800',
      '😀',
      '*',
      '{a}',
      'ı',
      'İ',
    ];
    await Promise.all(ids.map(async (id) => store.write(keyOf(id), { version: 1, id })));
    expect(await readAll(ids.map(keyOf))).toEqual(ids.map((id) => ({ version: 1, id })));
  });

  test('a key that is too long is refused, not cut', async () => {
    const ids = ['1', '2'].map((end) => 'A'.repeat(200) + end);
    const outcomes = await Promise.allSettled(ids.map(async (id) => store.write(keyOf(id), { version: 1, id })));
    for (const [index, id] of ids.entries()) {
      const outcome = outcomes[index];
      const found = await store.read(keyOf(id), any);
      if (outcome?.status === 'fulfilled') expect(found).toEqual({ version: 1, id });
      else
        expect([found, String(outcome?.reason)]).toEqual([
          undefined,
          expect.stringContaining('the store failed to write'),
        ]);
    }
  });

  test('whoever reads by a Keyv from outside finds the same', async () => {
    const key = keyOf();
    const record = { version: 1, texts: ['plain', ':', '::a', ':base64:aGk='], nothing: null };
    await store.write(key, record);
    expect(await ground.get(key)).toEqual(record);
    await ground.keyv.set(key, { ...record, texts: [] });
    expect(await store.read(key, any)).toEqual({ ...record, texts: [] });
  });

  test('what has expired is no longer there', async () => {
    const [brief = '', long = ''] = keysOf(2);
    await ground.keyv.set(long, { version: 1 }, 3_600_000);
    await ground.keyv.set(brief, { version: 1 }, 1);
    while (await store.read(brief, any));
    expect(await readAll([brief, long])).toEqual([undefined, { version: 1 }]);
    await store.write(brief, { version: 1, again: true });
    expect(await store.read(brief, any)).toEqual({ version: 1, again: true });
  });

  test('a text that was damaged is an error, and no nothing', async () => {
    const unreadable = /^the store failed to read it \(\w+\)$|^The record 'any' is no object of plain JSON/;
    const key = keyOf();
    const { keyv } = ground;
    for (const text of ['{"value":{"version":1', 'words', '7', '{"words":1}', '[]']) {
      await keyv.store.set('encode' in keyv ? key : `keyv:${key}`, text);
      await expect(store.read(key, any)).rejects.toThrow(unreadable);
    }
    await store.write(key, { version: 1 });
    expect(await store.read(key, any)).toEqual({ version: 1 });
  });

  test(`there is ${hasCompareAndSet ? 'a' : 'no'} compare-and-set, and it says so`, () => {
    expect(store.compareAndSet !== undefined).toBe(hasCompareAndSet);
  });
  if (!hasCompareAndSet) return;

  describe('compare-and-set', () => {
    const swap: NonNullable<StrictStore['compareAndSet']> = async (...given) =>
      store.compareAndSet?.(...given) ?? false;

    test('sets where the record is the expected one, and nowhere else', async () => {
      const key = keyOf();
      const [one, two] = [{ version: 1, texts: [':', '\ud800', '😀'], a: { b: 1, c: 2 } }, { version: 1 }];
      expect(await swap(key, any, { expected: one, next: two })).toBe(false);
      expect(await swap(key, any, { expected: undefined, next: one })).toBe(true);
      expect(await swap(key, any, { expected: undefined, next: two })).toBe(false);
      expect(await swap(key, any, { expected: two, next: two })).toBe(false);
      expect(await store.read(key, any)).toEqual(one);
      expect(await swap(key, any, { expected: { ...one, a: { c: 2, b: 1 } }, next: two })).toBe(true);
      expect(await store.read(key, any)).toEqual(two);
      expect(await ground.get(key)).toEqual(two);
    });

    test('lets one of several have what another gives back, again and again', async () => {
      const key = keyOf();
      const other = await open();
      onTestFinished(() => void other.close());
      const stores = [store, strict(other.store, virtualClock())];
      let holders = 0;
      let most = 0;
      const takers = [...stores, ...stores].map(async (one, taker) => {
        for (let taken = 0; taken < 10;) {
          const lease = { version: 1, taker, taken };
          if (!(await one.compareAndSet?.(key, any, { expected: undefined, next: lease }))) continue;
          most = Math.max(most, (holders += 1));
          await nextTurn();
          holders -= 1;
          await one.delete(key);
          taken += 1;
        }
      });
      await Promise.all(takers);
      expect([most, await store.read(key, any)]).toEqual([1, undefined]);
    });

    test('takes what has expired for nothing, and what it sets does not expire', async () => {
      const key = keyOf();
      const [one, two] = [
        { version: 1, n: 1 },
        { version: 1, n: 2 },
      ];
      await ground.keyv.set(key, one, 1);
      while (await store.read(key, any));
      expect(await swap(key, any, { expected: one, next: two })).toBe(false);
      expect(await swap(key, any, { expected: undefined, next: one })).toBe(true);
      await ground.keyv.set(key, two, 3_600_000);
      expect(await swap(key, any, { expected: two, next: one })).toBe(true);
      expect(await ground.keyv.getRaw(key)).toEqual({ value: one });
    });

    test('does not touch a text that was damaged', async () => {
      const key = keyOf();
      const { keyv } = ground;
      await keyv.store.set(key, '{"value":{"version":1');
      const swapped = swap(key, any, { expected: undefined, next: { version: 1 } });
      await expect(swapped).rejects.toThrow('the store failed to write it');
      expect(await keyv.store.get(key)).toBe('{"value":{"version":1');
    });

    test('knows what was written by other ways, of an older version too', async () => {
      const newer = schema('any', ({ n = null }) => ({ numbers: [n] }));
      const key = keyOf();
      await store.write(key, { version: 1, n: 7 });
      const seen = await store.read(key, newer);
      expect(await swap(key, newer, { expected: seen, next: { version: 2, numbers: [8] } })).toBe(true);
      expect(await store.read(key, newer)).toEqual({ version: 2, numbers: [8] });
      await store.delete(key);
      expect(await swap(key, newer, { expected: undefined, next: { version: 2 } })).toBe(true);
    });

    test('loses no count between two who count together', async () => {
      const key = keyOf();
      const other = await open();
      onTestFinished(() => void other.close());
      const stores = [store, strict(other.store, virtualClock())];
      const counters = [...stores, ...stores].map(async (one) => {
        for (let added = 0; added < 25;) {
          const expected = await one.read(key, any);
          const next = { version: 1, n: Number(expected?.['n'] ?? 0) + 1 };
          if (await one.compareAndSet?.(key, any, { expected, next })) added += 1;
        }
      });
      await Promise.all(counters);
      expect(await store.read(key, any)).toEqual({ version: 1, n: 100 });
    });
  });
});
