import { tool, type ToolRunnableConfig } from '@langchain/core/tools';
import { DEFAULT_PHRASES, longRunning, readOnly, storeKey, traits, type LongRunning, type Traits } from 'meanwhile';
import { durableStage, stage, type Cast, type Line, type Scene, type VirtualClock } from 'meanwhile/testing';
import { describe, expect, test } from 'vitest';
import { heard } from '../kit/heard.ts';
import { toItsEnd } from '../kit/to-its-end.ts';

const EXPECTED = 10_000;
/** Twice as long as it was expected to take, as nothing has been learned. */
const PATIENCE = 20_000;
const TIMEOUT = 100_000;
const STALLED = DEFAULT_PHRASES.stalled('the painting');
const schema = { type: 'object', properties: {} } as const;

type Own = Partial<LongRunning> & { also?: Traits };

/** A tool that gives signs of life when it is told to, and its result after the last of these times. */
function paint(clock: VirtualClock, timesOf: () => readonly number[], { also = {}, ...own }: Own = {}) {
  return tool(
    async function* (_, config: ToolRunnableConfig) {
      const [begun, times] = [clock.elapsed(), timesOf()];
      for (const [index, ms] of times.entries()) {
        await clock.wait(begun + ms - clock.elapsed(), config.signal);
        if (index < times.length - 1)
          yield { percent: (100 * ms) / (times.at(-1) ?? 1), message: `Coat ${index + 1}.` };
      }
      return 'blue';
    },
    {
      name: 'paint',
      description: 'p',
      schema,
      metadata: traits(
        longRunning({
          expectedMs: EXPECTED,
          timeoutMs: TIMEOUT,
          label: 'the painting',
          acknowledgment: 'I begin.',
          ...own,
        }),
        also,
      ),
    },
  );
}

const castOf = (times: readonly number[], { own = {}, ...cast }: Partial<Cast> & { own?: Own } = {}): Cast => ({
  tools: (clock) => [paint(clock, () => times, own)],
  main: ({ messages }) => (messages.at(-1)?.role === 'tool' ? { text: 'It is blue.' } : { calls: [{ name: 'paint' }] }),
  chat: () => ({ text: 'Sunny.' }),
  synthesis: () => ({ text: 'Sunny, and blue.' }),
  ...cast,
});

async function play(...given: Parameters<typeof castOf>) {
  const scene = stage(castOf(...given));
  await scene.say('Paint my house.');
  return scene;
}

const stalls = (scene: Scene) => scene.emitted('progress').map(({ at, run: { stalled } }) => [at, stalled ?? false]);
const told = (scene: Scene) => scene.replies().flatMap(({ at, text }) => (text === STALLED ? [at] : []));

test('nothing is heard of a tool for longer than usual: the user hears so once, and its late result counts', async () => {
  const scene = await play([30_000]);
  await toItsEnd(scene);
  expect(scene.script()).toMatchInlineSnapshot(`
    "  0.0 s  user: Paint my house.
      0.0 s  acknowledgment: I begin.
      0.0 s  [paint running 0 %]
     20.0 s  [paint running 0 %, stalled]
     20.0 s  interim: I am still on it, but it takes longer than it usually does: the painting.
     30.0 s  [paint succeeded 100 %]
     30.0 s  announcement: It is blue."
  `);
  expect(stalls(scene)).toEqual([
    [0, false],
    [PATIENCE, true],
    [30_000, false],
  ]);
});

test('each sign of life begins its time anew; the next after a stall ends that, and it is not said a second time', async () => {
  const scene = await play([15_000, 30_000, 55_000, 80_000]);
  await toItsEnd(scene);
  expect(stalls(scene)).toEqual([
    [0, false],
    [15_000, false],
    [30_000, false],
    [30_000 + PATIENCE, true],
    [55_000, false],
    [55_000 + PATIENCE, true],
    [80_000, false],
  ]);
  expect(told(scene)).toEqual([30_000 + PATIENCE]);
});

test('a tool that keeps giving signs of life never stalls, and has no more time for that', async () => {
  const scene = await play(Array.from({ length: 30 }, (_, step) => (step + 1) * 5_000));
  await toItsEnd(scene);
  expect(stalls(scene).some(([, stalled]) => stalled)).toBe(false);
  expect(scene.emitted('operation').at(-1)).toMatchObject({ at: TIMEOUT, runs: [{ status: 'timedOut' }] });
});

test('a result that comes just in time stays as it was: nothing is said about it', async () => {
  const scene = await play([PATIENCE - 1]);
  await toItsEnd(scene);
  expect(told(scene)).toEqual([]);
});

describe('U2.2: who asks is told so as well', () => {
  const status: Line[] = [{ calls: [{ name: 'check_status' }] }, { text: 'Hm.' }];
  const chat: Cast['chat'] = (_, count) => status[count % 2] ?? { text: '' };

  test.each([
    [15_000, undefined, 'longer than expected, and nobody can tell how long'],
    [25_000, true, 'longer than expected, and nobody can tell how long'],
  ])('at %i ms: stalled %s', async (at, stalled, left) => {
    const scene = await play([30_000], { chat });
    await scene.at(at);
    await scene.say('How far are you?');
    const answer: unknown = JSON.parse(scene.models.chat.asked[1]?.messages.at(-1)?.content ?? '');
    expect(answer).toMatchObject({ status: 'running', runs: [{ time_left: left }] });
    const { runs } = answer as { runs: { stalled?: true }[] };
    expect(runs[0]?.stalled).toBe(stalled);
    expect(scene.models.chat.asked[0]?.messages[0]?.content.includes('nothing heard of it')).toBe(stalled === true);
    await toItsEnd(scene);
  });

  test('and whoever reads the record of what is at work', async () => {
    const scene = await play([30_000, 40_000]);
    const record = async () => scene.store.get<object>(storeKey('customer-1', 'working-tool-status-update'));
    await scene.at(10_000);
    expect(await record()).not.toHaveProperty('stalled');
    await scene.at(25_000);
    expect(await record()).toMatchObject({ status: 'running', stalled: true });
    await scene.at(35_000);
    expect(await record()).not.toHaveProperty('stalled');
    await toItsEnd(scene);
  });
});

