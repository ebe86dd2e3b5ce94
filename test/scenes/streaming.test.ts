import { brokenInvariants, durableStage, stage, type Cast, type Line, type Scene } from 'meanwhile/testing';
import { confirm, readOnly, traits } from 'meanwhile';
import { tool } from '@langchain/core/tools';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { stepsTool } from '../kit/steps-tool.ts';

const paint = { calls: [{ name: 'paint' }] };
const blue = { text: 'Your house is blue.' };
const schema = z.object({});
const weather = tool(() => 'sunny', {
  name: 'weather',
  description: 'The weather.',
  schema,
  metadata: traits(readOnly()),
});
const buy = tool(() => 'bought', {
  name: 'buy',
  description: 'Buys it.',
  schema,
  metadata: traits(confirm(() => 'It costs 5 EUR. Shall I?')),
});

/** Five words, a second before the first and between one and the next. */
const slowly: Line = { text: ['It ', 'is ', 'sunny ', 'out ', 'there.'], after: 1000, pace: 1000 };
const lineOf = ({ replyId, from, text, at }: Scene['streamed'][number]) => `${at} ${replyId} ${from} ${text}`;
const streamed = (scene: Scene) => scene.streamed.map(lineOf);
const told = (scene: Scene) => scene.replies().map(({ at, id, text }) => `${at} ${id} ${text}`);

function begin(cast: Partial<Cast> = {}): Scene {
  return stage({ tools: (clock) => [stepsTool(clock, []), weather, buy], main: [slowly], ...cast });
}

describe('G6: a reply is forwarded before its last word is generated', () => {
  test('a quick answer, under the id it will have', async () => {
    const scene = begin();
    await scene.say('How is the weather?');
    await scene.at(1000);
    expect(streamed(scene)).toEqual(['1000 operation-1! 0 It']);
    await scene.untilIdle();
    expect(streamed(scene)).toEqual([
      '1000 operation-1! 0 It',
      '2000 operation-1! 2  is',
      '3000 operation-1! 5  sunny',
      '4000 operation-1! 11  out',
      '5000 operation-1! 15  there.',
    ]);
    expect(told(scene)).toEqual(['5000 operation-1! It is sunny out there.']);
    expect(scene.streamed[0]).toMatchObject({ conversationId: 'customer-1' });
  });

  test('the answer after a quick tool', async () => {
    const scene = begin({ main: [{ calls: [{ name: 'weather' }] }, slowly] });
    await scene.say('How is the weather?');
    await scene.untilIdle();
    expect(scene.streamed).toHaveLength(5);
    expect(told(scene)).toEqual(['5000 operation-1! It is sunny out there.']);
  });

  test('what the chat says, and a result that is joined with it', async () => {
    const bounds = { synthesisTimeout: 9000 };
    const scene = begin({ main: [paint, blue], chat: [slowly], synthesis: [slowly], bounds });
    await scene.say('Paint my house.');
    await scene.say('How is the weather?');
    await scene.untilIdle();
    expect(streamed(scene).filter((line) => / 0 | 15 /.test(line))).toEqual([
      '1000 turn-1 0 It',
      '5000 turn-1 15  there.',
      '11000 operation-1! 0 It',
      '15000 operation-1! 15  there.',
    ]);
    expect(told(scene).slice(1)).toEqual([
      '5000 turn-1 It is sunny out there.',
      '15000 operation-1! It is sunny out there.',
    ]);
  });

  test('words before the question that the library asks', async () => {
    const scene = begin({ main: [{ calls: [{ name: 'weather' }, { name: 'buy' }] }, slowly] });
    await scene.say('Buy it, and how is the weather?');
    await scene.untilIdle(5000).catch(() => {});
    expect(scene.streamed).toHaveLength(5);
    expect(told(scene)).toEqual(['5000 operation-1! It is sunny out there. It costs 5 EUR. Shall I?']);
  });
});

