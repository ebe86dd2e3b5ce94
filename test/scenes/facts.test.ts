import { tool } from '@langchain/core/tools';
import { DEFAULT_PHRASES, effect, longRunning, toolCall, traits, type LongRunning } from 'meanwhile';
import { brokenInvariants, durableStage, stage, type Cast, type VirtualClock } from 'meanwhile/testing';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';

const FEE = '150.00 EUR';
const sentence = 'Your contract is closed. The fee is 150.00 EUR.';
const close = { calls: [{ name: 'close' }] };
const lossy = { text: 'It is closed, and costs next to nothing.' };
const true_ = { text: 'It is closed; that is 150.00 eur.' };

type Own = Partial<LongRunning<Record<string, unknown>, { fee: number }>>;

function closing(clock: VirtualClock, own: Own = {}) {
  return tool(
    async (_, config) => {
      toolCall(config);
      await clock.wait(2000, config.signal);
      return { fee: 150 };
    },
    {
      name: 'close',
      description: 'Closes the contract.',
      schema: z.object({}),
      metadata: traits(
        effect('idempotent'),
        longRunning<Record<string, unknown>, { fee: number }>({
          expectedMs: 2000,
          label: 'the closing',
          announce: () => sentence,
          facts: ({ fee }) => [`${fee.toFixed(2)} EUR`],
          ...own,
        }),
      ),
    },
  );
}

async function play({ own = {}, talk = false, ...cast }: Partial<Cast> & { own?: Own; talk?: boolean }) {
  const scene = stage({ tools: (clock) => [closing(clock, own)], main: [close, true_], ...cast });
  await scene.say('Close my contract.');
  if (talk) await scene.say('How is the weather?');
  await scene.untilIdle();
  expect(brokenInvariants(scene)).toEqual([]);
  const told = scene.replies('announcement').map(({ text }) => text);
  return { scene, told, failures: scene.emitted('failure').map(({ source, error }) => `${source}: ${error}`) };
}

const lost = (words: string) => `the ${words} lost a fact that its tool declares; the plain result was told`;

describe('E1: what a tool declares is in what is told', () => {
  test('words of the model that hold it are told', async () => {
    const { told, failures, scene } = await play({});
    expect(told).toEqual([true_.text]);
    expect(failures).toEqual([]);
    expect(scene.emitted('operation').at(-1)?.runs[0]?.facts).toEqual([FEE]);
  });

  test('instead of words that lost it, the sentence of the tool', async () => {
    const { told, failures } = await play({ main: [close, lossy] });
    expect(told).toEqual([sentence]);
    expect(failures).toEqual([`operation: ${lost('reply of the model')}`]);
  });

  test('a joined reply that holds it is told, and not streamed', async () => {
    const { told, failures, scene } = await play({ talk: true, chat: [{ text: 'Sunny.' }], synthesis: [true_] });
    expect(told).toEqual([true_.text]);
    expect(failures).toEqual([]);
    expect(scene.streamed.map(({ replyId }) => replyId)).toEqual(['turn-1']);
  });

  test.each([
    ['the words of the model', [close, { text: 'Done, for 150.00 EUR.' }], 'Done, for 150.00 EUR.', []],
    ['the sentence of the tool', [close, lossy], sentence, [`operation: ${lost('reply of the model')}`]],
  ])('instead of a joined reply that lost it, %s', async (_, main, plain, before) => {
    const { told, failures } = await play({ main, talk: true, chat: [{ text: 'Sunny.' }], synthesis: [lossy] });
    expect(told).toEqual([plain]);
    expect(failures).toEqual([...before, `synthesis: ${lost('joined reply')}`]);
  });

  test('a tool without a sentence has its facts told', async () => {
    const { told } = await play({ main: [close, lossy], own: { announce: () => '' } });
    expect(told).toEqual(['Done: the closing. 150.00 EUR.']);
  });

  test('a sentence that forgets them has them told behind it, also when the model fails', async () => {
    const { told } = await play({
      main: [close, { error: new Error('out of order') }],
      own: { announce: () => 'It is closed.', facts: () => [FEE, '2026-11-29'] },
    });
    expect(told).toEqual(['It is closed. 150.00 EUR, 2026-11-29.']);
  });

  test('both models are told to keep them', async () => {
    const { scene } = await play({ talk: true, chat: [{ text: 'Sunny.' }], synthesis: [true_] });
    const systems = [scene.models.main.asked[1], scene.models.synthesis.asked[0]].map((asked) => asked?.messages[0]);
    for (const system of systems) {
      expect(system?.content).toMatch(/These must stand in your reply, letter by letter: 150\.00 EUR\.$/);
    }
    expect(scene.models.main.asked[0]?.messages[0]?.content).not.toContain('letter by letter');
  });

  test('a run that did not succeed has none', async () => {
    const { told, failures } = await play({ own: { timeoutMs: 500 }, main: [close, lossy] });
    expect(told).toEqual([`${lossy.text} ${DEFAULT_PHRASES.ended.unknown('the closing')}`]);
    expect(failures).toEqual([]);
  });
});

describe('facts that cannot be found break nothing', () => {
  const cases: [string, () => unknown][] = [
    [
      'a function that throws',
      () => {
        throw new RangeError('customer 4711');
      },
    ],
    ['one that gives no list', () => FEE],
    ['one that gives nothing', () => undefined],
    ['texts and a number', () => [FEE, 150]],
    ['a blank', () => [' ']],
  ];

  test.each(cases)('%s: it is told of once, and the sentence of the tool goes out', async (_, facts) => {
    const { told, failures } = await play({ own: { facts: facts as () => string[] }, main: [close, true_] });
    expect(told).toEqual([sentence]);
    expect(failures).toEqual([
      expect.stringMatching(/^operation: the facts of close can't be found \((Range|Type)Error\): let facts\(\) give/),
      `operation: ${lost('reply of the model')}`,
    ]);
  });

  test('without a sentence, the words of the model do', async () => {
    const own = { announce: () => '', facts: () => [''] };
    expect((await play({ own, main: [close, lossy] })).told).toEqual([lossy.text]);
  });
});

test.each([2000, 2400, 2900])('E1, E7: they outlive a crash at %i ms', async (at) => {
  let asked = 0;
  const own: Own = {
    facts: ({ fee }) => {
      asked += 1;
      return [`${fee.toFixed(2)} EUR`];
    },
  };
  const scene = await durableStage({
    tools: (clock) => [closing(clock, own)],
    main: [close, { ...lossy, after: 1000 }, { ...lossy, after: 1000 }],
  });
  await scene.say('Close my contract.');
  await scene.at(at);
  await scene.crash();
  await scene.untilIdle();
  expect(scene.replies('announcement').map(({ text }) => text)).toEqual([sentence]);
  if (at > 2000) expect(asked).toBe(1);
  expect(brokenInvariants(scene)).toEqual([]);
});
