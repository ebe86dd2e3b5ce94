import Keyv from 'keyv';
import Keyv5 from 'keyv5';
import { settle, virtualClock } from 'meanwhile/testing';
import { describe, expect, test } from 'vitest';
import { schema } from '../../src/store/schema.ts';
import type { Store } from '../../src/store/store.ts';
import { strict, type StrictStore } from '../../src/store/strict-store.ts';

/** As they are: with the address and the key in them. */
const refused = Object.assign(new Error('connect 127.0.0.1:6379: meanwhile:a'), { code: 'ECONNREFUSED' });
const fail = async () => {
  throw refused;
};
const lost = Object.assign(new Error('connection lost'), { code: 'ECONNRESET' });
const never = () => new Promise<never>(() => {});
const key = 'meanwhile:a:secondary_status';
const status = schema('status');
const record = { version: 1, words: 'painting' };
const keyvOf = { 'Keyv 6': (store: object) => new Keyv({ store }), 'Keyv 5': (store: object) => new Keyv5({ store }) };

/** An adapter that does nothing right. */
const broken = { get: fail, set: fail, delete: fail, clear: fail };

/** Each operation, as it is called. */
const operations: [string, (store: StrictStore, onLate?: () => void) => Promise<unknown>, string][] = [
  ['read', (store) => store.read(key, status), 'read it'],
  ['write', (store, onLate) => store.write(key, record, onLate), 'write it'],
  ['delete', (store, onLate) => store.delete(key, onLate), 'delete it'],
];

describe.each<[string, () => Store]>([
  ['Keyv 6', () => new Keyv()],
  ['Keyv 5', () => new Keyv5()],
  ['something like a Keyv', likeKeyv],
])('%s', (_, make) => {
  test('keeps what is written, until it is deleted', async () => {
    const store = strict(make(), virtualClock());
    expect(await store.read(key, status)).toBeUndefined();
    await store.write(key, record);
    expect(await store.read(key, status)).toEqual(record);
    await store.delete(key);
    expect(await store.read(key, status)).toBeUndefined();
  });

  test('to delete what is not there is no failure', async () => {
    await expect(strict(make(), virtualClock()).delete(key)).resolves.toBeUndefined();
  });

  test('what is no record is not taken for one', async () => {
    const raw = make();
    await raw.set(key, 'painting');
    await expect(strict(raw, virtualClock()).read(key, status)).rejects.toThrow("The record 'status'");
  });

  test('has no compare-and-set, and says so', () => {
    expect(strict(make(), virtualClock()).compareAndSet).toBeUndefined();
  });
});

describe.each(operations)('%s', (_, operate, deed) => {
  test.each([
    ['rejects', broken],
    ['is a Keyv 6 that tells it by an event', new Keyv({ store: broken })],
    ['is a Keyv 5 that tells it by an event or not at all', new Keyv5({ store: broken })],
    ['is an adapter of Keyv 6', { ...broken, capabilities: { expires: true } }],
    ['throws', { ...broken, get: thrown, set: thrown, delete: thrown }],
  ])('fails when the store %s', async (_, store) => {
    const outcome = operate(strict(store as Store, virtualClock()));
    const message = `the store failed to ${deed} (ECONNREFUSED)`;
    await expect(outcome).rejects.toThrow(expect.objectContaining({ message, cause: refused }));
  });

  test('is given up after five seconds, and leaves no timer', async () => {
    const clock = virtualClock();
    const outcomes: unknown[] = [];
    operate(strict({ get: never, set: never, delete: never }, clock)).catch((error: unknown) =>
      outcomes.push([clock.elapsed(), String(error)]),
    );
    await clock.goTo(4999);
    expect(outcomes).toEqual([]);
    await clock.goTo(60_000);
    expect(outcomes).toEqual([[5000, `Error: the store did not ${deed} in time`]]);
    expect(clock.armed()).toBe(0);
  });

  test('that is done leaves no timer', async () => {
    const clock = virtualClock();
    await operate(strict(new Keyv(), clock));
    expect(clock.armed()).toBe(0);
  });
});

test('a store may be given another time to answer', async () => {
  const clock = virtualClock();
  const store = strict({ get: never, set: never, delete: never }, clock, 300);
  const outcome = store.write(key, record).catch((error: unknown) => [clock.elapsed(), String(error)]);
  await clock.goTo(300);
  expect(await outcome).toEqual([300, 'Error: the store did not write it in time']);
});

describe.each(operations.filter(([name]) => name !== 'read'))('%s that was given up', (_, operate) => {
  test.each(['succeeds', 'fails'])('is heard of when it %s late, and then only', async (end) => {
    const clock = virtualClock();
    const slow = async () => {
      await clock.wait(8000);
      return end === 'succeeds' || (await fail());
    };
    let late = 0;
    const outcome = operate(strict({ set: slow, delete: slow }, clock), () => (late += 1));
    outcome.catch(() => {});
    await clock.goTo(7999);
    await expect(outcome).rejects.toThrow('in time');
    expect(late).toBe(0);
    await clock.goTo(8000);
    expect(late).toBe(1);
  });

  test('in time is not', async () => {
    let late = 0;
    await operate(strict(new Keyv(), virtualClock()), () => (late += 1));
    await settle();
    expect(late).toBe(0);
  });
});

