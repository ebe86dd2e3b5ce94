import { tool } from '@langchain/core/tools';
import { createConversationMachine, longRunning, traits, type ConversationEmitted } from 'meanwhile';
import {
  brokenInvariants,
  memoryStore,
  stage,
  scriptedModel,
  virtualClock,
  type VirtualClock,
} from 'meanwhile/testing';
import { createActor } from 'xstate';
import { expect, test } from 'vitest';
import { DEFAULT_BOUNDS } from '../../src/effects/bounds.ts';

const schema = { type: 'object', properties: {} } as const;
const DECLARED = 10_000;

/** A long tool that its author thinks takes ten seconds. */
function paint(clock: VirtualClock, msOf: (call: number) => number, when: () => boolean = () => true) {
  let calls = 0;
  return tool(
    async () => {
      calls += 1;
      await clock.wait(msOf(calls));
      return 'blue';
    },
    {
      name: 'paint',
      description: 'p',
      schema,
      metadata: traits(longRunning({ expectedMs: DECLARED, timeoutMs: 10 * DECLARED, when })),
    },
  );
}

/** Plays conversations with one machine, each so long after the other, and gives what each was told first of its run. */
async function beginnings(count: number, ms: number, { apartMs = 10 * DECLARED, store }: Apart = {}) {
  const clock = virtualClock();
  const model = scriptedModel(
    ({ messages }) => (messages.at(-1)?.role === 'tool' ? { text: 'Done.' } : { calls: [{ name: 'paint' }] }),
    clock,
  );
  const machine = createConversationMachine({ model, tools: [paint(clock, () => ms)], clock, ...(store && { store }) });
  const begun: { etaMs: number | null; expectedMs: number }[] = [];
  for (let number = 0; number < count; number += 1) {
    const told: Extract<ConversationEmitted, { type: 'progress' }>[] = [];
    const actor = createActor(machine, { clock, input: { id: `customer-${number}` } });
    actor.on('progress', (event) => told.push(event));
    actor.start();
    actor.send({ type: 'user.said', text: 'Paint my house.' });
    await clock.goTo(clock.elapsed() + apartMs);
    actor.stop();
    begun.push({ etaMs: told[0]?.etaMs ?? null, expectedMs: told[0]?.run.expectedMs ?? 0 });
  }
  return begun;
}

type Apart = { apartMs?: number; store?: ReturnType<typeof memoryStore> };

test('U13: the time that is told is its author’s at first, and what it really takes after five calls, whoever asked', async () => {
  const begun = await beginnings(7, 4_000);
  expect(begun.slice(0, 5)).toEqual(Array.from({ length: 5 }, () => ({ etaMs: DECLARED, expectedMs: DECLARED })));
  for (const { etaMs } of begun.slice(5)) expect(Math.abs((etaMs ?? 0) / 4_000 - 1)).toBeLessThan(0.06);
});

test('U13: what another process has learned is read when the tool is first accepted, and holds for the next', async () => {
  const store = memoryStore();
  await beginnings(6, 4_000, { store });
  const [first, second] = await beginnings(2, 4_000, { store, apartMs: 1_000 });
  expect(first?.expectedMs).toBe(DECLARED);
  expect((second?.expectedMs ?? 0) / 4_000).toBeCloseTo(1, 1);
});

test.each([
  [10, DECLARED / 10],
  [99_000, 10 * DECLARED],
])('U13: a tool that takes %i ms is never told to take more or less than tenfold', async (ms, most) => {
  const { expectedMs = 0 } = (await beginnings(6, ms)).at(-1) ?? {};
  expect(expectedMs / most).toBeCloseTo(1, 0);
  expect(expectedMs).toBeGreaterThanOrEqual(DECLARED / 10);
  expect(expectedMs).toBeLessThanOrEqual(10 * DECLARED);
});

test('U2.2: check_status says how much longer it takes, by the second, and when it takes longer than expected', async () => {
  for (const [at, words] of [
    [1_000, 'about 9 seconds more'],
    [6_000, 'about 4 seconds more'],
    [12_000, 'longer than expected, and nobody can tell how long'],
  ] as const) {
    const scene = stage({
      tools: (clock) => [paint(clock, () => 15_000)],
      main: [{ calls: [{ name: 'paint' }] }, { text: 'It is blue.' }],
      chat: (_, count) => (count === 0 ? { calls: [{ name: 'check_status' }] } : { text: 'Soon.' }),
    });
    await scene.say('Paint my house.');
    await scene.at(at);
    await scene.say('How much longer?');
    const status = JSON.parse(scene.models.chat.asked[1]?.messages.at(-1)?.content ?? '') as { runs: object[] };
    expect(status.runs).toEqual([expect.objectContaining({ time_left: words })]);
    await scene.untilIdle();
    expect(brokenInvariants(scene)).toEqual([]);
    expect(scene.emitted('progress').map(({ etaMs }) => etaMs)).toEqual([DECLARED, null]);
  }
});

test('U13: of a quick tool that is slow as well, also what another process has learned', async () => {
  const store = memoryStore();
  const expected = async (requests: string[]) => {
    const scene = stage({
      store,
      tools: (clock) => [paint(clock, () => 1_000), looking(clock, 5_000)],
      main: ({ messages }) => {
        const last = messages.at(-1);
        return last?.role === 'tool' ? { text: 'Done.' } : { calls: [{ name: last?.content ?? '' }] };
      },
    });
    for (const request of requests) {
      await scene.say(request);
      await scene.untilIdle();
    }
    return scene.emitted('progress').flatMap(({ run }) => (run.tool === 'look' ? [run.expectedMs] : []));
  };
  // what quick calls took is written with a long one
  const first = await expected(['look', 'look', 'look', 'look', 'look', 'paint']);
  expect(first).toEqual(Array.from({ length: 10 }, () => DEFAULT_BOUNDS.quickTimeout));
  const [unread, , learned = 0] = await expected(['look', 'look']);
  expect(unread).toBe(DEFAULT_BOUNDS.quickTimeout);
  expect(learned / 5_000).toBeCloseTo(1, 1);
});

/** A tool without the mark. */
function looking(clock: VirtualClock, ms: number) {
  const look = async () => clock.wait(ms).then(() => 'found');
  return tool(look, { name: 'look', description: 'l', schema });
}

test('calls of a long tool that are quick for once say nothing about its long ones', async () => {
  let asked = 0;
  const scene = stage({
    tools: (clock) => [
      paint(
        clock,
        (call) => (call <= 6 ? 100 : 4_000),
        () => asked++ >= 6,
      ),
    ],
    main: ({ messages }) => (messages.at(-1)?.role === 'tool' ? { text: 'Done.' } : { calls: [{ name: 'paint' }] }),
  });
  for (let request = 0; request < 7; request += 1) {
    await scene.say('Paint my house.');
    await scene.untilIdle();
  }
  expect(scene.emitted('progress').map(({ run }) => run.expectedMs)).toEqual([DECLARED, DECLARED]);
});