describe('it is not said', () => {
  test('into the words of the user', async () => {
    const scene = await play([30_000]);
    await scene.at(PATIENCE - 1_000);
    await scene.send({ type: 'user.saying', text: 'And' });
    await scene.at(PATIENCE + 1_000);
    await scene.send({ type: 'user.fellSilent' });
    await toItsEnd(scene);
    expect(told(scene)).toEqual([]);
  });

  test('into an answer of the chat', async () => {
    const scene = await play([30_000], { chat: () => ({ text: 'Sunny.', after: 2_000 }) });
    await scene.at(PATIENCE - 1_000);
    await scene.say('Nice weather?');
    await toItsEnd(scene);
    expect(told(scene)).toEqual([]);
    expect(scene.replies('interim').map(({ at }) => at)).toEqual([PATIENCE + 1_000]);
  });

  test('of a tool whose result is not told either', async () => {
    const scene = await play([30_000], { own: { delivery: 'silent' } });
    await toItsEnd(scene);
    expect(heard(scene)).toEqual([[0, 'acknowledgment', 'I begin.']]);
    expect(stalls(scene)).toContainEqual([PATIENCE, true]);
  });

  test('of one that is being stopped', async () => {
    const scene = await play([30_000], { bounds: { cancelGrace: 15_000 } });
    await scene.at(PATIENCE - 1_000);
    await scene.send({ type: 'operation.cancel' });
    await toItsEnd(scene);
    expect(told(scene)).toEqual([]);
  });
});

test('C10: a run that has stalled can be cancelled', async () => {
  const scene = await play([90_000]);
  await scene.at(PATIENCE + 1_000);
  await scene.send({ type: 'operation.cancel' });
  await toItsEnd(scene);
  expect(scene.emitted('operation').at(-1)?.status).toBe('cancelled');
});

test('each run has a sentence of its own', async () => {
  const main: Line[] = [{ calls: [{ name: 'paint' }] }, { calls: [{ name: 'paint' }] }, { text: 'It is blue.' }];
  const scene = await play([30_000], { main });
  await toItsEnd(scene);
  expect(told(scene)).toEqual([PATIENCE, 30_000 + PATIENCE]);
});

describe('how long is too long', () => {
  /** Plays requests of so many milliseconds, and then one that hangs: how long it took until that was told. */
  async function patienceAfter(calls: number[], own: Own = {}) {
    let call = 0;
    const scene = stage({ ...castOf([]), tools: (clock) => [paint(clock, () => [calls[call] ?? TIMEOUT], own)] });
    for (; call < calls.length; call += 1) {
      await scene.say('Paint my house.');
      await scene.untilIdle();
    }
    const begun = scene.clock.elapsed();
    await scene.say('Paint my house.');
    await toItsEnd(scene);
    const at = scene.emitted('progress').findLast(({ run }) => run.stalled)?.at;
    return at === undefined ? undefined : at - begun;
  }

  test('is learned: a little more than 99 of 100 calls took', async () => {
    const patience = await patienceAfter([...Array.from({ length: 50 }, () => 6_000), 12_000]);
    expect(patience).toBeGreaterThan(12_000);
    expect(patience).toBeLessThan(16_500);
  });

  test('so a tool that always takes as long never stalls', async () => {
    for (const ms of [6_000, 6_300, 6_600, 6_900]) {
      const patience = await patienceAfter(Array.from({ length: 6 }, () => ms));
      expect(patience).toBeGreaterThan(ms);
    }
  });

  test('is twice the expected time until there is something to go by', async () => {
    expect(await patienceAfter([6_000])).toBe(2 * EXPECTED);
  });

  test('is five seconds at least', async () => {
    expect(await patienceAfter([], { expectedMs: 1_000 })).toBe(5_000);
    expect(await patienceAfter(Array.from({ length: 6 }, () => 100))).toBe(5_000);
  });

  test('and never longer than it may take', async () => {
    expect(await patienceAfter([], { timeoutMs: PATIENCE })).toBeUndefined();
    expect(await patienceAfter([], { timeoutMs: 4_000 })).toBeUndefined();
  });
});

describe('when the process dies', () => {
  test.each([0, 60_000])('and is back after %i ms: the tool is begun again, and has its time anew', async (deadMs) => {
    const scene = await durableStage(castOf([30_000], { own: { also: readOnly() } }));
    await scene.say('Paint my house.');
    await scene.at(15_000);
    await scene.crash({ deadMs });
    await toItsEnd(scene);
    expect(told(scene)).toEqual([15_000 + deadMs + PATIENCE]);
    expect(scene.replies('announcement').map(({ at, text }) => [at, text])).toEqual([
      [15_000 + deadMs + 30_000, 'It is blue.'],
    ]);
  });

  test('while it has stalled: that is over, and not said a second time', async () => {
    const scene = await durableStage(castOf([30_000], { own: { also: readOnly() } }));
    await scene.say('Paint my house.');
    await scene.at(25_000);
    await scene.crash();
    await toItsEnd(scene);
    expect(stalls(scene)).toContainEqual([25_000, false]);
    expect(told(scene)).toEqual([PATIENCE]);
  });
});
