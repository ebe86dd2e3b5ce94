import { tool } from '@langchain/core/tools';
import Keyv from 'keyv';
import { readOnly, storeKey, traits } from 'meanwhile';
import { stage, virtualClock, type Cast } from 'meanwhile/testing';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { stepsTool, type Works } from '../kit/steps-tool.ts';

const paint = { calls: [{ name: 'paint' }] };
const blue = { text: 'Your house is blue.' };

function stagePainting(cast: Partial<Cast> = {}) {
  return stage({ tools: (clock) => [stepsTool(clock, [])], main: [paint, blue], ...cast });
}

describe('a scene', () => {
  test('reads as a screenplay: words, steps, failures and what the app does, but no events for machines', async () => {
    const scene = stagePainting({ chat: [{ error: new Error('out of order') }] });
    await scene.say('Paint my house.');
    await scene.at(2500);
    await scene.say('Are you there?');
    await scene.send({ type: 'session.updated', facts: { verified: true } });
    await scene.at(3950);
    await scene.send({ type: 'operation.cancel' });
    expect(scene.emitted('operation')).toHaveLength(2);
    expect(scene.script()).toMatchInlineSnapshot(`
      "  0.0 s  user: Paint my house.
        0.0 s  acknowledgment: I am on it: the painting. This takes a moment, and you can go on talking to me.
        0.0 s  [paint running 0 %]
        2.0 s  [paint running 20 %]
        2.5 s  user: Are you there?
        2.5 s  (chat: the model failed)
        2.5 s  interim: Let me come back to that in a moment.
        2.5 s  app: session.updated
        4.0 s  app: operation.cancel
        4.0 s  [paint cancelled 20 %]
        4.0 s  announcement: I have stopped it before it changed anything: the painting.
        4.0 s  answer: Your house is blue."
    `);
  });

  test('goes on to a time and stays there', async () => {
    const scene = stagePainting();
    await scene.say('Paint my house.');
    expect(await scene.at(5000)).toBe(scene);
    expect(scene.emitted('progress').map(({ at, run }) => [at, run.percent])).toEqual([
      [0, 0],
      [2000, 20],
      [4000, 40],
    ]);
    expect([scene.clock.elapsed(), scene.isIdle()]).toEqual([5000, false]);
  });

  test('goes on until nobody works, and no further', async () => {
    const scene = stagePainting();
    await scene.say('Paint my house.');
    expect(await scene.untilIdle()).toBe(scene);
    expect([scene.clock.elapsed(), scene.isIdle()]).toEqual([10_000, true]);
  });

  test('goes no further either when its actor was spoken to', async () => {
    const scene = stagePainting({ main: [{ text: 'Hello.' }] });
    scene.actor.send({ type: 'user.said', text: 'Hello?' });
    await scene.untilIdle();
    expect([scene.clock.elapsed(), scene.replies().length]).toEqual([0, 1]);
  });

  test('that stays idle goes nowhere', async () => {
    const clock = virtualClock();
    const scene = stagePainting({ clock });
    clock.setTimeout(() => {}, 1000);
    await scene.untilIdle();
    expect(clock.elapsed()).toBe(0);
  });

  test('waits for nobody longer than it is told, in milliseconds since the start', async () => {
    const scene = stagePainting();
    await scene.say('Paint my house.');
    await expect(scene.untilIdle(9999)).rejects.toThrow(
      'still {"engaged":{"accompanied":{"operating":"talking"}}} after 9999 ms',
    );
    expect(scene.clock.elapsed()).toBe(8000);
    await scene.untilIdle(10_000);
    expect(scene.isIdle()).toBe(true);
  });

  test('waits for nobody longer than ten minutes', async () => {
    const scene = stagePainting({
      main: [
        { after: 600_001, text: 'Well.' },
        { after: 600_000, text: 'Well.' },
      ],
      bounds: { thinkTimeout: 700_000, turnTimeout: 700_000 },
    });
    await scene.say('Hello?');
    await expect(scene.untilIdle()).rejects.toThrow('still {"engaged":"attending"} after 600000 ms');
  });

  test('that was stopped at work is not waited for', async () => {
    const scene = stagePainting();
    await scene.say('Paint my house.');
    scene.actor.stop();
    await expect(scene.untilIdle()).rejects.toThrow(
      'still {"engaged":{"accompanied":{"operating":"talking"}}}, and no timer is left that would change it',
    );
  });

  test('keeps what was emitted, of one type and with the time', async () => {
    const scene = stagePainting({ chat: [{ text: 'Sunny.', after: 500 }], synthesis: [{ text: 'Joined.' }] });
    await scene.say('Paint my house.');
    await scene.at(1000);
    await scene.say('How is the weather?');
    await scene.untilIdle();
    expect(scene.replies().map(({ at, kind }) => `${at} ${kind}`)).toEqual([
      '0 acknowledgment',
      '1500 interim',
      '10000 announcement',
    ]);
    expect(scene.replies('interim')).toEqual([
      {
        type: 'reply',
        at: 1500,
        id: 'turn-1',
        text: 'Sunny.',
        lane: 'chat',
        kind: 'interim',
        operationId: 'operation-1',
      },
    ]);
    expect(scene.emitted('operation').map(({ at, status }) => `${at} ${status}`)).toEqual(['0 running', '10000 done']);
    expect(scene.emitted('failure')).toEqual([]);
    const steps = Array.from({ length: 5 }, () => 'progress');
    expect(scene.told.map(({ event }) => event.type)).toEqual(
      ['reply', 'progress', 'operation', 'reply', steps, 'reply', 'operation'].flat(),
    );
  });

  test('keeps what the user said, and gives each voice a model of its own', async () => {
    const scene = stagePainting({ chat: [{ text: 'Sunny.' }], synthesis: [{ text: 'Joined.' }] });
    await scene.say('Paint my house.');
    await scene.send({ type: 'user.said', text: 'How is the weather?', id: 'a' });
    await scene.untilIdle();
    expect(scene.said).toMatchObject([{ text: 'Paint my house.' }, { text: 'How is the weather?', id: 'a' }]);
    const { main, chat, synthesis } = scene.models;
    expect([main, chat, synthesis].map(({ asked }) => asked.map(({ tools }) => tools))).toEqual([
      [['paint'], ['paint']],
      [['check_status', 'cancel_operation', 'queue_request']],
      [[]],
    ]);
  });

  test('tells facts of the session to tools', async () => {
    const works: Works = [];
    const check = (_: unknown, { session }: { session: object }) =>
      'verified' in session ? undefined : 'not_verified';
    const scene = stagePainting({
      tools: (clock) => [stepsTool(clock, works, { long: { check } })],
      main: [paint, { text: 'Who are you?' }, paint, blue],
    });
    await scene.say('Paint my house.');
    await scene.untilIdle();
    await scene.send({ type: 'session.updated', facts: { verified: true } });
    await scene.say('Now?');
    await scene.untilIdle();
    expect(scene.replies('answer').map(({ text }) => text)).toEqual(['Who are you?']);
    expect(works).toHaveLength(1);
  });

  test('keeps what breaks the conversation, which then says nothing more', async () => {
    const scene = stagePainting({ input: { messages: 'Hello?' as unknown as [] } });
    await scene.at(1000);
    expect(scene.errors.map(String)).toEqual(['TypeError: input.messages is a string; hand in a list of messages.']);
    expect(scene.told).toEqual([]);
  });
});

