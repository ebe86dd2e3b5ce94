import Keyv from 'keyv';
import type { EffectPolicy } from 'meanwhile';
import { brokenInvariants, durableStage, memoryStore, type Cast, type DurableScene } from 'meanwhile/testing';
import { describe, expect, test } from 'vitest';
import { toItsEnd } from '../kit/to-its-end.ts';
import { storeThrough } from '../../src/testing/store-through.ts';
import { BLUE_MS, houseWith, PAINTING_MS, painterVoice } from '../kit/house.ts';

const NEVER = Number.POSITIVE_INFINITY;

/** Stages the painting of a house, in a conversation that is kept. */
async function stagePainting(
  cast: Partial<Cast> = {},
  {
    policy = 'idempotent',
    asks = false,
    quick = false,
  }: { policy?: EffectPolicy; asks?: boolean; quick?: boolean } = {},
) {
  const { painted, tools } = houseWith(policy, { asks, quick });
  const always = (text: string) => () => ({ text });
  const scene = await durableStage({
    tools,
    main: painterVoice(),
    chat: always('Sunny.'),
    synthesis: always('Sunny, and blue.'),
    ...cast,
  });
  return Object.assign(scene, { painted });
}

/** A painting with a question at 3 s, which the chat answers as it is told here. */
async function askMeanwhile(cast: Partial<Cast>) {
  const scene = await stagePainting(cast);
  await scene.say('Paint my house.');
  await scene.at(3_000);
  await scene.say('Nice weather?');
  return scene;
}

