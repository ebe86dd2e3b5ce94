import { tool } from '@langchain/core/tools';
import { confirm, DEFAULT_PHRASES, longRunning, traits, type Delta, type Json, type Traits } from 'meanwhile';
import { durableStage, stage, type Cast, type Line, type VirtualClock } from 'meanwhile/testing';
import { describe, expect, test } from 'vitest';
import { heard } from '../kit/heard.ts';
import { toItsEnd } from '../kit/to-its-end.ts';

const PATIENCE = 2_000;
const TIMEOUT = 10_000;
const PAINTING_MS = 3_000;
const schema = { type: 'object', properties: {} } as const;

type Checked = { ms: number; refusal?: Json; also?: Traits; text?: string };

/** A long tool whose check takes so long. */
function paint(clock: VirtualClock, { ms, refusal, also = {} }: Checked) {
  const check = async () => {
    await clock.wait(ms);
    return refusal;
  };
  return tool(
    async () => {
      await clock.wait(PAINTING_MS);
      return 'blue';
    },
    {
      name: 'paint',
      description: 'p',
      schema,
      metadata: traits(longRunning({ expectedMs: PAINTING_MS, acknowledgment: 'I begin to paint.', check }), also),
    },
  );
}

const castOf = ({ text = '', ...checked }: Checked, cast: Partial<Cast> = {}): Cast => ({
  tools: (clock) => [paint(clock, checked)],
  main: [{ calls: [{ name: 'paint' }], text }, { text: 'It is blue.' }, { text: 'Later.' }] satisfies Line[],
  chat: () => ({ text: 'Sunny.' }),
  synthesis: () => ({ text: 'Sunny, and blue.' }),
  ...cast,
});

async function play(checked: Checked, cast: Partial<Cast> = {}) {
  const scene = stage(castOf(checked, cast));
  await scene.say('Paint my house.');
  return scene;
}

const everyTenth = (until: number) => Array.from({ length: until / 100 + 1 }, (_, index) => index * 100);

test('what is checked before a long tool takes four seconds: the user hears so after two, and goes on talking', async () => {
  const scene = await play({ ms: 4_000 });
  await scene.at(1_000);
  await scene.say('Nice weather?');
  await scene.at(3_000);
  await scene.say('And tomorrow?');
  await toItsEnd(scene);
  expect(scene.script()).toMatchInlineSnapshot(`
    "  0.0 s  user: Paint my house.
      1.0 s  user: Nice weather?
      2.0 s  acknowledgment: This takes a little longer than usual, and you can go on talking to me.
      2.0 s  interim: Sunny.
      3.0 s  user: And tomorrow?
      3.0 s  interim: Sunny.
      4.0 s  [paint running 0 %]
      7.0 s  [paint succeeded 100 %]
      7.0 s  announcement: Sunny, and blue."
  `);
  expect(scene.emitted('operation').map(({ at, status }) => [at, status])).toEqual([
    [PATIENCE, 'running'],
    [7_000, 'done'],
  ]);
});

describe('a check of every length from 0 to 9.9 s', () => {
  test.each(everyTenth(9_900))(
    '%i ms: there is one acknowledgment, in time, and the result is told once',
    async (ms) => {
      const scene = await play({ ms });
      await toItsEnd(scene);
      expect(heard(scene)).toEqual([
        ms < PATIENCE
          ? [ms, 'acknowledgment', 'I begin to paint.']
          : [PATIENCE, 'acknowledgment', DEFAULT_PHRASES.slow],
        [ms + PAINTING_MS, 'announcement', 'It is blue.'],
      ]);
    },
  );

  test.each(everyTenth(9_900))('%i ms: it can be cancelled at 2.5 s, and what came of it is told once', async (ms) => {
    const scene = await play({ ms });
    await scene.at(2_500);
    await scene.send({ type: 'operation.cancel' });
    await toItsEnd(scene);
    expect(scene.replies('acknowledgment')).toHaveLength(1);
    expect(scene.replies('announcement')).toHaveLength(1);
    if (ms > 2_500) {
      expect(heard(scene).at(-1)).toEqual([2_500, 'announcement', DEFAULT_PHRASES.cancelled]);
      expect(scene.emitted('progress')).toEqual([]);
    }
  });
});

test('what the model says beside the call is the acknowledgment', async () => {
  const scene = await play({ ms: 5_000, text: 'Let me see.' });
  await toItsEnd(scene);
  expect(scene.replies('acknowledgment').map(({ at, text }) => [at, text])).toEqual([[PATIENCE, 'Let me see.']]);
});

test('D4: a refusal after it is told as the result, once, and not streamed into the words of the chat', async () => {
  const deltas: Delta[] = [];
  const scene = await play(
    { ms: 5_000, refusal: { error: 'no_paint' } },
    { onDelta: (delta) => void deltas.push(delta) },
  );
  await scene.at(3_000);
  await scene.say('Nice weather?');
  await toItsEnd(scene);
  expect(heard(scene)).toEqual([
    [PATIENCE, 'acknowledgment', DEFAULT_PHRASES.slow],
    [3_000, 'interim', 'Sunny.'],
    [5_000, 'announcement', 'It is blue.'],
  ]);
  expect(scene.emitted('operation').map(({ status, runs }) => [status, runs])).toEqual([
    ['running', []],
    ['done', []],
  ]);
  expect(new Set(deltas.map(({ replyId }) => replyId))).toEqual(new Set(['turn-1']));
});

