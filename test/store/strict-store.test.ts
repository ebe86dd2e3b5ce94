import Keyv from 'keyv';
import { describe, expect, test } from 'vitest';
import { settle, virtualClock } from 'meanwhile/testing';
import { strict } from '../../src/store/strict-store.ts';

/** As they are: with the address and the key in them. */
const refused = Object.assign(new Error('connect 127.0.0.1:6379: meanwhile:a'), { code: 'ECONNREFUSED' });
const fail = async () => {
  throw refused;
};
const never = () => new Promise<never>(() => {});
const key = 'meanwhile:a:secondary_status';

test('what is written is there, and null deletes it', async () => {
  const keyv = new Keyv();
  const store = strict(keyv, virtualClock());
  await store.write(key, { version: 1 });
  expect(await keyv.get(key)).toEqual({ version: 1 });
  await store.write(key, null);
  expect(await keyv.get(key)).toBeUndefined();
});

test('to delete what is not there is no failure', async () => {
  await expect(strict(new Keyv(), virtualClock()).write(key, null)).resolves.toBeUndefined();
});

describe.each([
  ['a record', { version: 1 }],
  ['a deletion', null],
])('%s', (_, value) => {
  test('that is rejected rejects', async () => {
    await expect(strict({ set: fail, delete: fail }, virtualClock()).write(key, value)).rejects.toThrow(
      expect.objectContaining({ message: 'the store failed to write it (ECONNREFUSED)', cause: refused }),
    );
  });

  test('that a Keyv could not do rejects, though Keyv says only false', async () => {
    const adapter = { get: fail, set: fail, delete: fail, clear: fail };
    const keyv = new Keyv({ store: adapter as never });
    await expect(strict(keyv, virtualClock()).write(key, value)).rejects.toThrow(
      expect.objectContaining({ message: 'the store failed to write it (ECONNREFUSED)', cause: refused }),
    );
  });

  test('that hangs rejects after five seconds, and leaves no timer', async () => {
    const clock = virtualClock();
    const outcomes: unknown[] = [];
    strict({ set: never, delete: never }, clock)
      .write(key, value)
      .catch((error: unknown) => outcomes.push([clock.elapsed(), String(error)]));
    await clock.goTo(4999);
    expect(outcomes).toEqual([]);
    await clock.goTo(60_000);
    expect(outcomes).toEqual([[5000, 'Error: the store did not write it in time']]);
    expect(clock.armed()).toBe(0);
  });

  test('that is done leaves no timer', async () => {
    const clock = virtualClock();
    await strict(new Keyv(), clock).write(key, value);
    expect(clock.armed()).toBe(0);
  });
});

test('a write that is answered with false is refused', async () => {
  const store = strict({ set: async () => false, delete: async () => true }, virtualClock());
  await expect(store.write(key, 1)).rejects.toThrow('the store refused to write it');
});

test('the errors of one write are not taken for those of another', async () => {
  const clock = virtualClock();
  const adapter = {
    get: fail,
    clear: fail,
    delete: fail,
    set: async (name: string) => {
      await clock.wait(100);
      if (name.includes('bad')) throw new Error('no connection');
      return true;
    },
  };
  const store = strict(new Keyv({ store: adapter as never }), clock);
  const outcomes = Promise.allSettled(['good', 'bad', 'good'].map((name) => store.write(name, 1)));
  await clock.goTo(100);
  expect((await outcomes).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
});

test('a Keyv whose connection breaks between writes does not end the process', async () => {
  const keyv = new Keyv();
  strict(keyv, virtualClock());
  expect(() => keyv.emit('error', new Error('connection lost'))).not.toThrow();
  await settle();
});
