import { randomUUID } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import Keyv from 'keyv';
import { RECORD_NAMES, storeKey } from 'meanwhile';
import { virtualClock } from 'meanwhile/testing';
import { describe, expect, onTestFinished, test } from 'vitest';
import { schema } from '../../src/store/schema.ts';
import { strict } from '../../src/store/strict-store.ts';
import { lineTo, untilItWorks } from './line.ts';
import { ownTable } from './own-table.ts';
import { postgresAdapter, postgresUrl, redisAdapter, redisUrl } from './servers.ts';

const table = ownTable();
const any = schema('any');
const [name] = RECORD_NAMES;
const one = { version: 1, n: 1 };
const two = { version: 1, n: 2 };
// a server takes as long as the machine is busy, and nothing is told from how fast it is
const timeout = 30_000;

type Server = { url: string; adapter(url: string): { disconnect(force?: boolean): Promise<unknown> } };

describe.skipIf(redisUrl === undefined)('Redis', { timeout }, () => {
  itSurvives({ url: redisUrl ?? '', adapter: (url) => redisAdapter(url) });
});

describe.skipIf(postgresUrl === undefined)('PostgreSQL', { timeout }, () => {
  itSurvives({ url: postgresUrl ?? '', adapter: (url) => postgresAdapter(url, table) });
});

/** A store behind a line that can break, and the same without it. */
async function play({ url, adapter }: Server) {
  const line = await lineTo(url);
  const clock = virtualClock();
  const opened = (address: string) => {
    const made = adapter(address);
    onTestFinished(async () => {
      await made.disconnect(true);
    });
    return strict(new Keyv({ store: made }), clock);
  };
  const [store, direct] = [opened(line.url), opened(url)];
  const key = storeKey(randomUUID(), name);
  onTestFinished(() => direct.delete(key));
  await store.write(key, one);
  return { line, clock, store, direct, key };
}

/** What a store on a server does when the line to it breaks. */
function itSurvives(server: Server) {
  test('that loses its connections between two operations works again, and what fails until then says so', async () => {
    const { line, store, key } = await play(server);
    line.cut();
    for (const error of await untilItWorks(() => store.write(key, two))) {
      expect(error).toContain('the store failed to write it');
    }
    expect(await store.read(key, any)).toEqual(two);
  });

  test('that loses one in the middle of a write says so, though the write took place', async () => {
    const { line, store, direct, key } = await play(server);
    line.hold();
    const written = store.write(key, two).catch(String);
    while ((await direct.read(key, any))?.['n'] !== 2);
    line.cut();
    line.release();
    expect(await written).toContain('the store failed to write it');
    await untilItWorks(() => store.read(key, any));
    expect(await store.read(key, any)).toEqual(two);
  });

  test('that loses one in the middle of a compare-and-set says so, and whoever tries again hears that it took place', async () => {
    const { line, store, direct, key } = await play(server);
    const three = { version: 1, n: 3 };
    expect(await store.compareAndSet?.(key, any, { expected: one, next: two })).toBe(true);
    line.hold();
    const swapped = store.compareAndSet?.(key, any, { expected: two, next: three }).catch(String);
    while ((await direct.read(key, any))?.['n'] !== 3);
    line.cut();
    line.release();
    expect(await swapped).toContain('the store failed to write it');
    await untilItWorks(() => store.read(key, any));
    expect(await store.compareAndSet?.(key, any, { expected: two, next: three })).toBe(false);
    expect(await store.compareAndSet?.(key, any, { expected: three, next: one })).toBe(true);
  });

  test('that loses one in the middle of a read does not say that nothing is there', async () => {
    const { line, store, key } = await play(server);
    line.hold();
    const found = store.read(key, any).catch((error: unknown) => String(error));
    await nextTurn();
    line.cut();
    line.release();
    expect(await found).toBeOneOf([one, expect.stringContaining('Error: the store failed to read')]);
  });

  test('that is silent is given up after five seconds, and heard of when it comes through', async () => {
    const { line, clock, store, key } = await play(server);
    line.hold();
    const late = Promise.withResolvers<void>();
    const outcomes = Promise.allSettled([store.write(key, two, late.resolve), store.read(key, any)]);
    await clock.goTo(5000);
    expect((await outcomes).map((outcome) => outcome.status === 'rejected' && String(outcome.reason))).toEqual([
      'Error: the store did not write it in time',
      'Error: the store did not read it in time',
    ]);
    line.release();
    await late.promise;
    expect(await store.read(key, any)).toEqual(two);
  });

  test('that is away fails at once, and works when it is back', async () => {
    const { line, store, key } = await play(server);
    await line.close();
    await expect(store.write(key, two)).rejects.toThrow('the store failed to write it');
    await expect(store.read(key, any)).rejects.toThrow('the store failed to read it');
    await expect(store.delete(key)).rejects.toThrow('the store failed to delete it');
    const swapped = store.compareAndSet?.(key, any, { expected: one, next: two });
    await expect(swapped).rejects.toThrow('the store failed to write it');
    await line.restore();
    await untilItWorks(() => store.read(key, any));
    expect(await store.read(key, any)).toEqual(one);
  });

  test('that is away when all begins fails in time', async () => {
    const line = await lineTo(server.url);
    await line.close();
    const clock = virtualClock();
    const adapter = server.adapter(line.url);
    onTestFinished(async () => {
      await adapter.disconnect(true);
    });
    const store = strict(new Keyv({ store: adapter }), clock);
    const outcome = store.read('meanwhile:a:b', any).catch(String);
    await nextTurn();
    await clock.goTo(5000);
    expect(await outcome).toMatch(/the store failed to read|the store did not read .+ in time/);
  });
}