/** The play without what goes wrong with the records for outside readers. */
function scriptOf(scene: DurableScene) {
  return scene
    .script()
    .split('\n')
    .filter((line) => !/\(store: (?!the conversation)/.test(line))
    .join('\n');
}

function outcomes(scene: DurableScene) {
  return scene.emitted('operation').flatMap(({ status, runs }) => (status === 'running' ? [] : runs));
}

const repliesOf = (scene: DurableScene) => scene.replies().map(({ at, kind, text }) => [at, kind, text]);

test('while the model thinks: it is asked again, and the user hears one answer', async () => {
  const scene = await stagePainting({ main: painterVoice({ after: 2_000 }) });
  await scene.say('Hello?');
  await scene.at(1_000);
  await scene.crash();
  await toItsEnd(scene);
  expect(scene.models.main.asked).toHaveLength(2);
  expect(scene.script()).toMatchInlineSnapshot(`
    "  0.0 s  user: Hello?
      1.0 s  [the process is killed]
      3.0 s  answer: Here I am."
  `);
});

describe('B5, D6: while a long tool runs', () => {
  const BEFORE = BLUE_MS - 500;
  const AFTER = BLUE_MS + 500;

  test.each<[EffectPolicy, number, { status: string; painted: number }]>([
    ['none', BEFORE, { status: 'succeeded', painted: 0 }],
    ['none', AFTER, { status: 'succeeded', painted: 0 }],
    ['idempotent', BEFORE, { status: 'succeeded', painted: 1 }],
    ['idempotent', AFTER, { status: 'succeeded', painted: 1 }],
    ['reconcile', BEFORE, { status: 'failed', painted: 0 }],
    ['reconcile', AFTER, { status: 'succeeded', painted: 1 }],
    ['unsafe', BEFORE, { status: 'unknown', painted: 0 }],
    ['unsafe', AFTER, { status: 'unknown', painted: 1 }],
  ])('%s, after %i ms: %o, and told once', async (policy, death, { status, painted }) => {
    const scene = await stagePainting({}, { policy });
    await scene.say('Paint my house.');
    await scene.at(death);
    await scene.crash();
    await toItsEnd(scene);
    expect(outcomes(scene).map((run) => run.status)).toEqual([status]);
    expect(scene.painted).toHaveLength(painted);
    expect(scene.replies('announcement')).toHaveLength(1);
  });

  test('again and again: its effect happens once, and it is told once', async () => {
    const scene = await stagePainting({ store: memoryStore() });
    await scene.say('Paint my house.');
    for (let time = 0; time < 4; time += 1) {
      await scene.at(scene.clock.elapsed() + 3_000);
      await scene.crash();
    }
    await toItsEnd(scene);
    expect([scene.painted.length, scene.replies('announcement').length]).toEqual([1, 1]);
    expect(outcomes(scene)).toMatchObject([{ status: 'succeeded', attempt: 5 }]);
  });

  test.each<[EffectPolicy, string]>([
    ['none', 'failed'],
    ['idempotent', 'unknown'],
  ])(
    'by the tool itself, each time it is begun: after five attempts it is given up, and told (%s)',
    async (policy, status) => {
      const scene = await stagePainting({}, { policy });
      await scene.say('Paint my house.');
      for (let time = 0; time < 5; time += 1) {
        await scene.at(scene.clock.elapsed() + 1_000);
        await scene.crash();
      }
      await toItsEnd(scene);
      expect(outcomes(scene)).toMatchObject([{ status, attempt: 5 }]);
      expect([scene.painted, scene.replies('announcement').length]).toEqual([[], 1]);
    },
  );
});

test("C2: in the chat's turn: the question is answered, once, and nothing holds the lock", async () => {
  const scene = await askMeanwhile({ chat: (_, count) => ({ text: 'Sunny.', after: count === 0 ? NEVER : 500 }) });
  await scene.at(3_200);
  await scene.crash();
  await toItsEnd(scene);
  expect(scene.script()).toMatchInlineSnapshot(`
    "  0.0 s  user: Paint my house.
      0.0 s  acknowledgment: I am on it: the painting. This takes a moment, and you can go on talking to me.
      0.0 s  [paint running 0 %]
      3.0 s  user: Nice weather?
      3.2 s  [the process is killed]
      3.2 s  [paint running 0 %, attempt 2]
      3.7 s  interim: Sunny.
      7.2 s  [paint succeeded 100 %, attempt 2]
      7.2 s  announcement: Sunny, and blue."
  `);
});

describe('C6, C7: in settling, fifteen seconds are fifteen', () => {
  test.each([0, 5_000, 20_000])('and end at once when they are over after %i ms of death', async (deadMs) => {
    for (const waited of [0, 1, 4_000, 10_000, 14_999]) {
      const scene = await askMeanwhile({ chat: () => ({ text: 'Late.', after: NEVER }) });
      await scene.at(PAINTING_MS + waited);
      expect(scene.actor.getSnapshot().matches({ engaged: { accompanied: 'settling' } })).toBe(true);
      await scene.crash({ deadMs });
      await toItsEnd(scene);
      const due = Math.max(PAINTING_MS + 15_000, PAINTING_MS + waited + deadMs);
      expect(scene.replies('announcement').map(({ at }) => at)).toEqual([due]);
      expect(scene.replies().map(({ text }) => text)).toContain('Here I am.');
    }
  });
});

describe('E13: in synthesizing, three seconds are three', () => {
  test.each([0, 1_000, 5_000])('and end at once when they are over after %i ms of death', async (deadMs) => {
    for (const waited of [0, 1, 1_500, 2_999]) {
      const scene = await askMeanwhile({ synthesis: () => ({ text: 'Late.', after: NEVER }) });
      await scene.at(PAINTING_MS + waited);
      expect(scene.actor.getSnapshot().matches('synthesizing')).toBe(true);
      await scene.crash({ deadMs });
      await toItsEnd(scene);
      const due = Math.max(PAINTING_MS + 3_000, PAINTING_MS + waited + deadMs);
      expect(scene.replies('announcement').map(({ at, text }) => [at, text])).toEqual([[due, 'So it is.']]);
    }
  });
});

/** What a crash is aimed at: an operation of the store on the checkpoint, by its number, before or after it takes place. */
type Aim = { at: number; when: 'before' | 'after' };

/** A store, and what it is told to break at. */
function fragileStore() {
  const state: { operations: number; aim?: Aim; crash?: () => Promise<void>; crashed?: Promise<void> } = {
    operations: 0,
  };
  const store = storeThrough(new Keyv(), async (operation, key) => {
    if (!state.crash || !key.endsWith(':conversation')) return operation();
    await Promise.resolve(); // a process does not die in the middle of a step
    state.operations += 1;
    if (state.operations !== state.aim?.at) return operation();
    if (state.aim.when === 'after') await operation();
    state.crashed = state.crash();
    return new Promise(() => {});
  });
  return { store, state };
}

const LINES: [number, string][] = [
  [0, 'Paint my house.'],
  [1_000, 'Yes.'],
  [3_000, 'Nice weather?'],
  [9_000, 'Are you there?'],
];

/** Plays a painting, a yes to it, a question and another; the process dies at one operation of the store. */
async function playCrashingAt(quick: boolean, aim?: Aim) {
  const { store, state } = fragileStore();
  const scene = await stagePainting({ store }, { asks: true, quick });
  Object.assign(state, { aim, crash: async () => scene.crash() });
  for (let ms = 0; ms <= 12_000; ms += 1_000) {
    await scene.at(ms);
    for (const [at, line] of LINES) if (at === ms) await scene.say(line);
    await state.crashed;
  }
  await scene.untilIdle();
  return { scene, operations: state.operations };
}

describe('D6, D11: at every operation of the store of a whole conversation', { timeout: 60_000 }, () => {
  test.each([
    ['before', 'long', false],
    ['after', 'long', false],
    ['before', 'slow', true],
    ['after', 'slow', true],
  ] as const)('%s it, with a %s tool: one effect, told once, and nothing said is lost', async (when, _, quick) => {
    const { operations } = await playCrashingAt(quick);
    expect(operations).toBeGreaterThan(20);
    for (let at = 1; at <= operations; at += 1) {
      const { scene } = await playCrashingAt(quick, { at, when });
      const { transcript } = scene.actor.getSnapshot().context;
      const heard = transcript.filter(({ role }) => role === 'user').map(({ content }) => content);
      expect([at, scene.dead.length, brokenInvariants(scene)]).toEqual([at, 1, []]);
      expect([at, scene.painted.length, scene.replies('announcement').length]).toEqual([at, 1, 1]);
      expect([at, heard]).toEqual([at, LINES.map(([, line]) => line)]);
    }
  });
});

describe('A10: while a question for a yes is open', () => {
  const OPEN_MS = 120_000;

  test.each([
    ['counts', 0, 1],
    ['counts until its time is over', OPEN_MS - 1, 1],
    ['is void when that is over meanwhile', OPEN_MS, 0],
  ])('the yes %s', async (_, deadMs, painted) => {
    const scene = await stagePainting({}, { asks: true });
    await scene.say('Paint my house.');
    const [question] = scene.emitted('confirmation.requested');
    await scene.crash({ deadMs });
    await scene.at(scene.clock.elapsed());
    await scene.send({ type: 'confirmation.given', token: question?.token ?? '' });
    await toItsEnd(scene);
    expect(scene.painted).toHaveLength(painted);
    expect(scene.emitted('confirmation.closed').map(({ given }) => given)).toEqual([painted === 1]);
  });
});

describe('B4: the store is down for five seconds', () => {
  /** A store that is down between these times. */
  function downBetween(from: number, until: number) {
    let elapsed = () => -1;
    const store = storeThrough(new Keyv(), async (operation) => {
      if (elapsed() >= from && elapsed() < until) throw new Error('no connection');
      return operation();
    });
    return { store, follow: (scene: DurableScene) => (elapsed = scene.clock.elapsed) };
  }

  test('while a tool runs: the conversation goes on, says so, and is saved afterwards', async () => {
    const { store, follow } = downBetween(2_500, 7_500);
    const scene = await stagePainting({ store });
    follow(scene);
    await scene.say('Paint my house.');
    await scene.at(3_000);
    await scene.say('Nice weather?');
    await scene.at(9_000);
    await scene.crash();
    await toItsEnd(scene);
    expect(scene.painted).toHaveLength(1);
    expect(scriptOf(scene)).toMatchInlineSnapshot(`
      "  0.0 s  user: Paint my house.
        0.0 s  acknowledgment: I am on it: the painting. This takes a moment, and you can go on talking to me.
        0.0 s  [paint running 0 %]
        3.0 s  user: Nice weather?
        3.0 s  (store: the conversation could not be saved, and is said all the same: the store failed to read it)
        3.0 s  interim: Sunny.
        4.0 s  [paint succeeded 100 %]
        4.0 s  announcement: Sunny, and blue.
        9.0 s  [the process is killed]"
    `);
  });

  test('when the effect is there already: that is told', async () => {
    const { store, follow } = downBetween(BLUE_MS, BLUE_MS + 5_000);
    const scene = await stagePainting({ store }, { policy: 'unsafe' });
    follow(scene);
    await scene.say('Paint my house.');
    await toItsEnd(scene);
    expect(outcomes(scene).map(({ status }) => status)).toEqual(['succeeded']);
    expect(scene.replies('announcement').map(({ at }) => at)).toEqual([PAINTING_MS]);
  });

  test('before a tool with an effect begins: it is not begun, and that is told', async () => {
    const { store, follow } = downBetween(1_000, 6_500);
    const scene = await stagePainting({ store });
    follow(scene);
    await scene.at(1_000);
    await scene.say('Paint my house.');
    await toItsEnd(scene);
    expect(scene.painted).toEqual([]);
    expect(outcomes(scene).map(({ error }) => error)).toEqual([
      'it was not begun, because that could not be saved before',
    ]);
    expect(scriptOf(scene)).toMatchInlineSnapshot(`
      "  1.0 s  user: Paint my house.
        1.0 s  (store: the conversation could not be saved, and is said all the same: the store failed to read it)
        1.0 s  acknowledgment: I am on it: the painting. This takes a moment, and you can go on talking to me.
        1.0 s  [paint running 0 %]
        6.0 s  [paint failed 0 %]
        6.0 s  announcement: So it is."
    `);
  });
});

describe('it is closed and opened again', () => {
  const states: [string, Partial<Cast>, number, object | string][] = [
    ['attending', { main: painterVoice({ after: 1_000 }) }, 500, { engaged: 'attending' }],
    ['operating', {}, 2_500, { engaged: { accompanied: { operating: 'talking' } } }],
    ['settling', { chat: () => ({ text: 'Late.', after: 5_000 }) }, 4_000, { engaged: { accompanied: 'settling' } }],
    ['synthesizing', { synthesis: () => ({ text: 'Joined.', after: 1_000 }) }, 4_500, 'synthesizing'],
    ['idle', {}, 20_000, 'idle'],
  ];

  test.each(states)('in %s, and goes on', async (_, cast, at, value) => {
    for (const store of [new Keyv(), memoryStore()]) {
      const scene = await stagePainting({ ...cast, store });
      await scene.say('Paint my house.');
      await scene.at(Math.min(at, 3_000));
      if (at >= 3_000) await scene.say('Nice weather?');
      await scene.at(at);
      expect(scene.actor.getSnapshot().value).toEqual(value);
      await scene.restart();
      expect(scene.dead).toEqual([{ from: at, until: at }]);
      await toItsEnd(scene);
      expect([scene.painted.length, scene.replies('announcement').length]).toEqual([1, 1]);
    }
  });

  test('while a question for a yes is open, and the yes counts', async () => {
    const scene = await stagePainting({}, { asks: true });
    await scene.say('Paint my house.');
    await scene.restart();
    await scene.say('Yes.');
    await toItsEnd(scene);
    expect(scene.painted).toHaveLength(1);
    expect(repliesOf(scene).map(([, kind]) => kind)).toEqual(['answer', 'acknowledgment', 'announcement']);
  });
});

describe('G3, B2: with acknowledged delivery', { timeout: 60_000 }, () => {
  /** An app that says half a second later that a reply was heard, also of one it has had before. */
  function hearing(scene: DurableScene) {
    let [told, again] = [0, 0];
    const tick = () => {
      const events = [...scene.told.slice(told), ...scene.retold.slice(again).map((one) => one.again)];
      told = scene.told.length;
      again = scene.retold.length;
      for (const { event } of events)
        if (event.type === 'reply') void scene.send({ type: 'reply.delivered', id: event.id });
      scene.clock.setTimeout(tick, 500);
    };
    tick();
  }

  async function playCrashing(aim?: Aim) {
    const { store, state } = fragileStore();
    const scene = await stagePainting({ store, delivery: 'acknowledged' });
    hearing(scene);
    Object.assign(state, { aim, crash: async () => scene.crash() });
    for (let ms = 0; ms <= 8_000; ms += 500) {
      await scene.at(ms);
      if (ms === 0) await scene.say('Paint my house.');
      if (ms === 3_000) await scene.say('Nice weather?');
      await state.crashed;
    }
    await scene.untilIdle();
    return { scene, operations: state.operations };
  }

  test.each(['before', 'after'] as const)(
    'at every operation of the store, %s it: told once, heard, and nothing is owed',
    async (when) => {
      const { operations } = await playCrashing();
      expect(operations).toBeGreaterThan(10);
      for (let at = 1; at <= operations; at += 1) {
        const { scene } = await playCrashing({ at, when });
        expect([at, brokenInvariants(scene)]).toEqual([at, []]);
        expect([at, scene.painted.length, scene.replies('announcement').length]).toEqual([at, 1, 1]);
        expect([at, scene.actor.getSnapshot().context.told?.delivery]).toEqual([at, 'told']);
      }
    },
  );

  test('what was given and not heard is given again at once, once, under its name, by whoever comes back', async () => {
    const scene = await stagePainting({ delivery: 'acknowledged' });
    await scene.say('Paint my house.');
    await scene.at(PAINTING_MS + 1_000);
    await scene.crash();
    const [again, ...more] = scene.retold.filter(({ again: { event } }) => event.type === 'reply');
    expect([again?.again.at, more]).toEqual([scene.clock.elapsed(), []]);
    expect(again?.again.event).toMatchObject({ id: 'operation-1!' });
    await scene.send({ type: 'reply.delivered', id: 'operation-1!' });
    await toItsEnd(scene);
    expect(scene.replies('announcement')).toHaveLength(1);
  });
});
