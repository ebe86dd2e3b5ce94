import { randomUUID } from 'node:crypto';
import { createClient } from '@keyv/redis';
import Keyv from 'keyv';
import { RECORD_NAMES, storeKey } from 'meanwhile';
import { virtualClock } from 'meanwhile/testing';
import { describe, expect, onTestFinished, test } from 'vitest';
import { recordWriter } from '../../src/store/record-writer.ts';
import { schema } from '../../src/store/schema.ts';
import { strict, type StrictStore } from '../../src/store/strict-store.ts';
import { lineTo, untilItWorks } from './line.ts';
import { redisAdapter, redisUrl } from './servers.ts';

const any = schema('any');
const [name] = RECORD_NAMES;
const [one, two] = [1, 2].map((n) => ({ version: 1, n })) as [{ version: 1; n: 1 }, { version: 1; n: 2 }];
// a server takes as long as the machine is busy, and nothing is told from how fast it is
const timeout = 30_000;

describe.skipIf(redisUrl === undefined)('Redis', { timeout }, () => {
  const url = redisUrl ?? '';

  /** A store at an address, with a record in it. */
  async function play(address: string, options?: { disableOfflineQueue: boolean }) {
    const clock = virtualClock();
    const adapter = redisAdapter(address, options);
    const client = (await adapter.getClient()) as ReturnType<typeof createClient>;
    const store = strict(new Keyv({ store: adapter }), clock);
    const key = storeKey(randomUUID(), name);
    await store.write(key, one);
    onTestFinished(async () => {
      await untilItWorks(() => store.delete(key));
      await adapter.disconnect(true);
    });
    return { clock, client, store, key };
  }

  const told = (client: ReturnType<typeof createClient>, event: 'ready' | 'reconnecting') =>
    new Promise<void>((resolve) => client.once(event, () => resolve()));

  test('that ends a connection goes on with the next', async () => {
    const { client, store, key } = await play(url);
    const admin = createClient({ url });
    await admin.connect();
    onTestFinished(() => admin.destroy());
    const back = told(client, 'ready');
    expect(await admin.clientKill({ filter: 'ID', id: await client.clientId() })).toBe(1);
    await back;
    expect(await store.read(key, any)).toEqual(one);
  });

  test('with its offline queue does later what was given up, and who writes in order sets it right', async () => {
    const line = await lineTo(url);
    const { clock, client, store, key } = await play(line.url, { disableOfflineQueue: false });
    const gone = told(client, 'reconnecting');
    await line.close();
    await gone;

    const failures: string[] = [];
    let writes = 0;
    const thirdWrite = Promise.withResolvers<void>();
    const write: StrictStore['write'] = async (...given) => {
      writes += 1;
      const written = store.write(...given);
      if (writes === 3) thirdWrite.resolve(written);
      return written;
    };
    const put = recordWriter({ write, delete: store.delete }, (_, error) => failures.push(String(error)));
    put(key, one);
    await clock.goTo(5000);
    put(key, two);
    await clock.goTo(10_000);
    const gaveUp = 'Error: the store did not write it in time';
    expect(failures).toEqual([gaveUp, gaveUp]);

    await line.restore();
    await thirdWrite.promise;
    expect(await store.read(key, any)).toEqual(two);
  });
});
