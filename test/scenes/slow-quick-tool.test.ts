import { tool } from '@langchain/core/tools';
import {
  DEFAULT_PHRASES,
  effect,
  longRunning,
  readOnly,
  storeKey,
  traits,
  type RunStatus,
  type Traits,
} from 'meanwhile';
import {
  brokenInvariants,
  durableStage,
  stage,
  type Cast,
  type Line,
  type Scene,
  type VirtualClock,
} from 'meanwhile/testing';
import { describe, expect, test } from 'vitest';
import { heard } from '../kit/heard.ts';
import { toItsEnd } from '../kit/to-its-end.ts';

const PATIENCE = 2_000;
const TIMEOUT = 10_000;
const schema = { type: 'object', properties: {} } as const;

/** A tool that takes so long, and nothing says so; `calls` has the time of each call. */
function unmarked(
  clock: VirtualClock,
  ms: number,
  { name = 'look_up', also = {}, calls = [] }: { name?: string; also?: Traits; calls?: number[] } = {},
) {
  return tool(
    async () => {
      calls.push(clock.elapsed());
      await clock.wait(ms);
      return { found: name };
    },
    { name, description: 'l', schema, metadata: traits(also) },
  );
}

/** Plays one request whose quick tool takes so long. */
async function play(
  ms: number,
  { also = {}, text = '', ...cast }: Partial<Cast> & { also?: Traits; text?: string } = {},
) {
  const calls: number[] = [];
  const scene = stage({
    tools: (clock) => [unmarked(clock, ms, { also, calls })],
    main: [{ calls: [{ name: 'look_up' }], text }, { text: 'I found it.' }, { text: 'Later.' }],
    chat: () => ({ text: 'Sunny.' }),
    synthesis: () => ({ text: 'Sunny, and found.' }),
    ...cast,
  });
  await scene.say('Look it up.');
  return Object.assign(scene, { calls });
}

const everyTenth = (until: number) => Array.from({ length: until / 100 + 1 }, (_, index) => index * 100);
const lastRuns = (scene: Scene): RunStatus[] => scene.emitted('operation').at(-1)?.runs ?? [];

test('a quick tool that takes five seconds goes long where it stands, and the user goes on talking', async () => {
  const scene = await play(5_000);
  await scene.at(1_000);
  await scene.say('Nice weather?');
  await scene.at(4_000);
  await scene.say('And tomorrow?');
  await toItsEnd(scene);
  expect(scene.script()).toMatchInlineSnapshot(`
    "  0.0 s  user: Look it up.
      1.0 s  user: Nice weather?
      2.0 s  acknowledgment: This takes a little longer than usual, and you can go on talking to me.
      2.0 s  [look_up running 0 %]
      2.0 s  interim: Sunny.
      4.0 s  user: And tomorrow?
      4.0 s  interim: Sunny.
      5.0 s  [look_up succeeded 100 %]
      5.0 s  announcement: Sunny, and found."
  `);
  expect(scene.calls).toEqual([0]);
  expect(scene.emitted('operation').map(({ at, status }) => [at, status])).toEqual([
    [PATIENCE, 'running'],
    [5_000, 'done'],
  ]);
});

describe('B7, I6: a quick tool of every length from 0 to 12 s', () => {
  test.each(everyTenth(12_000))('%i ms: is called once, and told once, as it was', async (ms) => {
    const scene = await play(ms);
    await toItsEnd(scene);
    expect(scene.calls).toEqual([0]);
    if (ms < PATIENCE) {
      expect(scene.told.map(({ event }) => event.type)).toEqual(['reply']);
      expect(heard(scene)).toEqual([[ms, 'answer', 'I found it.']]);
      return;
    }
    const end = Math.min(ms, TIMEOUT);
    expect(heard(scene)).toEqual([
      [PATIENCE, 'acknowledgment', DEFAULT_PHRASES.slow],
      [end, 'announcement', ms < TIMEOUT ? 'I found it.' : `I found it. ${DEFAULT_PHRASES.ended.unknown('look up')}`],
    ]);
    const [run] = lastRuns(scene);
    expect(run).toMatchObject({
      tool: 'look_up',
      label: 'look up',
      startedAt: scene.clock.now() - scene.clock.elapsed(),
    });
    expect(run).toMatchObject(
      ms < TIMEOUT
        ? { status: 'succeeded', percent: 100, result: { found: 'look_up' } }
        : { status: 'unknown', percent: 0 },
    );
    expect(scene.emitted('progress').map(({ at, run: { percent, status } }) => [at, percent, status])).toEqual([
      [PATIENCE, 0, 'running'],
      [end, run?.percent, run?.status],
    ]);
  });

  test.each([PATIENCE, TIMEOUT + 1_000])(
    'that only looks things up did not answer in time, and nothing is in doubt, if it counts as slow after %i ms',
    async (quickPatience) => {
      const scene = await play(TIMEOUT + 1_000, { also: readOnly(), bounds: { quickPatience } });
      await scene.at(5_000);
      await scene.say('Nice weather?');
      await toItsEnd(scene);
      const isSlow = quickPatience === PATIENCE;
      expect(lastRuns(scene).map(({ status }) => status)).toEqual(isSlow ? ['timedOut'] : []);
      const asked = scene.models.main.asked[1]?.messages ?? [];
      expect(JSON.parse(asked.find(({ role }) => role === 'tool')?.content ?? '')).toEqual({
        error: 'timedOut',
        message: 'It did not answer in time. It changes nothing.',
      });
      const outcome = isSlow ? { doubtful: [], mayHaveChanged: false } : {};
      expect(scene.seen.outcomes.get('operation-1') ?? {}).toMatchObject(outcome);
    },
  );
});

