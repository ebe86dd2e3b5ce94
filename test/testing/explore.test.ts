import { tool, type ToolRunnableConfig } from '@langchain/core/tools';
import fc from 'fast-check';
import { longRunning, toolCall, traits } from 'meanwhile';
import {
  explore,
  virtualClock,
  type Bot,
  type ExploreOptions,
  type MakeBot,
  type Scene,
  type VirtualClock,
} from 'meanwhile/testing';
import { describe, expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { stepsTool } from '../kit/steps-tool.ts';

const seed = 1;
const some = { seed, runs: 30 };

/** A bot that paints, and nothing is wrong with it. */
const painter: MakeBot = (clock) => ({ tools: [stepsTool(clock, [])] });

/** A quick tool that does this. */
function quickTool(work: (key: string) => unknown, name = 'order') {
  const run = (_: object, config: ToolRunnableConfig) => work(toolCall(config).idempotencyKey);
  return tool(run, { name, description: name, schema: z.looseObject({}) });
}

/** A long tool that does this. */
function longTool(work: () => Promise<unknown>) {
  async function* run() {
    yield { percent: 50 };
    return work();
  }
  const metadata = traits(longRunning({ expectedMs: 1000 }));
  return tool(run, { name: 'paint', description: 'Paints.', schema: z.object({}), metadata });
}

/** The defect: what is ordered is ordered twice. */
const forgetful: MakeBot = () => {
  const ordered: string[] = [];
  return {
    tools: [quickTool((key) => ordered.push(key, key))],
    check() {
      if (new Set(ordered).size < ordered.length) throw new Error('Something was ordered twice.');
    },
  };
};

/** The defect: words reach the conversation that the user did not say. */
const haunted: MakeBot = (clock) => ({
  tools: [stepsTool(clock, [])],
  moves: {
    'a ghost speaks': {
      when: ({ actor }) => actor.getSnapshot().matches({ engaged: { accompanied: 'operating' } }),
      make: ({ actor }) => actor.send({ type: 'user.said', text: 'boo' }),
    },
  },
});

async function failureOf(makeBot: MakeBot, options: ExploreOptions = { seed }): Promise<string> {
  return explore(makeBot, options).then(
    () => 'nothing',
    (error: Error) => error.message,
  );
}

/** What a failure has printed to play it again. */
function againOf(failure: string): ExploreOptions {
  return JSON.parse(/explore\(bot, (.*)\)\.$/.exec(failure)?.[1] ?? '') as ExploreOptions;
}

/** By either of these a request comes in. */
const WORDS = /^ {2}(the user says something|the app wants something afterwards, .*)$/;

describe('a defect is caught', { timeout: 30_000 }, () => {
  test("by the bot's own check: named, with the shortest moves, the screenplay, and how to play it again", async () => {
    const failure = await failureOf(forgetful);
    const lines = failure.split('\n').filter((line) => !line.includes(' app: '));
    expect(lines.slice(0, -1)).toEqual([
      'Something was ordered twice.',
      'It happens when',
      expect.stringMatching(WORDS),
      '  the main model asks for order',
      expect.stringMatching(/ passe?s?$| begins to speak$/),
      'which plays as',
      expect.stringMatching(/^ {4}0\.0 s {2}(user: word|app, for afterwards: wish) 1$/),
      ...(failure.includes('for afterwards') ? ['    0.0 s  [waiting: nothing]'] : []),
    ]);
    expect(againOf(failure)).toEqual({ seed, path: expect.any(String), replay: expect.any(String) });
  });

  test('by what is promised of every conversation', async () => {
    const failure = await failureOf(haunted);
    expect(failure.split('\n').slice(0, 2)).toEqual([
      'It must be so that each message of the user is heard once.',
      'It happens when',
    ]);
    expect(failure).toMatch(/ {2}the main model (says a few words and )?asks for paint\n/);
    expect(failure).toMatch(
      / {2}a ghost speaks\nwhich plays as\n {4}0\.0 s {2}(user: word|app, for afterwards: wish) 1\n/,
    );
  });

  test('by a check that takes its time', async () => {
    const failure = await failureOf((clock) => ({
      ...painter(clock, async (value) => value),
      check: async ({ said }) => {
        await Promise.resolve();
        if (said.length > 1) throw new Error('The user said too much.');
      },
    }));
    expect(failure.split('\n').slice(0, 4)).toEqual([
      'The user said too much.',
      'It happens when',
      expect.stringMatching(WORDS),
      expect.stringMatching(WORDS),
    ]);
  });

  test.each<[string, () => unknown]>([
    [
      'throws',
      () => {
        throw new Error('The sky falls.');
      },
    ],
    ['rejects', async () => Promise.reject(new Error('The sky falls.'))],
  ])('in a move of its own that %s', async (_, make) => {
    const failure = await failureOf((clock) => ({ tools: [stepsTool(clock, [])], moves: { 'it rains': { make } } }));
    expect(failure).toMatch(/^The sky falls\.\nIt happens when\n {2}it rains\nPlay it again/);
  });

  test('after each move, not only at the end', async () => {
    const heard: Set<number>[] = [];
    const listener = () => {
      const counts = new Set<number>();
      heard.push(counts);
      return { tools: [], check: ({ said }: Scene) => void counts.add(said.length) };
    };
    await explore(listener, some);
    const mostWords = Math.max(...heard.map((counts) => Math.max(...counts)));
    expect(mostWords).toBeGreaterThan(1);
    for (const counts of heard) {
      for (let count = 1; count < Math.max(...counts); count += 1) expect(counts).toContain(count);
    }
  });

  test('when it cannot even begin, where there is nothing to be told but that', async () => {
    let made = 0;
    const failure = await failureOf((clock, arrival) => {
      made += 1;
      if (made > 1) throw new Error('no bot today');
      return painter(clock, arrival);
    });
    expect(failure).toMatch(
      /^no bot today\nPlay it again by adding this to the options you had: explore\(bot, \{[^\n]*\}\)\.$/,
    );
  });

  test('with its cause', async () => {
    await expect(explore(forgetful, { seed })).rejects.toMatchObject({
      cause: { message: 'Something was ordered twice.' },
    });
  });

  test('when it never comes to an end', async () => {
    const weekMs = 7 * 86_400_000;
    const metadata = traits(longRunning({ expectedMs: 1, timeoutMs: weekMs + 1 }));
    const failure = await failureOf((clock) => ({
      tools: [
        tool(async () => clock.wait(Number.POSITIVE_INFINITY), {
          name: 'paint',
          description: 'Paints.',
          schema: z.object({}),
          metadata,
        }),
      ],
    }));
    expect(failure).toMatch(/^It must end, and is \{"engaged":\{"accompanied":\{"operating":"talking"\}\}\}\./);
  });
});

describe('a failure is played again', { timeout: 30_000 }, () => {
  test.each([1, 2, 3, 4, 5, 6, 7, 8])('the same, with seed %i', async (seed) => {
    for (const makeBot of [forgetful, haunted]) {
      const failure = await failureOf(makeBot, { seed });
      const again = await failureOf(makeBot, againOf(failure));
      expect(again.split('\n').slice(0, -1)).toEqual(failure.split('\n').slice(0, -1));
    }
  });

  test('which takes no more conversations than it has to', async () => {
    const again = againOf(await failureOf(haunted));
    let runs = 0;
    await failureOf(haunted, { ...again, onRun: (now) => (runs = now) });
    expect(runs).toBeLessThan(10);
  });

  test('and passes once the defect is gone', async () => {
    const again = againOf(await failureOf(haunted));
    const mended: MakeBot = (clock, arrival) => ({
      ...haunted(clock, arrival),
      moves: { 'a ghost speaks': { make: async ({ say }) => say('boo') } },
    });
    expect(await failureOf(mended, again)).toBe('nothing');
  });

  test.each<[string, ExploreOptions, string]>([
    [
      'a path that leads nowhere',
      { path: '0:0:0:0:999999' },
      'It cannot be played again: seed, path and replay are of another bot',
    ],
    [
      'a replay that is too short',
      { path: '0:3', replay: 'A:A' },
      'It cannot be played again: seed, path and replay are of another bot',
    ],
    ['a path that is none', { path: 'zz' }, "path is 'zz'; give what a failure has printed"],
    ['a replay that is none', { replay: '!!' }, "replay is '!!'; give what a failure has printed"],
    ['no seed', { seed: undefined }, 'explore needs all three that it has printed: seed, path and replay'],
    ['no path', { path: undefined }, 'explore needs all three that it has printed: seed, path and replay'],
    ['no replay', { replay: undefined }, 'explore needs all three that it has printed: seed, path and replay'],
  ])('not with %s', async (_, change, complaint) => {
    expect(await failureOf(painter, { seed, path: '0:0', replay: 'AAAAAAAA:A', ...change })).toContain(complaint);
  });
});

describe('a sound bot', { timeout: 30_000 }, () => {
  test('is told how much was explored, and which states were reached', async () => {
    const { runs, moves, states } = await explore(painter, some);
    expect(runs).toBe(30);
    expect(moves).toBeGreaterThan(runs);
    expect(Object.keys(states).toSorted()).toEqual(['conversation', 'mainOperation', 'secondaryChat', 'toolRun']);
    expect(states['conversation']?.reached).toEqual(
      expect.arrayContaining(['idle', 'engaged', 'engaged.accompanied.operating', 'announcing']),
    );
    expect(states['mainOperation']).toMatchObject({
      missed: ['working.quick', 'working.quick.prompt', 'working.quick.slow', 'working.quick.stopping'],
    });
    expect(states['secondaryChat']?.reached).toContain('locked.turn.answering');
  });

  test('without tools is explored as far as it goes', async () => {
    const { runs, states } = await explore(() => ({ tools: [] }), { seed });
    expect(runs).toBe(100);
    expect(states['conversation']).toEqual({
      reached: [
        'idle',
        'engaged',
        'engaged.attending',
        'announcing',
        'announcing.waiting',
        'announcing.speaking',
        'announcing.interrupted',
        'announcing.told',
      ],
      missed: [
        'engaged.accompanied',
        'engaged.accompanied.operating',
        'engaged.accompanied.operating.talking',
        'engaged.accompanied.operating.quiet',
        'engaged.accompanied.settling',
        'engaged.accompanied.aborting',
        'synthesizing',
        'awaitingConfirmation',
        'awaitingConfirmation.listening',
        'awaitingConfirmation.interpreting',
        'awaitingConfirmation.void',
      ],
    });
  });

  test.each<[string, Partial<Bot>]>([
    [
      'a history',
      {
        input: {
          messages: [
            { role: 'user', content: 'Hi.' },
            { role: 'user', content: 'Hello?' },
          ],
        },
      },
    ],
    ['bounds of its own', { bounds: { secondaryPatience: 0, synthesisTimeout: 0 } }],
    ['a short memory', { limits: { history: 2 } }],
    ['an id of its own', { input: { id: 'a/b' } }],
  ])('may have %s', async (_, options) => {
    expect(await failureOf((clock) => ({ tools: [stepsTool(clock, [])], ...options }), some)).toBe('nothing');
  });
});

test('a bot whose clock never rests comes to its end all the same', async () => {
  const beating: MakeBot = (clock, arrival) => {
    const beat = () => void clock.setTimeout(beat, 60_000);
    beat();
    return painter(clock, arrival);
  };
  await expect(explore(beating, { runs: 3 })).resolves.toMatchObject({ runs: 3 });
});

describe('an exploration that explores little says so', () => {
  test('when its time was over before the last conversation, and how to play the one that may never end', async () => {
    const before = fc.readConfigureGlobal();
    onTestFinished(() => fc.configureGlobal(before));
    fc.configureGlobal({ interruptAfterTimeLimit: 0, markInterruptAsFailure: true });
    const failure = await failureOf(painter, some);
    expect(failure).toContain('After 0 of 30 conversations, all as promised, the time was over');
    expect(againOf(failure)).toEqual({ seed, path: '0' });
  });

  test('when calls names a tool that the bot does not have', async () => {
    await expect(explore(painter, { calls: [{ name: 'pait' }] })).rejects.toThrow(
      'calls asks for pait, and the bot has no such tool.',
    );
  });

  test('when no long tool has ever begun: its arguments are missing', async () => {
    const needsColour = tool(async () => 'done', {
      name: 'paint',
      description: 'Paints.',
      schema: z.object({ colour: z.string() }),
      metadata: traits(longRunning({ expectedMs: 1000 })),
    });
    const asked = { runs: 60, calls: [{ name: 'paint' }] };
    await expect(explore(() => ({ tools: [needsColour] }), asked)).rejects.toThrow(
      'No long tool has ever begun, though paint was asked for',
    );
    const { states } = await explore(() => ({ tools: [needsColour] }), {
      ...asked,
      calls: [{ name: 'paint', args: { colour: 'blue' } }],
    });
    expect(states['toolRun']?.reached).toContain('succeeded');
  });
});

describe('how much is explored', { timeout: 30_000 }, () => {
  test('is told after each conversation', async () => {
    const heard: number[] = [];
    const { runs } = await explore(painter, { seed, runs: 3, onRun: (now) => heard.push(now) });
    expect([runs, heard]).toEqual([3, [1, 2, 3]]);
  });

  test('is as many moves as may be made', async () => {
    const made: number[] = [];
    const moved = (bot: Bot): Bot => ({ ...bot, moves: { 'it rains': { make: () => made.push(1) } } });
    const { moves } = await explore((clock, arrival) => moved(painter(clock, arrival)), {
      seed,
      runs: 100,
      maxMoves: 1,
    });
    expect(moves).toBeGreaterThan(0);
    expect(moves).toBeLessThanOrEqual(100);
    expect(made.length).toBeLessThan(moves);
  });

  test('is the same for the same seed, also when two explore at once', async () => {
    const play = async (which: number) => explore(painter, { seed: which, runs: 5 });
    const [one, same, other] = await Promise.all([play(1), play(1), play(2)]);
    expect(same).toEqual(one);
    expect(other.moves).not.toBe(one.moves);
  });

  test.each<[object, string]>([
    [{ run: 1 }, 'it has no use for run; there are runs, maxMoves, calls, crashes, seed, path, replay, onRun'],
    [{ runs: 0 }, 'runs is 0; give a whole number from 1'],
    [{ runs: 1.5 }, 'runs is 1.5; give a whole number from 1'],
    [{ maxMoves: 0 }, 'maxMoves is 0; give a whole number from 1'],
    [{ maxMoves: '9' }, "maxMoves is '9'; give a whole number from 1"],
    [{ calls: ['paint'] }, 'calls is a list; give a list of { name, args }'],
    [{ calls: 'paint' }, "calls is 'paint'; give a list of { name, args }"],
    [{ seed: 0.5 }, 'seed is 0.5; give a whole number'],
    [{ onRun: true }, 'onRun is true; give a function'],
  ])('is refused for %j', async (options, complaint) => {
    expect(await failureOf(painter, options)).toBe(`The options of explore can't be used: ${complaint}.`);
  });
});

describe('what happens', { timeout: 30_000 }, () => {
  test('are moves of its own, only when they may be made', async () => {
    const made = { free: 0, bound: 0 };
    await explore(
      (clock) => ({
        tools: [stepsTool(clock, [])],
        moves: {
          'it rains': { make: () => (made.free += 1) },
          'it dries': {
            when: ({ said }) => said.length > 2,
            make({ said }) {
              if (said.length <= 2) throw new Error('too soon');
              made.bound += 1;
            },
          },
          'pigs fly': { when: () => false, make: () => Promise.reject(new Error('never')) },
        },
      }),
      { seed, runs: 30 },
    );
    expect(made).toEqual({ free: expect.toSatisfy(isSome), bound: expect.toSatisfy(isSome) });
  });

  test('are calls of each tool, without arguments', async () => {
    const called = await callsOf({});
    expect(called).toEqual(new Set(['order {}', 'pay {}']));
  });

  test('are calls as they are given, instead', async () => {
    const calls = [
      { name: 'pay', args: { sum: 1 } },
      { name: 'pay', args: { sum: 2 } },
    ];
    expect(await callsOf({ calls })).toEqual(new Set(['pay {"sum":1}', 'pay {"sum":2}']));
  });

  test('is no call when none is given', async () => {
    expect(await callsOf({ calls: [] })).toEqual(new Set());
  });
});

describe('a tool waits for the clock or an arrival', { timeout: 30_000 }, () => {
  const waits = 'A tool waits for what neither the clock nor an arrival brings, and real time does not pass here.';

  test.each<[string, MakeBot]>([
    ['a quick one that waits for the world', () => ({ tools: [quickTool(async () => new Promise(() => {}))] })],
    ['a long one that waits for the world', () => ({ tools: [longTool(async () => new Promise(() => {}))] })],
    ['one that has a clock of its own', () => ({ tools: [stepsTool(virtualClock(), [])] })],
    [
      'one that waits for the world beside a move that may not be made',
      () => ({
        tools: [quickTool(async () => new Promise(() => {}))],
        moves: { 'pigs fly': { when: () => false, make() {} } },
      }),
    ],
  ])('or it is told so: %s', async (_, makeBot) => {
    const failure = await failureOf(makeBot);
    expect(failure).toContain(
      `${waits} Let it wait by clock.wait(ms), and hand what it fetches to arrival(…); what never comes is clock.wait(Infinity).`,
    );
    expect(failure).toMatch(/the main model (says a few words and )?asks for (order|paint)/);
  });

  test.each<[string, MakeBot]>([
    [
      'one that waits',
      (clock) => ({ tools: [quickTool(async () => clock.wait(300)), longTool(async () => clock.wait(300))] }),
    ],
    ['one that sets a timer', (clock) => ({ tools: [quickTool(async () => later(clock))] })],
    ['one that waits for ever', (clock) => ({ tools: [longTool(async () => clock.wait(Number.POSITIVE_INFINITY))] })],
    [
      'one that fetches something',
      (_, arrival) => ({ tools: [quickTool(async () => arrival(Promise.resolve('here')))] }),
    ],
    [
      'one that fetches nothing',
      (_, arrival) => ({ tools: [longTool(async () => arrival(Promise.reject(new Error('gone'))))] }),
    ],
    ['one that waits for a move', waitsForMove],
  ])('and so it is sound: %s', async (_, makeBot) => {
    expect(await failureOf(makeBot, some)).toBe('nothing');
  });

  test('whose timers it may clear, and count', async () => {
    const counted = new Set<number>();
    const { runs } = await explore(
      (clock) => {
        clock.clearTimeout(clock.setTimeout(() => {}, 1));
        counted.add(clock.armed());
        return { tools: [quickTool(async () => new Promise(() => {}))], moves: { 'it rains': { make() {} } } };
      },
      { seed, runs: 2 },
    );
    expect([runs, ...counted]).toEqual([2, 0]);
  });
});

test.each<[string, MakeBot]>([
  ['a list of tools', (() => ({ tools: () => [] })) as never],
  ['a bot at once', (async () => ({ tools: [] })) as never],
])('a bot is refused that does not give %s', async (_, makeBot) => {
  expect(await failureOf(makeBot)).toBe("The bot's tools are no list: makeBot must return { tools: […] } at once.");
});

test('what a bot throws at the very first is thrown as it is', async () => {
  const error = new Error('no bot at all');
  const broken = () => {
    throw error;
  };
  await expect(explore(broken)).rejects.toBe(error);
});

async function callsOf(options: ExploreOptions): Promise<Set<string>> {
  const called = new Set<string>();
  const toolOf = (name: string) =>
    tool((args) => called.add(`${name} ${JSON.stringify(args)}`), {
      name,
      description: name,
      schema: z.looseObject({}),
    });
  await explore(() => ({ tools: [toolOf('order'), toolOf('pay')] }), { ...some, ...options });
  return called;
}

function isSome(count: number): boolean {
  return count > 0;
}

async function later(clock: VirtualClock): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  clock.setTimeout(() => resolve(), 300);
  await promise;
}

function waitsForMove(): Bot {
  const waiting: (() => void)[] = [];
  return {
    tools: [longTool(async () => new Promise<void>((resolve) => waiting.push(resolve)))],
    moves: { 'it may go on': { when: () => waiting.length > 0, make: () => waiting.shift()?.() } },
  };
}