describe('4.8: what may still be replaced is told whole', () => {
  test.each([20, 21, 22, 23, 40])('what may be cut off a reply of more than %i characters', async (text) => {
    const words = 'It is sunny. It is warm, too. And so it goes on.';
    const scene = begin({ main: [{ text: words.split(/(?<= )/) }], limits: { text } });
    await scene.say('Well?');
    await scene.untilIdle();
    const [reply] = scene.replies();
    expect(reply?.text).toMatch(/ …$/);
    expect(scene.streamed.length).toBeGreaterThan(1);
    expect(brokenInvariants(scene)).toEqual([]);
  });

  test('the words after a long tool', async () => {
    const scene = begin({ main: [paint, slowly] });
    await scene.say('Paint my house.');
    await scene.untilIdle();
    expect(streamed(scene)).toEqual([]);
    expect(told(scene).at(-1)).toBe('15000 operation-1! It is sunny out there.');
  });

  test.each([
    ['a quick tool, and the answer begins anew', 'weather', ['1000 operation-1! 0 Let me see.']],
    ['a long tool, and they are its acknowledgment', 'paint', []],
  ])('words beside the call of %s', async (_, name, again) => {
    const scene = begin({
      main: [
        { text: ['I look', ' it up.'], pace: 500, calls: [{ name }] },
        { text: 'Let me see.', after: 500 },
      ],
    });
    await scene.say('Well?');
    await scene.untilIdle();
    expect(streamed(scene)).toEqual([
      '0 operation-1! 0 I look',
      '500 operation-1! 6  it up.',
      '500 operation-1! 0 ',
      ...again,
    ]);
    const spoken = ['500 operation-1/acknowledgment I look it up.', '11000 operation-1! Let me see.'];
    expect(told(scene)).toEqual(name === 'paint' ? spoken : ['1000 operation-1! Let me see.']);
  });

  test('words of the chat beside a call', async () => {
    const lookingUp = { text: ['I look', ' it up.'], calls: [{ name: 'check_status' }] };
    const scene = begin({ main: [paint, blue], chat: [lookingUp, { text: 'Half of it is blue.' }] });
    await scene.say('Paint my house.');
    await scene.say('How far are you?');
    await scene.untilIdle();
    expect(streamed(scene)).toEqual([
      '0 turn-1 0 I look',
      '0 turn-1 6  it up.',
      '0 turn-1 0 ',
      '0 turn-1 0 Half of it is blue.',
    ]);
  });

  test.each<[string, Line]>([
    ['is cut off', { text: ['Your plan', ' costs 4'], finish: 'length' }],
    ['breaks off', { text: ['Your plan', ' costs 4'], error: new Error('gone') }],
  ])('a reply that %s: what was heard of it is taken back', async (_, line) => {
    const scene = begin({ main: [line] });
    await scene.say('What does it cost?');
    await scene.untilIdle();
    expect(streamed(scene).slice(1)).toEqual(['0 operation-1! 9  costs 4', '0 operation-1! 0 ']);
    expect(scene.replies().map(({ id, text }) => `${id} ${text.slice(0, 10)}`)).toEqual(['operation-1! I am sorry']);
  });
});

