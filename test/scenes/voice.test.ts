import type { Delivery } from 'meanwhile';
import { longRunning, readOnly, speakable, traits } from 'meanwhile';
import { brokenInvariants, stage, type Cast, type Scene, type Script } from 'meanwhile/testing';
import { describe, expect, test } from 'vitest';
import { tool, type ToolRunnableConfig } from '@langchain/core/tools';
import { voiceApp } from '../kit/voice-app.ts';

const schema = { type: 'object', properties: {} } as const;
const TOOL_MS = 4_000;
const RESULT = 'Your bill is 45 EUR.';
const MARKDOWN = '**Your bill** is [45 EUR](https://example.com/bills/7).';

/** A conversation about a bill that takes four seconds, with an app that speaks. */
function call(cast: Partial<Cast> = {}, mode?: Delivery, isHeard = true) {
  const scene = stage({
    delivery: 'acknowledged',
    tools: (clock) => [
      tool(
        async (_: object, config: ToolRunnableConfig) => {
          await clock.wait(TOOL_MS, config.signal);
          return { amount: 45 };
        },
        {
          name: 'bill',
          description: 'Draws up the bill.',
          schema,
          metadata: traits(
            longRunning({
              expectedMs: TOOL_MS,
              label: 'your bill',
              announce: () => RESULT,
              ...(mode && { delivery: mode }),
            }),
            readOnly(),
          ),
        },
      ),
    ],
    main: ({ messages }) => {
      const last = messages.at(-1);
      if (last?.role === 'tool') return { text: RESULT };
      if (last?.content.includes('bill')) return { calls: [{ name: 'bill' }] };
      return { text: 'It is sunny today.' };
    },
    chat: () => ({ text: 'It is sunny.' }),
    synthesis: () => ({ text: `As I said, sunny. ${RESULT}` }),
    ...cast,
  });
  return { scene, app: voiceApp(scene, isHeard) };
}

const inMarkdown: Script = ({ messages }) =>
  messages.at(-1)?.role === 'tool' ? { text: MARKDOWN } : { calls: [{ name: 'bill' }] };

async function toItsEnd(scene: Scene) {
  await scene.untilIdle();
  expect(brokenInvariants(scene)).toEqual([]);
  expect(scene.actor.getSnapshot().context.announcements).toEqual([]);
}

test('G3: delivery: a result counts as told when it was heard', async () => {
  const { scene, app } = call();
  await scene.say('Draw up my bill.');
  await scene.at(TOOL_MS);
  expect(scene.actor.getSnapshot().value).toEqual({ announcing: 'speaking' });
  expect(scene.actor.getSnapshot().context.told).toMatchObject({ delivery: 'owed' });
  await toItsEnd(scene);
  expect(scene.actor.getSnapshot().context.told).toMatchObject({ delivery: 'told' });
  expect(app.whole()).toEqual(['operation-1/acknowledgment', 'operation-1!']);
  expect(scene.script()).toMatchInlineSnapshot(`
    "  0.0 s  user: Draw up my bill.
      0.0 s  acknowledgment: I am on it: your bill. This takes a moment, and you can go on talking to me.
      0.0 s  [bill running 0 %]
      4.0 s  [bill succeeded 100 %]
      4.0 s  announcement: Your bill is 45 EUR."
  `);
});

test('G5: deferred delivery: a result that comes while the user speaks waits, and what they say is answered first', async () => {
  const { scene, app } = call();
  await scene.say('Draw up my bill.');
  await scene.at(TOOL_MS - 300);
  await app.userBegins();
  await scene.at(TOOL_MS + 600);
  expect(scene.actor.getSnapshot().value).toEqual({ announcing: 'waiting' });
  expect(scene.replies('announcement')).toEqual([]);
  await app.userEnds('Nice weather?');
  await toItsEnd(scene);
  expect(app.whole()).toEqual(['operation-1/acknowledgment', 'operation-2!', 'operation-1!']);
  expect(scene.script()).toMatchInlineSnapshot(`
    "  0.0 s  user: Draw up my bill.
      0.0 s  acknowledgment: I am on it: your bill. This takes a moment, and you can go on talking to me.
      0.0 s  [bill running 0 %]
      4.0 s  [bill succeeded 100 %]
      4.6 s  user: Nice weather?
      4.6 s  answer: It is sunny today.
      5.0 s  announcement: Your bill is 45 EUR."
  `);
});

