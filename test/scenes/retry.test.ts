import { tool, type ToolRunnableConfig } from '@langchain/core/tools';
import Keyv from 'keyv';
import { effect, longRunning, toolCall, ToolFailure, traits, type EffectPolicy, type LongRunning } from 'meanwhile';
import {
  brokenInvariants,
  durableStage,
  stage,
  type Cast,
  type DurableScene,
  type VirtualClock,
} from 'meanwhile/testing';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { storeThrough } from '../../src/testing/store-through.ts';
import { settableClock } from '../kit/settable-clock.ts';

const busy = () => new ToolFailure('the painters are busy', { retryable: true });
const cutOff = () => new ToolFailure('the line went dead', { retryable: true, mayHaveHappened: true });

/** What a painting throws, attempt by attempt; then it succeeds. */
type Troubles = readonly (() => Error)[];

const STEP_MS = 1_000;

/** A painting of two steps, half done after the first, that throws at its end; its back-end knows each key. */
function paintingWith(troubles: Troubles, policy: EffectPolicy = 'unsafe', long: Partial<LongRunning> = {}) {
  const painted: string[] = [];
  const calls: { at: number; key: string; attempt: number }[] = [];
  const tools = (clock: VirtualClock) => [
    tool(
      async function* (_, config: ToolRunnableConfig) {
        const { idempotencyKey: key, attempt } = toolCall(config);
        calls.push({ at: clock.elapsed(), key, attempt });
        await clock.wait(STEP_MS, config.signal);
        yield { percent: 50 / attempt, message: `Coat 1, attempt ${attempt}.` };
        await clock.wait(STEP_MS, config.signal);
        const trouble = troubles[attempt - 1]?.();
        const happens = !(trouble instanceof ToolFailure) || trouble.mayHaveHappened;
        if (happens && !(policy === 'idempotent' && painted.includes(key))) painted.push(key);
        if (trouble) throw trouble;
        return { colour: 'blue' };
      },
      {
        name: 'paint',
        description: 'Paints the house.',
        schema: z.object({}),
        metadata: traits(
          longRunning({ expectedMs: 4_000, label: 'the painting', announce: () => 'Your house is blue.', ...long }),
          effect(policy as 'none'),
        ),
      },
    ),
  ];
  return { painted, calls, tools };
}

const voices = {
  main: ({ messages }) =>
    messages.at(-1)?.role === 'tool' ? { error: new Error('overloaded') } : { calls: [{ name: 'paint' }] },
  chat: () => ({ text: 'Sunny.' }),
} satisfies Cast;

async function play(troubles: Troubles, policy?: EffectPolicy, long?: Partial<LongRunning>) {
  const painting = paintingWith(troubles, policy, long);
  const scene = stage({ ...voices, tools: painting.tools });
  await scene.say('Paint my house.');
  return Object.assign(scene, painting);
}

const announcements = (scene: Pick<DurableScene, 'replies'>) => scene.replies('announcement').map(({ text }) => text);
const told = {
  succeeded: 'Your house is blue.',
  failed: 'I am sorry, that did not work: the painting.',
  cancelled: 'I have stopped it before it changed anything: the painting.',
  unknown: 'I am sorry, I cannot tell whether it went through: the painting. Please check before you try again.',
};