test('one that does not come to an end is told as failed', async () => {
  const scene = await play({ ms: TIMEOUT + 1_000 });
  await toItsEnd(scene);
  expect(heard(scene)).toEqual([
    [PATIENCE, 'acknowledgment', DEFAULT_PHRASES.slow],
    [TIMEOUT, 'announcement', `${DEFAULT_PHRASES.broke} ${DEFAULT_PHRASES.askAgain}`],
  ]);
});

test('A10: what needs a yes is asked after it, and the second look is acknowledged in its own time', async () => {
  const also = confirm(() => 'It costs 5. Shall I?');
  const main: Line[] = [{ calls: [{ name: 'paint' }] }, { text: 'It is blue.' }];
  const scene = await play({ ms: 4_000, also }, { main });
  await scene.at(5_000);
  const [asked] = scene.emitted('confirmation.requested');
  await scene.send({ type: 'confirmation.given', token: asked?.token ?? '' });
  await toItsEnd(scene);
  expect(heard(scene)).toEqual([
    [PATIENCE, 'acknowledgment', DEFAULT_PHRASES.slow],
    [4_000, 'announcement', 'It costs 5. Shall I?'],
    [5_000 + PATIENCE, 'acknowledgment', DEFAULT_PHRASES.slow],
    [9_000 + PAINTING_MS, 'announcement', 'It is blue.'],
  ]);
});

test('A1: when the session changes again and again meanwhile, the user hears of it in time all the same, once', async () => {
  const scene = await play({ ms: 1_500 });
  for (const [at, name] of [
    [1_200, 'Ann'],
    [2_400, 'Bob'],
    [3_600, 'Cid'],
  ] as const) {
    await scene.at(at);
    await scene.send({ type: 'session.updated', facts: { name } });
  }
  await toItsEnd(scene);
  expect(heard(scene)).toEqual([
    [PATIENCE, 'acknowledgment', DEFAULT_PHRASES.slow],
    [3_600 + 1_500 + PAINTING_MS, 'announcement', 'It is blue.'],
  ]);
});

test('C10: the user stops it in words, also while something else waits', async () => {
  const asks =
    (...lines: Line[]) =>
    (_: unknown, count: number) =>
      lines[count] ?? { text: 'All right.' };
  const scene = await play(
    { ms: 9_000 },
    {
      chat: asks({ calls: [{ name: 'cancel_operation', args: { id: 'operation-1' } }] }),
      main: castOf({ ms: 0 }).main,
    },
  );
  await scene.at(3_000);
  await scene.say('Stop it.');
  await toItsEnd(scene);
  expect(scene.models.chat.asked[0]?.messages[0]?.content).toContain('is not done yet (operation-1)');
  expect(heard(scene).at(-1)).toEqual([3_000, 'announcement', DEFAULT_PHRASES.cancelled]);
});

test('C10: without an id it is not the only work there is while something waits: the chat asks which', async () => {
  const chat = (_: unknown, count: number): Line =>
    count === 0 ? { calls: [{ name: 'cancel_operation' }] } : { text: 'Which one?' };
  const scene = await play({ ms: 9_000 }, { chat });
  await scene.at(3_000);
  await scene.send({ type: 'request.enqueue', text: 'My bill.' });
  await scene.say('Stop it.');
  await toItsEnd(scene);
  expect(scene.models.chat.asked[1]?.messages.at(-1)?.content).toContain(
    '"running":[{"id":"operation-1","label":"what they are waiting for"}',
  );
  expect(scene.emitted('operation').map(({ status }) => status)).toEqual(['running', 'done']);
});

describe('when the process dies while something is checked', () => {
  test.each([500, 1_900, 2_100, 5_000])(
    'after %i ms: it is checked anew, and acknowledged once, in time',
    async (death) => {
      const scene = await durableStage(castOf({ ms: 4_000 }));
      await scene.say('Paint my house.');
      await scene.at(death);
      await scene.crash();
      await toItsEnd(scene);
      expect(scene.replies('acknowledgment').map(({ at }) => at)).toEqual([PATIENCE]);
      // the tool had begun by then, and nobody can say how far it came
      const doubt = death > 4_000 ? ` ${DEFAULT_PHRASES.ended.unknown('paint')}` : '';
      expect(scene.replies('announcement').map(({ text }) => text)).toEqual([`It is blue.${doubt}`]);
    },
  );
});

test('what is checked after a long tool is not acknowledged again', async () => {
  const main: Line[] = [{ calls: [{ name: 'paint' }] }, { calls: [{ name: 'paint' }] }, { text: 'It is blue.' }];
  const scene = await play({ ms: 5_000 }, { main });
  await toItsEnd(scene);
  expect(scene.replies().map(({ kind }) => kind)).toEqual(['acknowledgment', 'announcement']);
});