test('I14, F7: barge-in: what was heard of it enters history, and it is offered again under its name', async () => {
  const { scene, app } = call();
  await scene.say('Draw up my bill.');
  await scene.at(TOOL_MS + 200);
  await app.userBegins();
  await scene.at(TOOL_MS + 900);
  await app.userEnds('Nice weather?');
  await toItsEnd(scene);
  expect(
    scene.actor
      .getSnapshot()
      .context.transcript.map(({ id, content }) => [id, content])
      .slice(2),
  ).toEqual([
    ['operation-1!', 'Your bill'],
    ['message-2', 'Nice weather?'],
    ['operation-2!', 'It is sunny today.'],
    ['operation-1!', RESULT],
  ]);
  expect(scene.models.main.asked.at(-1)?.messages.at(-2)?.content).toBe(
    `Your bill [The user heard no more of this: ${RESULT}]`,
  );
  expect(scene.script()).toMatchInlineSnapshot(`
    "  0.0 s  user: Draw up my bill.
      0.0 s  acknowledgment: I am on it: your bill. This takes a moment, and you can go on talking to me.
      0.0 s  [bill running 0 %]
      4.0 s  [bill succeeded 100 %]
      4.0 s  announcement: Your bill is 45 EUR.
      4.9 s  user: Nice weather?
      4.9 s  answer: It is sunny today.
      5.3 s  announcement, offer 2: Your bill is 45 EUR."
  `);
});

test.each(['emitted', 'acknowledged'] as const)(
  'G3: a result in Markdown that was said to its last word is not told again (%s)',
  async (delivery) => {
    const { scene } = call({ delivery, main: inMarkdown }, undefined, false);
    await scene.say('Draw up my bill.');
    await scene.at(TOOL_MS);
    expect(scene.replies('announcement').map(({ text }) => text)).toEqual([MARKDOWN]);
    await scene.send({ type: 'reply.interrupted', id: 'operation-1!', heard: speakable(MARKDOWN) });
    await toItsEnd(scene);
    expect(scene.replies('announcement')).toHaveLength(1);
  },
);

describe('B2, G3: a user who speaks around the end of the tool', { timeout: 60_000 }, () => {
  const offsets = Array.from({ length: 41 }, (_, index) => 25 * index - 500);

  test.each([
    { delivery: 'acknowledged', turn: 'Nice weather?' },
    { delivery: 'acknowledged', turn: undefined },
    { delivery: 'emitted', turn: 'Nice weather?' },
    { delivery: 'emitted', turn: undefined },
  ] as const)('hears the result to its end, once, in each of 41 orders: $delivery, and says $turn', async (how) => {
    for (const offset of offsets) {
      const { scene, app } = call({ delivery: how.delivery });
      await scene.say('Draw up my bill.');
      await scene.at(TOOL_MS + offset);
      await app.userBegins();
      await scene.at(TOOL_MS + offset + 700);
      await app.userEnds(how.turn);
      await scene.untilIdle();
      await scene.at(60_000); // what was interrupted late is offered again
      await toItsEnd(scene);
      const told = app.whole().filter((id) => id === 'operation-1!');
      expect([offset, told.length]).toEqual([offset, 1]);
      const spokenOver = scene
        .replies('announcement')
        .filter(({ at }) => at > TOOL_MS + offset && at < TOOL_MS + offset + 700);
      expect([offset, spokenOver]).toEqual([offset, []]);
    }
  });
});

test('G3: what nobody hears is offered three times, and let go, and the models know it', async () => {
  const { scene } = call({ delivery: 'acknowledged' }, undefined, false);
  await scene.say('Draw up my bill.');
  await toItsEnd(scene);
  expect(scene.replies('announcement').map(({ at, offer }) => [at, offer])).toEqual([
    [TOOL_MS, undefined],
    [TOOL_MS + 32_000, 2],
    [TOOL_MS + 64_000, 3],
  ]);
  expect(scene.emitted('announcement.letGo')).toMatchObject([{ id: 'operation-1!', operationId: 'operation-1' }]);
  expect(scene.actor.getSnapshot().context.told).toMatchObject({ status: 'done', delivery: 'letGo' });
  await scene.say('Nice weather?');
  expect(scene.models.main.asked.at(-1)?.messages.at(-2)?.content).toBe(`[The user has not heard this yet: ${RESULT}]`);
});

test('G5: a result that may interrupt does not wait for the user, nor for the sentence of the chat', async () => {
  const { scene, app } = call({ chat: () => ({ text: 'Late.', after: 10_000 }) }, 'interrupt');
  await scene.say('Draw up my bill.');
  await scene.at(2_000);
  await scene.say('Nice weather?');
  await scene.at(3_900);
  await app.userBegins();
  await scene.at(TOOL_MS + 1);
  expect(scene.replies('announcement').map(({ at }) => at)).toEqual([TOOL_MS]);
  await app.userEnds();
  await toItsEnd(scene);
  expect(app.whole()).toContain('operation-1!');
  expect(app.whole()).toContain('operation-2!');
});