describe('I13, D6: a tool that fails and says that another try may help', () => {
  test('twice, and then succeeds: one effect, one key, told once, and the percent never falls', async () => {
    const scene = await play([busy, busy], 'unsafe');
    await scene.untilIdle();
    expect(scene.script()).toMatchInlineSnapshot(`
      "  0.0 s  user: Paint my house.
        0.0 s  acknowledgment: I am on it: the painting. This takes a moment, and you can go on talking to me.
        0.0 s  [paint running 0 %]
        1.0 s  [paint running 50 %]
        2.0 s  [paint waits at 50 % for attempt 2]
        3.0 s  [paint running 50 %, attempt 2]
        4.0 s  [paint running 50 %, attempt 2]
        5.0 s  [paint waits at 50 % for attempt 3]
        7.0 s  [paint running 50 %, attempt 3]
        8.0 s  [paint running 50 %, attempt 3]
        9.0 s  [paint succeeded 100 %, attempt 3]
        9.0 s  (operation: the model failed)
        9.0 s  announcement: Your house is blue."
    `);
    expect(scene.calls).toEqual(
      [0, 3_000, 7_000].map((at, index) => ({ at, key: 'customer-1/operation-1/call-1', attempt: index + 1 })),
    );
    expect(scene.painted).toHaveLength(1);
    expect(brokenInvariants(scene)).toEqual([]);
  });

  test('D6: after its effect, if twice has the effect of once: the effect is there once', async () => {
    const scene = await play([cutOff, cutOff], 'idempotent');
    await scene.untilIdle();
    expect([scene.painted.length, scene.calls.length, announcements(scene)]).toEqual([1, 3, [told.succeeded]]);
  });

  test('after its effect, if it is unsafe: it is not begun again, and that is told at once', async () => {
    const scene = await play([cutOff], 'unsafe');
    await scene.untilIdle();
    expect([scene.painted.length, scene.calls.length, announcements(scene)]).toEqual([1, 1, [told.unknown]]);
    expect(scene.replies('announcement')[0]?.at).toBe(2 * STEP_MS);
  });

  test('as often as it may be begun: that is told, with what went wrong', async () => {
    const scene = await play([busy, busy, busy]);
    await scene.untilIdle();
    expect([scene.painted.length, scene.calls.length, announcements(scene)]).toEqual([0, 3, [told.failed]]);
    expect(scene.emitted('progress').at(-1)?.run).toMatchObject({ attempt: 3, error: 'the painters are busy' });
  });

  test('with one attempt alone: it is told at once', async () => {
    const scene = await play([busy], 'unsafe', { retry: { attempts: 1 } });
    await scene.untilIdle();
    expect([scene.calls.length, announcements(scene)]).toEqual([1, [told.failed]]);
  });

  test('takes no longer than its attempts and pauses, each attempt with the time of its own', async () => {
    const scene = await play([busy, busy, busy, busy], 'none', {
      timeoutMs: 2 * STEP_MS + 1,
      retry: { attempts: 4, firstMs: 3_000, factor: 3, longestMs: 10_000 },
    });
    await scene.untilIdle();
    expect(scene.calls.map(({ at }) => at)).toEqual([0, 5_000, 16_000, 28_000]);
    expect(scene.replies('announcement')[0]?.at).toBe(30_000);
  });
});

test.each(['none', 'idempotent', 'unsafe'] as const)(
  'I13: a failure that nobody calls retryable is told at once (%s)',
  async (policy) => {
    const scene = await play([() => new ToolFailure('no paint')], policy);
    await scene.untilIdle();
    expect([scene.calls.length, announcements(scene)]).toEqual([1, [told.failed]]);
    expect(scene.replies('announcement')[0]?.at).toBe(2 * STEP_MS);
  },
);

test('a quick tool is not tried again: the model reads what went wrong, and decides', async () => {
  let calls = 0;
  const look = tool(
    () => {
      calls += 1;
      throw busy();
    },
    { name: 'look', description: 'Looks.', schema: z.object({}) },
  );
  const scene = stage({ tools: [look], main: [{ calls: [{ name: 'look' }] }, { text: 'They are busy.' }] });
  await scene.say('Look.');
  await scene.untilIdle();
  expect([calls, scene.clock.elapsed()]).toEqual([1, 0]);
  expect(scene.models.main.asked.at(-1)?.messages.at(-1)?.content).toContain('the painters are busy');
});

test('I2: in the pause the chat says which attempt it was, and afterwards which it is', async () => {
  const answers: unknown[] = [];
  const { tools } = paintingWith([busy]);
  const scene = stage({
    ...voices,
    tools,
    chat: ({ messages }) => {
      const last = messages.at(-1);
      if (last?.role !== 'tool') return { calls: [{ name: 'check_status' }] };
      answers.push(JSON.parse(last.content).runs[0]);
      return { text: 'It is on its way.' };
    },
  });
  await scene.say('Paint my house.');
  for (const at of [2_500, 3_500]) {
    await scene.at(at);
    await scene.say('How far is it?');
  }
  await scene.untilIdle();
  expect(answers).toEqual([
    {
      tool: 'paint',
      label: 'the painting',
      status: 'running',
      progress: 50,
      measured: false,
      message: 'Coat 1, attempt 1.',
      time_left: 'about 5 seconds more',
    },
    {
      tool: 'paint',
      label: 'the painting',
      status: 'running',
      progress: 50,
      measured: false,
      message: 'Coat 1, attempt 1.',
      attempt: 'second attempt',
      time_left: 'about 4 seconds more',
    },
  ]);
});

