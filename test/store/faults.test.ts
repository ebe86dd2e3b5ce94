import { AsyncResource } from 'node:async_hooks';
import { EventEmitter } from 'node:events';
import fc from 'fast-check';
import Keyv from 'keyv';
import Keyv5 from 'keyv5';
import { virtualClock } from 'meanwhile/testing';
import { describe, expect, test } from 'vitest';
import { schema, type StoredRecord } from '../../src/store/schema.ts';
import { strict, type StrictStore } from '../../src/store/strict-store.ts';

const any = schema('any');

/** What may go wrong with one operation of an adapter: it is done or not, takes so long, and is told in one of these ways. */
type Fault = {
  isDone: boolean;
  takesMs: number;
  told: 'rightly' | 'rejected' | 'no' | 'by an event' | 'by an event of nobody';
};

const fault = fc.record<Fault>({
  isDone: fc.boolean(),
  takesMs: fc.constantFrom(0, 0, 0, 100, 4999, 5001, 60_000, Number.POSITIVE_INFINITY),
  told: fc.constantFrom('rightly', 'rejected', 'no', 'by an event', 'by an event of nobody'),
});
const sound: fc.Arbitrary<Fault> = fc.constant({ isDone: true, takesMs: 0, told: 'rightly' });

const step = fc.record({
  deed: fc.constantFrom<keyof ReturnType<typeof deedsOf>>('read', 'write', 'delete'),
  key: fc.constantFrom('a', 'b'),
  fault: fc.oneof(sound, fault),
});

/** Each deed, and that what it says is true. */
function deedsOf(store: StrictStore, truth: (key: string) => unknown, key: string, value: StoredRecord) {
  return {
    read: async () => expect(await store.read(key, any)).toEqual(truth(key)),
    write: async () => expect([await store.write(key, value), truth(key)]).toEqual([undefined, value]),
    delete: async () => expect([await store.delete(key), truth(key)]).toEqual([undefined, undefined]),
  };
}

/** Whether nobody could see through it: a nothing, or a delete of nothing, that is told as if it were so. */
function isBlind(deed: string, { told }: Fault): boolean {
  if (deed === 'read') return told === 'no';
  return deed === 'delete' && (told === 'no' || told === 'by an event of nobody');
}

/** An adapter that does what it is told to do wrong next, and what is truly in it. */
function faultyAdapter(clock: ReturnType<typeof virtualClock>) {
  const truth = new Map<string, string>();
  const events = new EventEmitter();
  const elsewhere = new AsyncResource('elsewhere');
  let next: Fault;

  async function go<Answer>(work: () => Answer, otherwise: Answer): Promise<Answer> {
    const { isDone, takesMs, told } = next;
    if (takesMs > 0) await clock.wait(takesMs);
    const answer = isDone ? work() : otherwise;
    if (told === 'rejected' || (told === 'rightly' && !isDone)) throw new Error('no connection');
    const tell = () => events.emit('error', new Error('no connection'));
    if (told === 'by an event') tell();
    if (told === 'by an event of nobody') elsewhere.runInAsyncScope(tell);
    return told === 'rightly' ? answer : otherwise;
  }
  const adapter = {
    on: (name: string, listener: (error: unknown) => void) => void events.on(name, listener),
    get: async (key: string) => go(() => truth.get(key), undefined),
    set: async (key: string, text: string) => go(() => truth.set(key, text) === truth, false),
    delete: async (key: string) => go(() => truth.delete(key), false),
    clear: async () => truth.clear(),
  };
  return { adapter, truth, expect: (fault: Fault) => (next = fault) };
}

describe.each([
  ['Keyv 6', '', (store: object) => new Keyv(store)],
  ['Keyv 5', 'keyv:', (store: object) => new Keyv5({ store })],
] as const)('B4, over %s', (_, prefix, keyv) => {
  test('what is said to be done is done, what is said to be there or not is so, and nothing hangs', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        const clock = virtualClock();
        const faulty = faultyAdapter(clock);
        const store = strict(keyv(faulty.adapter), clock);
        const truth = (key: string) => {
          const text = faulty.truth.get(prefix + key);
          return text === undefined ? undefined : (JSON.parse(text) as { value: unknown }).value;
        };

        for (const [n, { deed, key, fault }] of steps.entries()) {
          if (isBlind(deed, fault)) continue;
          faulty.expect(fault);
          const began = clock.elapsed();
          const deeds = deedsOf(store, truth, key, { version: 1, n });
          const outcome = deeds[deed]().then(
            () => ['done', clock.elapsed()] as const,
            (error: unknown) => [String(error), clock.elapsed()] as const,
          );
          await clock.goTo(began + 5000);
          const [said, at] = await outcome;
          expect(said).toMatch(/^done$|^Error: the store (failed|refused|did not)/);
          expect(at - began).toBeLessThanOrEqual(5000);
        }
      }),
      { numRuns: 300 },
    );
  });
});