test('G5: a silent success is shown and not said, and the models know it', async () => {
  const { scene } = call({}, 'silent');
  await scene.say('Draw up my bill.');
  await toItsEnd(scene);
  expect(scene.replies('announcement')).toEqual([]);
  expect(scene.emitted('operation').map(({ status }) => status)).toEqual(['running', 'done']);
  expect(scene.actor.getSnapshot().context.told).toMatchObject({ status: 'done', delivery: 'silent' });
  await scene.say('Nice weather?');
  await scene.untilIdle(600_000);
  expect(scene.models.main.asked.at(-1)?.messages.at(-2)?.content).toBe(`[The user has not heard this yet: ${RESULT}]`);
});

test('G5: a silent success that had to wait is not said either', async () => {
  const { scene } = call({}, 'silent');
  await scene.say('Draw up my bill.');
  await scene.send({ type: 'request.enqueue', text: 'Draw up my other bill.' });
  await toItsEnd(scene);
  expect(scene.replies('announcement')).toEqual([]);
  expect(scene.emitted('operation').map(({ operationId, status }) => [operationId, status])).toEqual([
    ['operation-1', 'running'],
    ['operation-1', 'done'],
    ['operation-2', 'running'],
    ['operation-2', 'done'],
  ]);
});

test('G5: a silent one that the user cancels is told all the same', async () => {
  const { scene, app } = call({}, 'silent');
  await scene.say('Draw up my bill.');
  await scene.at(1_000);
  await scene.send({ type: 'operation.cancel' });
  await toItsEnd(scene);
  expect(app.whole().filter((id) => id === 'operation-1!')).toHaveLength(1);
});

test('C10: cancellation: what the user cancels is told once, and heard', async () => {
  const { scene, app } = call();
  await scene.say('Draw up my bill.');
  await scene.at(2_000);
  await scene.send({ type: 'operation.cancel' });
  await toItsEnd(scene);
  expect(scene.emitted('operation').map(({ status }) => status)).toEqual(['running', 'cancelled']);
  expect(app.whole()).toEqual(['operation-1/acknowledgment', 'operation-1!']);
});

test('C10: cancellation of one of two: the other, which was interrupted, is still told, each once', async () => {
  const { scene, app } = call();
  await scene.say('Draw up my bill.');
  await scene.at(TOOL_MS + 100);
  await app.userBegins();
  await scene.at(TOOL_MS + 500);
  await app.userEnds('And another bill, please.');
  await scene.at(TOOL_MS + 3_000);
  expect(scene.actor.getSnapshot().context.announcements.map(({ id }) => id)).toEqual(['operation-1!']);
  await scene.send({ type: 'operation.cancel' });
  await toItsEnd(scene);
  expect(scene.emitted('operation').map(({ operationId, status }) => [operationId, status])).toEqual([
    ['operation-1', 'running'],
    ['operation-1', 'done'],
    ['operation-2', 'running'],
    ['operation-2', 'cancelled'],
  ]);
  expect(app.whole().slice(-2)).toEqual(['operation-2!', 'operation-1!']);
});

test('C10: cancellation of one of two: what waits is done when what runs was cancelled, each told once', async () => {
  const { scene, app } = call();
  await scene.say('Draw up my bill.');
  await scene.at(1_000);
  await scene.send({ type: 'request.enqueue', text: 'And another bill.' });
  await scene.at(2_000);
  await scene.send({ type: 'operation.cancel', operationId: 'operation-1' });
  await toItsEnd(scene);
  expect(scene.emitted('operation').map(({ operationId, status }) => [operationId, status])).toEqual([
    ['operation-1', 'running'],
    ['operation-1', 'cancelled'],
    ['operation-2', 'running'],
    ['operation-2', 'done'],
  ]);
  expect(app.whole().filter((id) => id.endsWith('!'))).toEqual(['operation-1!', 'operation-2!']);
});

test('C10: cancellation of one of two: what runs is told when what waits was cancelled, each told once', async () => {
  const { scene, app } = call();
  await scene.say('Draw up my bill.');
  await scene.at(1_000);
  await scene.send({ type: 'request.enqueue', text: 'And another bill.' });
  await scene.at(2_000);
  await scene.send({ type: 'operation.cancel', operationId: 'operation-2' });
  await toItsEnd(scene);
  expect(scene.emitted('operation').map(({ operationId, status }) => [operationId, status])).toEqual([
    ['operation-1', 'running'],
    ['operation-1', 'done'],
  ]);
  expect(app.whole().slice(-2)).toEqual(['operation-2/cancelled', 'operation-1!']);
});