const DONE_MS = 9_000;
const every100ms = Array.from({ length: DONE_MS / 100 + 10 }, (_, index) => index * 100);
const inPause = (at: number) => (at >= 2_000 && at < 3_000) || (at >= 5_000 && at < 7_000);

describe('C10, I10: cancelled at any time, in a pause too,', () => {
  test.each<[EffectPolicy, () => Error]>([
    ['unsafe', busy],
    ['none', busy],
    ['idempotent', cutOff],
  ])('%s: it ends at once, is told once and as it was, and nothing is begun any more', async (policy, trouble) => {
    for (const at of every100ms) {
      const scene = await play([trouble, trouble], policy);
      await scene.at(at);
      await scene.send({ type: 'operation.cancel' });
      const isOver = scene.isIdle();
      const begun = scene.calls.length;
      await scene.untilIdle();
      const isDone = at >= DONE_MS;
      const isDoubtful = trouble === cutOff && at >= 2_000;
      const expected = isDone ? told.succeeded : isDoubtful ? told.unknown : told.cancelled;
      expect([at, announcements(scene), scene.calls.length]).toEqual([at, [expected], begun]);
      expect([at, isOver, brokenInvariants(scene)]).toEqual([at, true, []]);
      if (inPause(at)) expect(scene.replies('announcement')[0]?.at).toBe(at);
      if (expected === told.cancelled) expect([at, scene.painted]).toEqual([at, []]);
    }
  });
});

async function playDurably(troubles: Troubles, policy: EffectPolicy, cast: Partial<Cast> = {}) {
  const painting = paintingWith(troubles, policy);
  const scene = await durableStage({ ...voices, tools: painting.tools, ...cast });
  return Object.assign(scene, painting);
}

describe('B5: a process that dies in a pause', () => {
  test.each([
    [0, 7_000],
    [500, 7_000],
    [1_499, 7_000],
    [1_500, 7_000],
    [60_000, 65_500],
  ])('and is dead for %i ms: the pause ends when it was to end, or at once', async (deadMs, begins) => {
    const scene = await playDurably([busy, busy], 'unsafe');
    await scene.say('Paint my house.');
    await scene.at(5_500);
    expect(scene.actor.getSnapshot().context.operation?.runs[0]?.retryAt).toBe(scene.clock.now() + 1_500);
    await scene.crash({ deadMs });
    await scene.untilIdle();
    expect(scene.calls.map(({ attempt }) => attempt)).toEqual([1, 2, 3]);
    expect(scene.calls.at(-1)?.at).toBe(Math.max(begins, scene.dead[0]?.until ?? 0));
    expect([scene.painted.length, announcements(scene), brokenInvariants(scene)]).toEqual([1, [told.succeeded], []]);
  });
});

test('C7: a clock that is set back while the process is dead makes a pause no longer than it can be', async () => {
  const { clock, setBack } = settableClock();
  const scene = await playDurably([busy, busy], 'unsafe', { clock });
  await scene.say('Paint my house.');
  await scene.at(5_500);
  setBack(3_600_000);
  await scene.crash();
  await scene.untilIdle();
  expect(scene.calls.map(({ at }) => at)).toEqual([0, 3_000, 5_500 + 2_000]);
});