describe('C3: nothing is streamed once the work is fenced', () => {
  const sweep = Array.from({ length: 14 }, (_, step) => 250 + step * 400);

  /** The piece that takes back comes before the reply that is told instead, and is the last. */
  function expectTakenBack(scene: Scene, at: number, replyId: string) {
    const pieces = scene.streamed.filter((piece) => piece.replyId === replyId);
    expect(pieces.every((piece) => piece.at <= at)).toBe(true);
    const heard = Math.floor(at / 1000);
    expect(pieces).toHaveLength(heard === 0 ? 0 : heard + 1);
    if (heard > 0) expect(pieces.at(-1)).toMatchObject({ from: 0, text: '', at });
    expect(brokenInvariants(scene)).toEqual([]);
  }

  test.each(sweep.filter((at) => at < 5000))('when the user cancels at %i ms', async (at) => {
    const scene = begin();
    await scene.say('How is the weather?');
    await (await scene.at(at)).send({ type: 'operation.cancel' });
    await scene.at(20_000);
    expectTakenBack(scene, at, 'operation-1!');
    expect(told(scene)).toEqual([`${at} operation-1! All right, I have stopped.`]);
  });

  test.each(sweep.filter((at) => at < 5000))('when the model takes longer than %i ms', async (at) => {
    const scene = begin({ bounds: { thinkTimeout: at } });
    await scene.say('How is the weather?');
    await scene.at(20_000);
    expectTakenBack(scene, at, 'operation-1!');
  });

  test.each(sweep.filter((at) => at < 5000))('when the chat may answer for %i ms', async (at) => {
    const scene = begin({ main: [paint, blue, { text: 'Sunny.' }], chat: [slowly], bounds: { answerTimeout: at } });
    await scene.say('Paint my house.');
    await scene.say('How is the weather?');
    await scene.untilIdle();
    expectTakenBack(scene, at, 'turn-1');
    expect(scene.replies().map(({ id }) => id)).toEqual([
      'operation-1/acknowledgment',
      'turn-1/later',
      'operation-1!',
      'operation-2!',
    ]);
  });

  test.each(sweep.filter((at) => at < 5000))('when a result has waited %i ms for the chat', async (at) => {
    const scene = begin({
      main: [paint, blue, { text: 'Sunny.' }],
      chat: [slowly],
      bounds: { secondaryPatience: at },
    });
    await scene.say('Paint my house.');
    await (await scene.at(10_000)).say('How is the weather?');
    await scene.untilIdle();
    const pieces = scene.streamed.filter(({ replyId }) => replyId === 'turn-1');
    expect(pieces.every((piece) => piece.at <= 10_000 + at)).toBe(true);
    expect(scene.replies().map(({ id }) => id)).not.toContain('turn-1');
    expect(brokenInvariants(scene)).toEqual([]);
  });

  test.each(sweep.filter((at) => at < 3000))('when joining may take %i ms', async (at) => {
    const scene = begin({
      main: [paint, blue],
      chat: [{ text: 'Sunny.' }],
      synthesis: [slowly],
      bounds: { synthesisTimeout: at },
    });
    await scene.say('Paint my house.');
    await scene.say('How is the weather?');
    await scene.untilIdle();
    const pieces = scene.streamed.filter(({ replyId }) => replyId === 'operation-1!');
    expect(pieces).toHaveLength(at < 1000 ? 0 : Math.floor(at / 1000) + 1);
    expect(told(scene).at(-1)).toBe(`${10_000 + at} operation-1! Your house is blue.`);
    expect(brokenInvariants(scene)).toEqual([]);
  });

  test.each(sweep.filter((at) => at < 5000))('when the conversation is stopped at %i ms', async (at) => {
    const scene = begin();
    await scene.say('How is the weather?');
    (await scene.at(at)).actor.stop();
    await scene.at(20_000);
    expectTakenBack(scene, at, 'operation-1!');
    expect(told(scene)).toEqual([]);
  });
});

describe('an onDelta that fails breaks nothing', () => {
  test.each<[string, Partial<Cast>, string]>([
    ['operation', { main: [slowly] }, 'operation-1!'],
    ['chat', { main: [paint, blue], chat: [slowly], synthesis: [blue] }, 'turn-1'],
    ['synthesis', { main: [paint, blue], chat: [{ text: '' }, slowly], synthesis: [slowly] }, 'operation-1!'],
  ])('of the %s: it is told once for a reply, and the reply is as it was', async (source, cast, id) => {
    const fails = ({ replyId }: { replyId: string }) => {
      if (replyId === id) throw new Error('the page of customer 4711 is gone');
    };
    const scene = begin({ ...cast, bounds: { synthesisTimeout: 9000 }, onDelta: fails });
    await scene.say('Paint my house.');
    await scene.say('How is the weather?');
    if (source === 'synthesis') await scene.say('And now?');
    await scene.untilIdle();
    expect(scene.emitted('failure').filter(({ error }) => error.includes('onDelta'))).toMatchObject([
      { source, error: 'onDelta failed; the reply is told all the same when it is whole' },
    ]);
    expect(scene.replies().filter((reply) => reply.id === id)).toHaveLength(1);
    expect(brokenInvariants(scene)).toEqual([]);
  });
});

describe('a conversation that is opened streams before it saves', () => {
  test.each([1500, 3500, 4900])('and begins anew under the same id after a crash at %i ms', async (at) => {
    const scene = await durableStage({ main: [slowly, slowly] });
    await scene.say('How is the weather?');
    await scene.at(at);
    const before = scene.streamed.length;
    expect(before).toBe(Math.floor(at / 1000));
    await scene.crash();
    const back = scene.clock.elapsed();
    await scene.untilIdle();
    expect(scene.streamed[before]).toMatchObject({ replyId: 'operation-1!', from: 0, text: 'It', at: back + 1000 });
    expect(scene.replies().map(({ id, text }) => [id, text])).toEqual([['operation-1!', 'It is sunny out there.']]);
    expect(brokenInvariants(scene)).toEqual([]);
  });
});