describe('results that arrive together are told together', () => {
  test('those of one operation in one reply', async () => {
    const { scene, app } = call({
      main: ({ messages }) =>
        messages.at(-1)?.role === 'tool'
          ? { text: 'Both bills are 45 EUR.' }
          : { calls: [{ name: 'bill' }, { name: 'bill', args: { again: true } }] },
    });
    await scene.say('Draw up both my bills.');
    await toItsEnd(scene);
    expect(
      scene
        .emitted('operation')
        .at(-1)
        ?.runs.map(({ status }) => status),
    ).toEqual(['succeeded', 'succeeded']);
    expect(scene.replies('announcement').map(({ text }) => text)).toEqual(['Both bills are 45 EUR.']);
    expect(app.whole().filter((id) => id === 'operation-1!')).toHaveLength(1);
  });

  test('those of two one right behind the other, the newer first, each under its name', async () => {
    const { scene, app } = call();
    await scene.say('Draw up my bill.');
    await scene.at(TOOL_MS + 100);
    await app.userBegins();
    await scene.at(TOOL_MS + 500);
    await app.userEnds('And another bill, please.');
    await toItsEnd(scene);
    expect(scene.script()).toMatchInlineSnapshot(`
      "  0.0 s  user: Draw up my bill.
        0.0 s  acknowledgment: I am on it: your bill. This takes a moment, and you can go on talking to me.
        0.0 s  [bill running 0 %]
        4.0 s  [bill succeeded 100 %]
        4.0 s  announcement: Your bill is 45 EUR.
        4.5 s  user: And another bill, please.
        4.5 s  acknowledgment: I am on it: your bill. This takes a moment, and you can go on talking to me.
        4.5 s  [bill running 0 %]
        8.5 s  [bill succeeded 100 %]
        8.5 s  announcement: Your bill is 45 EUR.
        9.0 s  announcement, offer 2: Your bill is 45 EUR."
    `);
    const [newer, older] = app.played.slice(-2);
    expect([newer?.id, older?.id]).toEqual(['operation-2!', 'operation-1!']);
    expect(older?.from).toBe(newer?.to);
  });

  test('with the words of a user who speaks when both are there, they come behind the answer', async () => {
    const { scene, app } = call();
    await scene.say('Draw up my bill.');
    await scene.at(TOOL_MS + 100);
    await app.userBegins();
    await scene.at(TOOL_MS + 500);
    await app.userEnds('And another bill, please.');
    await scene.at(2 * TOOL_MS + 300);
    await app.userBegins();
    await scene.at(2 * TOOL_MS + 900);
    expect(scene.actor.getSnapshot().value).toEqual({ announcing: 'waiting' });
    expect(scene.actor.getSnapshot().context.announcements.map(({ id }) => id)).toEqual([
      'operation-2!',
      'operation-1!',
    ]);
    await app.userEnds('Nice weather?');
    await toItsEnd(scene);
    expect(app.whole().slice(-3)).toEqual(['operation-3!', 'operation-2!', 'operation-1!']);
  });
});

test('E3: an interim answer that nobody heard is not joined with the result, nor known to the chat', async () => {
  const { scene } = call({ delivery: 'emitted' });
  await scene.say('Draw up my bill.');
  await scene.at(1_000);
  await scene.say('Nice weather?');
  await scene.send({ type: 'reply.interrupted', id: 'turn-1', heard: '' });
  await scene.send({ type: 'user.said', text: 'Hello?' });
  await scene.send({ type: 'reply.interrupted', id: 'turn-2', heard: 'It is' });
  await toItsEnd(scene);
  const words = scene.models.chat.asked[1]?.messages.map(({ content }) => content);
  expect(words).not.toContain('It is sunny.');
  expect(JSON.stringify(scene.models.synthesis.asked[0]?.messages)).toContain('It is');
  expect(JSON.stringify(scene.models.synthesis.asked[0]?.messages)).not.toContain('sunny');
});

test('G5: a user who never falls silent is taken to be silent after ten seconds without a sign of speech', async () => {
  const { scene } = call({ delivery: 'emitted' });
  await scene.say('Draw up my bill.');
  await scene.send({ type: 'user.saying', text: 'Mh' });
  await scene.at(TOOL_MS + 5_000);
  await scene.send({ type: 'user.saying', text: 'Mhm' });
  await toItsEnd(scene);
  expect(scene.replies('announcement').map(({ at }) => at)).toEqual([TOOL_MS + 15_000]);
});