describe('D6, D11: at every operation of the store of a conversation with two retries', { timeout: 60_000 }, () => {
  async function playCrashingAt(aim: number | undefined, when: 'before' | 'after', policy: EffectPolicy) {
    let operations = 0;
    let crash: (() => Promise<void>) | undefined;
    let crashed: Promise<void> | undefined;
    const store = storeThrough(new Keyv(), async (operation, key) => {
      if (!crash || !key.endsWith(':conversation')) return operation();
      await Promise.resolve(); // a process does not die in the middle of a step
      operations += 1;
      if (operations !== aim) return operation();
      if (when === 'after') await operation();
      crashed = crash();
      return new Promise(() => {});
    });
    const trouble = policy === 'idempotent' ? cutOff : busy;
    const scene = await playDurably([trouble, trouble], policy, { store });
    crash = async () => scene.crash();
    await scene.say('Paint my house.');
    for (let ms = 0; ms <= 12_000; ms += 500) {
      await scene.at(ms);
      await crashed;
    }
    await scene.untilIdle();
    return { scene, operations };
  }

  test.each(['before', 'after'] as const)('a death %s it: one effect at most, told once, as it was', async (when) => {
    for (const policy of ['idempotent', 'unsafe'] as const) {
      const { operations } = await playCrashingAt(undefined, when, policy);
      expect(operations).toBeGreaterThan(15);
      for (let at = 1; at <= operations; at += 1) {
        const { scene } = await playCrashingAt(at, when, policy);
        const statuses = scene.emitted('operation').flatMap(({ runs }) => runs.map(({ status }) => status));
        expect([policy, at, brokenInvariants(scene), scene.dead.length]).toEqual([policy, at, [], 1]);
        expect([policy, at, announcements(scene).length]).toEqual([policy, at, 1]);
        expect(scene.painted.length).toBeLessThanOrEqual(1);
        if (policy === 'idempotent') expect([at, scene.painted.length]).toEqual([at, 1]);
        if (statuses.at(-1) === 'failed') expect([policy, at, scene.painted]).toEqual([policy, at, []]);
      }
    }
  });
});

test.each([
  ['as long as chance has it', () => 1, 500],
  ['the longest, when chance breaks', () => Number.NaN, 1_000],
])('U12: a pause is %s', async (_, random, pauseMs) => {
  const { tools, calls } = paintingWith([busy]);
  const scene = stage({ ...voices, tools, random });
  await scene.say('Paint my house.');
  await scene.untilIdle();
  expect(calls.map(({ at }) => at)).toEqual([0, 2 * STEP_MS + pauseMs]);
});

describe('A7: a tool is not begun again for somebody else', () => {
  const signedOut = { type: 'session.updated', facts: { verified: false } } as const;
  const session = { input: { session: { verified: true } } };

  test.each([
    ['while it waits to be begun again', 2_500, 'unsafe', busy, 'failed'],
    ['while it is at work', 1_500, 'unsafe', busy, 'failed'],
    ['while it waits, and may have taken effect', 2_500, 'idempotent', cutOff, 'unknown'],
  ] as const)('who signs out %s', async (_, ms, policy, trouble, status) => {
    const { calls, tools } = paintingWith([trouble], policy);
    const scene = stage({ ...voices, ...session, tools });
    await scene.say('Paint my house.');
    await scene.at(ms);
    await scene.send(signedOut);
    await scene.untilIdle();
    expect(calls).toHaveLength(1);
    expect(
      scene
        .emitted('operation')
        .at(-1)
        ?.runs.map((run) => run.status),
    ).toEqual([status]);
  });

  test('nor after a restart', async () => {
    const { calls, tools } = paintingWith([], 'idempotent');
    const scene = await durableStage({ ...voices, ...session, tools });
    await scene.say('Paint my house.');
    await scene.at(500);
    await scene.send(signedOut);
    await scene.crash();
    await scene.untilIdle();
    expect(calls).toHaveLength(1);
    expect(
      scene
        .emitted('operation')
        .at(-1)
        ?.runs.map((run) => run.status),
    ).toEqual(['unknown']);
  });

  test('but news of the same user change nothing', async () => {
    const { calls, tools } = paintingWith([busy]);
    const scene = stage({ ...voices, ...session, tools });
    await scene.say('Paint my house.');
    await scene.at(2_500);
    await scene.send({ type: 'session.updated', facts: { verified: true, language: 'de' } });
    await scene.untilIdle();
    expect(calls).toHaveLength(2);
  });
});