describe('a write that is answered with no', () => {
  test.each([
    ['by the store', { set: async () => false, delete: async () => true }],
    ['by an adapter', new Keyv({ store: { ...broken, set: async () => false } })],
    ['by an adapter of Keyv 5', new Keyv5({ store: { ...broken, set: async () => false } })],
  ])('%s is refused', async (_, store) => {
    await expect(strict(store, virtualClock()).write(key, record)).rejects.toThrow('the store refused to write it');
  });
});

describe('a read that can not be right', () => {
  test.each(Object.entries(keyvOf))('is refused where a text was damaged, by %s', async (_, keyv) => {
    const texts = new Map<string, string>();
    const adapter = { ...broken, get: async (name: string) => texts.get(name) };
    const store = strict(keyv(adapter), virtualClock());
    for (const text of ['{"value":{"version":1', 'painting', '7', '{"words":"painting"}']) {
      for (const name of [key, `keyv:${key}`]) texts.set(name, text);
      await expect(store.read(key, status)).rejects.toThrow(
        /^the store failed to read it \(SyntaxError\)$|^The record 'status' is no object/,
      );
    }
  });

  test('is refused where the store can not read at all', async () => {
    const store = strict({ set: fail, delete: fail }, virtualClock());
    await expect(store.read(key, status)).rejects.toThrow('the store has no get(), so nothing can be read from it');
  });
});

describe('errors that are told by events', () => {
  /** A store that takes 100 ms and tells what goes wrong with names that say so by events of a Keyv. */
  function tellingStore() {
    const clock = virtualClock();
    const work = async (name: string) => {
      await clock.wait(100);
      if (name.includes('bad')) throw Object.assign(new Error('no connection'), { code: name.toUpperCase() });
    };
    const keyv = new Keyv({
      store: { get: work, set: async (name: string) => work(name).then(() => true), delete: work, clear: fail },
    });
    return { clock, keyv };
  }

  const statuses = async (outcomes: Promise<unknown>[]) =>
    (await Promise.allSettled(outcomes)).map((outcome) =>
      outcome.status === 'rejected' ? String(outcome.reason) : 'done',
    );

  test('are those of the operation that they befell, of many at once and of several machines on one Keyv', async () => {
    const { clock, keyv } = tellingStore();
    const [one, other] = [strict(keyv, clock), strict(keyv, clock)];
    const outcomes = [
      one.write('good', record),
      other.write('bad_1', record),
      one.read('good', status),
      one.read('bad_2', status),
      other.delete('bad_3'),
      other.delete('good'),
      other.read('good', status),
    ];
    const all = statuses(outcomes);
    await clock.goTo(100);
    expect(await all).toEqual([
      'done',
      'Error: the store failed to write it (BAD_1)',
      'done',
      'Error: the store failed to read it (BAD_2)',
      'Error: the store failed to delete it (BAD_3)',
      'done',
      'done',
    ]);
  });

  test("and are nobody's make a read that finds nothing doubtful, and nothing else", async () => {
    const { clock, keyv } = tellingStore();
    const full = new Keyv({
      store: {
        get: async () => clock.wait(100).then(() => '{"value":{"version":1}}'),
        set: fail,
        delete: fail,
        clear: fail,
      },
    });
    const [empty, found] = [strict(keyv, clock), strict(full, clock)];
    const all = statuses([
      empty.read(key, status),
      empty.write(key, record),
      empty.delete(key),
      found.read(key, status),
    ]);
    await clock.goTo(50);
    for (const store of [keyv, full]) store.emit('error', lost);
    await clock.goTo(100);
    expect(await all).toEqual(['Error: the store failed to read it (ECONNRESET)', 'done', 'done', 'done']);
    const later = empty.read(key, status);
    await clock.goTo(200);
    expect(await later).toBeUndefined();
  });

  test("of a line that an operation opened are not that operation's for ever", async () => {
    const clock = virtualClock();
    const breakDown = async () => {
      await clock.wait(500);
      keyv.emit('error', lost);
    };
    const set = async () => {
      void breakDown();
      return true;
    };
    const get = async () => clock.wait(100);
    const keyv = new Keyv({ store: { get, set, delete: fail, clear: fail } });
    const store = strict(keyv, clock);
    await store.write(key, record);
    await clock.goTo(450);
    const read = statuses([store.read(key, status)]);
    await clock.goTo(550);
    expect(await read).toEqual(['Error: the store failed to read it (ECONNRESET)']);
  });

  test.each(Object.entries(keyvOf))('between two operations do not end the process, with %s', async (_, make) => {
    const keyv = make(new Map());
    strict(keyv, virtualClock());
    expect(() => keyv.emit('error', lost)).not.toThrow();
    await settle();
  });
});

describe('a Keyv that can not be relied on is refused', () => {
  test('because it hides its errors', () => {
    expect(() => strict(new Keyv5({ emitErrors: false }), virtualClock())).toThrow('make it without');
  });

  test('because it changes keys', () => {
    expect(() => strict(new Keyv({ sanitize: { keys: true } }), virtualClock())).toThrow('make it without');
    expect(() => strict(new Keyv({ sanitize: { keys: { sql: false } } }), virtualClock())).not.toThrow();
  });
});

/** What has the methods of a Keyv and nothing else. */
function likeKeyv(): Store {
  const map = new Map<string, unknown>();
  return {
    get: async (name) => map.get(name),
    set: async (name, value) => map.set(name, value),
    delete: async (name) => map.delete(name),
  };
}

function thrown(): never {
  throw refused;
}
