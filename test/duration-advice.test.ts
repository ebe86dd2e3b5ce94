import { tool } from '@langchain/core/tools';
import Keyv from 'keyv';
import { createConversationMachine, durationAdvice, longRunning, traits, type Bounds, type Traits } from 'meanwhile';
import { scriptedModel, virtualClock } from 'meanwhile/testing';
import { createActor } from 'xstate';
import { describe, expect, test } from 'vitest';

const PATIENCE = 2_000;
const schema = { type: 'object', properties: {} } as const;
const LONG = longRunning({ expectedMs: 4_000 });

type Given = { also?: Traits; store?: Keyv; bounds?: Partial<Bounds> };

/** A machine with one tool, and a play of one call of it that takes so long. */
function machineOf({ also = {}, ...options }: Given = {}) {
  const clock = virtualClock();
  let ms = 0;
  const paint = tool(
    async () => {
      await clock.wait(ms);
      return 'blue';
    },
    { name: 'paint', description: 'p', schema, metadata: traits(also) },
  );
  const model = scriptedModel(
    ({ messages }) => (messages.at(-1)?.role === 'tool' ? { text: 'Done.' } : { calls: [{ name: 'paint' }] }),
    clock,
  );
  const machine = createConversationMachine({ model, tools: [paint], clock, ...options });
  async function calls(times: number, took: number) {
    ms = took;
    for (let time = 0; time < times; time += 1) {
      const actor = createActor(machine, { clock, input: { id: crypto.randomUUID() } });
      actor.start();
      actor.send({ type: 'user.said', text: 'Paint my house.' });
      await clock.goTo(clock.elapsed() + 60_000);
      actor.stop();
    }
  }
  return { machine, calls };
}

async function adviceAfter(times: number, took: number, given?: Given) {
  const { machine, calls } = machineOf(given);
  await calls(times, took);
  return (await durationAdvice(machine)).map(({ advised }) => advised);
}

test('a quick tool that has become long is suggested to be long, with what was seen', async () => {
  const { machine, calls } = machineOf();
  await calls(25, 5_000);
  const [advice, ...others] = await durationAdvice(machine);
  expect(others).toEqual([]);
  expect(advice).toMatchObject({ tool: 'paint', declared: 'quick', advised: 'long', calls: 25 });
  expect((advice?.p50Ms ?? 0) / 5_000).toBeCloseTo(1, 1);
  expect(advice?.p99Ms).toBe(advice?.p50Ms);
});

test('a long tool that has become quick is suggested to be quick', async () => {
  expect(await adviceAfter(25, 300, { also: LONG })).toEqual(['quick']);
});

test('nothing is said of tools that are as they are declared', async () => {
  expect([await adviceAfter(25, 300), await adviceAfter(25, 5_000, { also: LONG })]).toEqual([[], []]);
});

test('a few calls say nothing', async () => {
  expect([await adviceAfter(19, 5_000), await adviceAfter(20, 5_000)]).toEqual([[], ['long']]);
  expect([await adviceAfter(0, 300, { also: LONG }), await adviceAfter(19, 300, { also: LONG })]).toEqual([[], []]);
});

test('what follows the advice is never told the opposite: in between, either is right', async () => {
  const byTime = await Promise.all(
    [200, 800, 1_200, 1_600, 1_800, 2_300, 4_000].map(async (ms) => [
      ms,
      ...(await Promise.all([adviceAfter(20, ms), adviceAfter(20, ms, { also: LONG })])),
    ]),
  );
  expect(byTime).toEqual([
    [200, [], ['quick']],
    [800, [], ['quick']],
    [1_200, [], []],
    [1_600, [], []],
    [1_800, [], []],
    [2_300, ['long'], []],
    [4_000, ['long'], []],
  ]);
});

describe('single calls that take much longer', () => {
  test('make no quick tool long, but keep a long one from being called quick', async () => {
    for (const [also, quickly] of [
      [{}, 300],
      [LONG, 300],
    ] as const) {
      const { machine, calls } = machineOf({ also });
      await calls(20, quickly);
      await calls(3, 5_000);
      expect(await durationAdvice(machine)).toEqual([]);
    }
  });
});

test('the measure is the patience with quick tools', async () => {
  expect(await adviceAfter(20, 3_000, { bounds: { quickPatience: 2 * PATIENCE } })).toEqual([]);
  expect(await adviceAfter(20, 1_600, { also: LONG, bounds: { quickPatience: 2 * PATIENCE } })).toEqual(['quick']);
});

test('what other processes have seen counts, read from the store when it is asked for', async () => {
  const store = new Keyv();
  const before = machineOf({ also: LONG, store });
  await before.calls(20, 300);
  expect(await durationAdvice(before.machine)).toHaveLength(1);
  const after = machineOf({ also: LONG, store });
  expect(await durationAdvice(after.machine)).toMatchObject([{ tool: 'paint', advised: 'quick', calls: 20 }]);
});

test('a store that fails takes nothing away', async () => {
  const store = new Keyv();
  const down = async () => Promise.reject(new Error('down'));
  store.getRaw = store.set = down;
  expect(await adviceAfter(20, 300, { also: LONG, store })).toEqual(['quick']);
});

test('another machine is refused', async () => {
  await expect(durationAdvice({} as never)).rejects.toThrow('durationAdvice takes a machine');
});