describe('B1, C5: the user speaks while a quick tool of 6 s is at work', () => {
  test.each(everyTenth(7_000))('at %i ms: the answer waits for the tool two seconds at most', async (ms) => {
    const scene = await play(6_000);
    await scene.at(ms);
    await scene.say('Nice weather?');
    await toItsEnd(scene);
    const [answer] = scene.replies().filter(({ text }) => text === 'Sunny.' || text === 'Later.');
    expect(answer?.at).toBe(Math.max(ms, ms < 6_000 ? PATIENCE : ms));
    expect(scene.replies('announcement').map(({ text }) => text)).toEqual([
      ms < 6_000 ? 'Sunny, and found.' : 'I found it.',
    ]);
    expect(scene.calls).toHaveLength(1);
  });
});

describe('C10: a cancel while a quick tool of 6 s is at work', () => {
  test.each(everyTenth(7_000))('at %i ms: waits for its word, and nothing is thought after it', async (ms) => {
    const scene = await play(6_000);
    await scene.at(ms);
    await scene.send({ type: 'operation.cancel' });
    await toItsEnd(scene);
    const isLate = ms >= 6_000;
    expect(scene.models.main.asked).toHaveLength(isLate ? 2 : 1);
    const told = scene.replies().at(-1);
    expect(told?.at).toBe(6_000);
    if (isLate) expect(told?.text).toBe('I found it.');
    else if (ms < PATIENCE) expect(told?.text).toBe(`${DEFAULT_PHRASES.cancelled} ${DEFAULT_PHRASES.partly}`);
    else expect(told?.text).toBe(`${DEFAULT_PHRASES.tooLate} Done: look up.`);
    expect(scene.replies('acknowledgment')).toHaveLength(ms < PATIENCE ? 0 : 1);
    expect(scene.emitted('operation').map(({ status }) => status)).toEqual(
      ms < PATIENCE ? [] : ['running', isLate ? 'done' : 'cancelled'],
    );
  });
});

test('what the model says beside the call is the acknowledgment, and is said only when it takes long', async () => {
  const slow = await play(3_000, { text: 'Let me see.' });
  await toItsEnd(slow);
  expect(slow.replies('acknowledgment').map(({ at, text }) => [at, text])).toEqual([[PATIENCE, 'Let me see.']]);
  const quick = await play(1_000, { text: 'Let me see.' });
  await toItsEnd(quick);
  expect(heard(quick)).toEqual([[1_000, 'answer', 'I found it.']]);
});

test('G9: check_status tells of a slow quick tool as of a long one', async () => {
  const scene = await play(5_000, {
    chat: (_, count) => (count === 0 ? { calls: [{ name: 'check_status' }] } : { text: 'Still at it.' }),
  });
  await scene.at(3_000);
  await scene.say('How far are you?');
  const status: unknown = JSON.parse(scene.models.chat.asked[1]?.messages.at(-1)?.content ?? '');
  expect(status).toMatchObject({ status: 'running', progress: 0, tool_name: 'look_up' });
  await toItsEnd(scene);
  expect(scene.replies('announcement').map(({ text }) => text)).toEqual(['I found it.']);
});

