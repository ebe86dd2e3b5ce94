import fc from 'fast-check';
import { expect, test } from 'vitest';
import { settle, virtualClock } from 'meanwhile/testing';
import type { Json } from '../../machines/json.ts';
import { recordWriter } from '../../src/store/record-writer.ts';

/** A store that takes so long for each write, or fails it. */
function slow({ takes = 100, fails = () => false }: { takes?: number; fails?: (value: Json) => boolean } = {}) {
  const clock = virtualClock();
  const writes: [number, string, Json][] = [];
  const failures: [string, unknown][] = [];
  let isBusy = false;
  async function write(key: string, value: Json) {
    expect(isBusy).toBe(false);
    isBusy = true;
    writes.push([clock.elapsed(), key, value]);
    await clock.wait(takes);
    isBusy = false;
    if (fails(value)) throw new Error(`no ${JSON.stringify(value)}`);
  }
  const put = recordWriter({ write, delete: (key) => write(key, null) }, (key, error) =>
    failures.push([key, (error as Error).message]),
  );
  return { clock, writes, failures, put };
}

test('the first write begins at once', () => {
  const { put, writes } = slow();
  put('a', 1);
  expect(writes).toEqual([[0, 'a', 1]]);
});

test('writes come one after the other, in order', async () => {
  const { put, writes, clock } = slow();
  put('a', 1);
  put('b', 2);
  put('c', 3);
  await clock.goTo(1000);
  expect(writes).toEqual([
    [0, 'a', 1],
    [100, 'b', 2],
    [200, 'c', 3],
  ]);
});

test('a slow store gets the newest of a key, and what came between is left out', async () => {
  const { put, writes, clock } = slow();
  for (let percent = 0; percent <= 10; percent += 1) put('progress', percent);
  await clock.goTo(1000);
  expect(writes.map(([, , value]) => value)).toEqual([0, 10]);
});

test('a failure is heard of once, and the next writes go on', async () => {
  const { put, writes, failures, clock } = slow({ fails: (value) => value === 2 });
  put('a', 1);
  put('b', 2);
  put('c', 3);
  await clock.goTo(1000);
  put('d', 4);
  await clock.goTo(2000);
  expect(failures).toEqual([['b', 'no 2']]);
  expect(writes.map(([, key]) => key)).toEqual(['a', 'b', 'c', 'd']);
});

test('whenever changes come, the store ends with the newest of each key', async () => {
  const change = fc.record({
    key: fc.constantFrom('a', 'b', 'c'),
    value: fc.nat(9),
    pause: fc.constantFrom(0, 50, 100, 250),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(change, { maxLength: 12 }), async (changes) => {
      const { put, writes, clock } = slow();
      for (const { key, value, pause } of changes) {
        put(key, value);
        await clock.goTo(clock.elapsed() + pause);
      }
      await clock.goTo(clock.elapsed() + 10_000);
      const newest = new Map(changes.map(({ key, value }) => [key, value]));
      expect(new Map(writes.map(([, key, value]) => [key, value]))).toEqual(newest);
    }),
    { numRuns: 50 },
  );
});

test.each([
  ['write', 1],
  ['deletion', null],
])(
  'a %s that was given up and comes through late is followed by the newest only if something newer came',
  async (_, value) => {
    const writes: Json[] = [];
    const late: (() => void)[] = [];
    async function write(_: string, given: Json, onLate = () => {}) {
      writes.push(given);
      late.push(onLate);
    }
    const put = recordWriter({ write, delete: (key, onLate) => write(key, null, onLate) }, () => {});
    put('a', value);
    await settle();
    late[0]?.();
    expect(writes).toEqual([value]);
    put('a', 2);
    await settle();
    late[0]?.();
    expect(writes).toEqual([value, 2, 2]);
  },
);
