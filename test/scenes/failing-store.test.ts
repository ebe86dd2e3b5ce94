import Keyv from 'keyv';
import type { Store } from 'meanwhile';
import { describe, expect, test } from 'vitest';
import { stage, virtualClock, type VirtualClock } from 'meanwhile/testing';
import { stepsTool, type Works } from '../kit/steps-tool.ts';

const never = () => new Promise<never>(() => {});
const fail = async () => {
  throw new Error('no connection');
};
const throwing = () => {
  throw new Error('not open');
};
const broken = () => ({ get: fail, set: fail, delete: fail, clear: fail }) as never;

/** Stores that do not work, and what is heard of them. */
const stores: [string, (clock: VirtualClock) => Store, RegExp][] = [
  ['rejects', () => ({ set: fail, delete: fail }), /failed to (write|delete)/],
  ['throws', () => ({ set: throwing, delete: throwing }), /failed to (write|delete)/],
  ['answers false', () => ({ set: async () => false, delete: async () => false }), /refused to write/],
  ['hangs', () => ({ set: never, delete: never }), /in time/],
  ['fails late', (clock) => ({ set: late(clock), delete: late(clock) }), /failed to (write|delete)/],
  ['is a Keyv without connection', () => new Keyv({ store: broken() }), /failed to (write|delete)/],
];

const late = (clock: VirtualClock) => () => clock.wait(1500).then(fail);

/** Plays a painting with a question in the middle. */
async function play(store?: (clock: VirtualClock) => Store) {
  const clock = virtualClock();
  const works: Works = [];
  const scene = stage({
    clock,
    ...(store && { store: store(clock) }),
    tools: [stepsTool(clock, works)],
    main: ({ messages }) => {
      const last = messages.at(-1);
      if (last?.role === 'tool') return { text: 'Your house is blue.' };
      return last?.content === 'Paint my house.' ? { calls: [{ name: 'paint' }] } : { text: 'Here I am.' };
    },
    chat: [{ text: 'Nice weather.', after: 700 }],
    synthesis: [{ text: 'Nice weather, and a blue house.', after: 300 }],
  });
  await scene.say('Paint my house.');
  await scene.at(5000);
  await scene.say('Nice weather?');
  await scene.untilIdle();
  const heard = scene.told.filter(({ event }) => event.type !== 'failure');
  return { ...scene, works, heard };
}

describe.each(stores)('U1.6, B4, I15: a store that %s', (_, store, error) => {
  test('changes nothing of what the user gets, nor when', async () => {
    const [good, bad] = [await play(), await play(store)];
    expect(bad.heard).toEqual(good.heard);
    expect(bad.works).toEqual(good.works);
    expect(bad.replies('announcement').map(({ at, text }) => [at, text])).toEqual([
      [10_300, 'Nice weather, and a blue house.'],
    ]);
  });

  test('is heard of', async () => {
    const scene = await play(store);
    await scene.at(60_000);
    const failures = scene.emitted('failure');
    expect(failures.length).toBeGreaterThan(0);
    for (const failure of failures) {
      expect(failure.source).toBe('store');
      expect(failure.error).toMatch(error);
    }
  });

  test('is not tried for ever, and the next turn works', async () => {
    const scene = await play(store);
    await scene.at(120_000);
    const sofar = scene.emitted('failure').length;
    expect(sofar).toBeLessThan(40);
    await scene.at(3_600_000);
    expect(scene.emitted('failure')).toHaveLength(sofar);
    expect(scene.clock.armed()).toBe(0);
    await scene.say('Are you there?');
    expect(scene.replies('answer').map(({ text }) => text)).toEqual(['Here I am.']);
  });
});

describe('B4: a store that fails once', () => {
  test('at any write, is right again with the next operation, and one failure is heard of', async () => {
    const good = await recordsAfterFailureAt(-1);
    expect(good.attempts).toBeGreaterThan(10);
    for (let attempt = 0; attempt < good.attempts; attempt += 1) {
      const { failures, records } = await recordsAfterFailureAt(attempt);
      expect([attempt, failures]).toEqual([attempt, 1]);
      expect(records).toEqual(good.records);
    }
  });

  /** What the store holds after a painting in which the write with this number fails, and another one. */
  async function recordsAfterFailureAt(attempt: number) {
    const records: Record<string, unknown> = {};
    let writes = 0;
    const tried = async () => {
      if (writes++ === attempt) throw new Error('no connection');
    };
    const scene = await play(() => ({
      set: (key, value) => tried().then(() => (records[key] = value)),
      delete: (key) => tried().then(() => delete records[key]),
    }));
    const attempts = writes;
    const failures = scene.emitted('failure').length;
    await scene.say('Paint my house.');
    await scene.untilIdle();
    return { attempts, failures, records };
  }
});