describe('of several quick calls of one reply', () => {
  /** One at once, one of three seconds, one of four. */
  const three = (clock: VirtualClock) => [
    unmarked(clock, 0, { name: 'now' }),
    unmarked(clock, 3_000, { name: 'soon' }),
    unmarked(clock, 4_000, { name: 'late' }),
  ];
  const voice = (...names: string[]): Line[] => [{ calls: names.map((name) => ({ name })) }, { text: 'All found.' }];

  test('the slow one alone counts as long, and the model reads both results in the order asked', async () => {
    const scene = await play(0, { tools: three, main: voice('late', 'now') });
    await toItsEnd(scene);
    expect(scene.emitted('progress').map(({ at, run: { tool: name, status } }) => [at, name, status])).toEqual([
      [PATIENCE, 'late', 'running'],
      [4_000, 'late', 'succeeded'],
    ]);
    expect(scene.models.main.asked[1]?.messages.slice(-2).map(({ content }) => content)).toEqual([
      '{"found":"late"}',
      '{"found":"now"}',
    ]);
  });

  test('two slow ones are two runs, each with its own end, and the status is of the one that runs', async () => {
    const scene = await play(0, { tools: three, main: voice('late', 'soon') });
    const record = async () =>
      scene.store.get<{ tool: string; status: string }>(storeKey('customer-1', 'working-tool-status-update'));
    await scene.at(2_500);
    expect(await record()).toMatchObject({ tool: 'soon', status: 'running' });
    await scene.at(3_500);
    expect(await record()).toMatchObject({ tool: 'late', status: 'running' });
    await toItsEnd(scene);
    expect(scene.emitted('progress').map(({ at, run: { tool: name, status } }) => [at, name, status])).toEqual([
      [PATIENCE, 'late', 'running'],
      [PATIENCE, 'soon', 'running'],
      [3_000, 'soon', 'succeeded'],
      [4_000, 'late', 'succeeded'],
    ]);
    expect(scene.replies('acknowledgment')).toHaveLength(1);
    expect(await record()).toBeUndefined();
  });

  test('C10: two slow ones that are cancelled were both too late to be stopped, which is said once, and first', async () => {
    for (const at of [2_500, 3_500]) {
      const scene = await play(0, { tools: three, main: voice('late', 'soon') });
      await scene.at(at);
      await scene.send({ type: 'operation.cancel' });
      await toItsEnd(scene);
      expect(scene.replies('announcement').map(({ text }) => text)).toEqual([
        `${DEFAULT_PHRASES.tooLate} Done: late. Done: soon.`,
      ]);
    }
  });

  test('a long one after a slow one, and a slow one after a long one, are not acknowledged again', async () => {
    const long = longRunning({ expectedMs: 3_000 });
    const tools = (clock: VirtualClock) => [...three(clock), unmarked(clock, 3_000, { name: 'paint', also: long })];
    for (const [first, second] of [
      ['late', 'paint'],
      ['paint', 'late'],
    ]) {
      const main = [first, second].map((name = '') => ({ calls: [{ name }] }));
      const scene = await play(0, { tools, main: [...main, { text: 'All done.' }] });
      await toItsEnd(scene);
      expect(scene.replies().map(({ kind }) => kind)).toEqual(['acknowledgment', 'announcement']);
      expect(lastRuns(scene).map(({ tool: name, status }) => [name, status])).toEqual([
        [first, 'succeeded'],
        [second, 'succeeded'],
      ]);
    }
  });

  test('A1: news of the session while one is slow keeps a long one of the same reply from beginning', async () => {
    const tools = (clock: VirtualClock) => [
      ...three(clock),
      unmarked(clock, 3_000, { name: 'paint', also: longRunning({ expectedMs: 3_000 }) }),
    ];
    const scene = await play(0, { tools, main: voice('late', 'paint') });
    await scene.at(3_000);
    await scene.send({ type: 'session.updated', facts: { name: 'Bob' } });
    await toItsEnd(scene);
    expect(lastRuns(scene).map(({ tool: name }) => name)).toEqual(['late']);
  });
});

test('an app that wants none of it sets its patience as long as the timeout', async () => {
  const scene = await play(TIMEOUT, { bounds: { quickPatience: TIMEOUT } });
  await toItsEnd(scene);
  expect(heard(scene)).toEqual([[TIMEOUT, 'answer', `I found it. ${DEFAULT_PHRASES.partly}`]]);
});

test('when the model fails after it, what it came to is told all the same', async () => {
  const announce = (result: { found: string }) => `I found ${result.found}.`;
  const quickOnly = longRunning<Record<string, unknown>, { found: string }>({
    expectedMs: 1_000,
    when: () => false,
    announce,
  });
  const scene = await play(3_000, {
    also: traits(quickOnly, readOnly()).meanwhile,
    main: [{ calls: [{ name: 'look_up' }] }, { error: new Error('down') }],
  });
  await toItsEnd(scene);
  expect(scene.replies('announcement').map(({ text }) => text)).toEqual(['I found look_up.']);
});

test('C7: the patience with a call that a restart interrupted ends with that call, and does not cut that with the next', async () => {
  const names = ['first', 'second'];
  const scene = await durableStage({
    tools: (clock) => names.map((name) => unmarked(clock, 1_200, { name, also: effect('idempotent') })),
    main: [...names.map((name) => ({ calls: [{ name }] })), { text: 'Both found.' }],
  });
  await scene.say('Look them up.');
  await scene.at(100);
  await scene.crash();
  await scene.untilIdle();
  expect(heard(scene)).toEqual([[2_500, 'answer', 'Both found.']]);
  expect(brokenInvariants(scene)).toEqual([]);
});