describe('a cancel', () => {
  test.each([undefined, 'operation-1'])('of %s is seen as one of the operation at work', async (operationId) => {
    const scene = stagePainting();
    await scene.say('Paint my house.');
    await scene.send({ type: 'operation.cancel', ...(operationId !== undefined && { operationId }) });
    expect([...scene.seen.cancelled]).toEqual(['operation-1']);
    expect(scene.emitted('operation').at(-1)?.status).toBe('cancelled');
  });

  test('of another operation, of none, or of one that has ended is not', async () => {
    const scene = stagePainting({ chat: [{ text: 'Late.', after: 9000 }], synthesis: [{ text: 'Joined.' }] });
    await scene.send({ type: 'operation.cancel' });
    await scene.say('Paint my house.');
    await scene.send({ type: 'operation.cancel', operationId: 'operation-2' });
    await scene.at(9000);
    await scene.say('Are you there?');
    await scene.at(11_000);
    await scene.send({ type: 'operation.cancel' });
    await scene.untilIdle();
    expect([...scene.seen.cancelled]).toEqual([]);
    expect(scene.seen.outcomes.get('operation-1')).toMatchObject({ readyAt: 10_000, toldAt: 18_000 });
    expect(scene.emitted('operation').at(-1)?.status).toBe('done');
  });
});

describe('a cast', () => {
  test('brings its tools as a list, for a clock of its own', async () => {
    const clock = virtualClock();
    const works: Works = [];
    const scene = stagePainting({ clock, tools: [stepsTool(clock, works)] });
    await scene.say('Paint my house.');
    await scene.untilIdle();
    expect(works).toEqual([{ key: 'customer-1/operation-1/call-1', at: 10_000 }]);
    expect(scene.clock).toBe(clock);
  });

  test('of two scenes on one clock plays in one time', async () => {
    const clock = virtualClock();
    const [one, other] = [stagePainting({ clock }), stagePainting({ clock, input: { id: 'customer-2' } })];
    await one.say('Paint my house.');
    await one.at(3000);
    await other.say('Paint mine.');
    await one.untilIdle();
    expect([one.isIdle(), other.isIdle()]).toEqual([true, false]);
    await other.untilIdle();
    expect([one, other].map(({ replies }) => replies('announcement').map(({ at }) => at))).toEqual([
      [10_000],
      [13_000],
    ]);
  });

  test('without tools, chat or synthesis talks all the same', async () => {
    const scene = stage({ main: [{ text: 'Hello.' }] });
    await scene.say('Hello?');
    await scene.untilIdle();
    expect(scene.replies().map(({ text }) => text)).toEqual(['Hello.']);
  });

  test('without lines left hears of it from the play', async () => {
    const scene = stage({ main: [] });
    await scene.say('Hello?');
    await scene.untilIdle();
    expect(scene.emitted('failure').map(({ error }) => error)).toEqual([
      'The model was asked once more, and its script has no line 1.',
    ]);
  });

  test('has bounds of its own, and the defaults besides', async () => {
    const scene = stagePainting({ main: [{ after: 200, text: 'Well.' }], bounds: { thinkTimeout: 100 } });
    expect(scene.bounds).toMatchObject({ thinkTimeout: 100, answerTimeout: 30_000 });
    await scene.say('Hello?');
    await scene.untilIdle();
    expect(scene.emitted('failure').map(({ at, error }) => `${at} ${error}`)).toEqual([
      '100 the model did not answer in time',
    ]);
  });

  test('has the store of the stage, or one of its own', async () => {
    const key = storeKey('customer-1', 'main_operation_complete');
    const own = new Keyv();
    const [plain, kept] = [stagePainting(), stagePainting({ store: own })];
    for (const scene of [plain, kept]) {
      await scene.say('Paint my house.');
      await scene.untilIdle();
      await scene.at(20_000);
    }
    expect(await Promise.all([plain.store, kept.store, own].map(async (store) => store.has(key)))).toEqual([
      true,
      false,
      true,
    ]);
  });

  test('has the id customer-1, unless its input says otherwise', async () => {
    const session = { verified: true };
    expect(stagePainting().actor.getSnapshot().context).toMatchObject({ id: 'customer-1', session: {} });
    expect(stagePainting({ input: { session } }).actor.getSnapshot().context).toMatchObject({
      id: 'customer-1',
      session,
    });
    expect(stagePainting({ input: { id: 'a' } }).actor.getSnapshot().context.id).toBe('a');
  });

  test('hears what XState inspects, from the start', () => {
    const types: string[] = [];
    stagePainting({ inspect: ({ type }) => types.push(type) });
    expect(types[0]).toBe('@xstate.actor');
  });

  test.each<[string, object, string]>([
    ['an option that is misspelt', { bound: {} }, 'it has no use for bound'],
    ['a bound that is misspelt', { bounds: { patience: 1 } }, 'it has no use for patience'],
    ['a tool that is none', { tools: [{}] }, 'not a LangChain tool'],
    [
      'a function that makes no list of tools',
      { tools: (clock: never) => stepsTool(clock, []) },
      'give a list of LangChain tools',
    ],
    ['a clock that is none', { clock: { now: () => 0 } }, 'clock is an object of now'],
  ])('with %s is refused', (_, cast, complaint) => {
    expect(() => stagePainting(cast)).toThrow(complaint);
  });
});

test('a quick tool that waits for the clock plays along', async () => {
  const scene = stage({
    tools: (clock) => [
      tool(async () => (await clock.wait(300), 'Rye.'), {
        name: 'bread',
        description: 'The bread of today.',
        schema: z.object({}),
        metadata: traits(readOnly()),
      }),
    ],
    main: [{ calls: [{ name: 'bread' }] }, { text: 'Rye bread.', after: 200 }],
  });
  await scene.say('What is fresh?');
  await scene.untilIdle();
  expect(scene.script()).toBe('  0.0 s  user: What is fresh?\n  0.5 s  answer: Rye bread.');
});
