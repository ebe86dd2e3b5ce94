import { tool } from '@langchain/core/tools';
import { longRunning, readOnly, traits } from 'meanwhile';
import { describe, expect, test } from 'vitest';
import { stage, type Cast, type VirtualClock } from 'meanwhile/testing';

const schema = { type: 'object', properties: {} } as const;
const page = 'A line of the log. '.repeat(60_000);
const sayMuch = 'I could go on. '.repeat(1000);

/** One tool that is quick and one that is long, both with a result of over a million characters. */
const tools = (clock: VirtualClock) => [
  tool(async () => page, { name: 'read_log', description: 'Reads.', schema, metadata: traits(readOnly()) }),
  tool(async () => clock.wait(1000).then(() => ({ log: page })), {
    name: 'draw_log',
    description: 'Draws.',
    schema,
    metadata: traits(longRunning({ expectedMs: 1000, label: 'the log' })),
  }),
];

async function play(cast: Partial<Cast>, ...words: string[]) {
  const scene = stage({ tools, main: [], ...cast });
  for (const text of words) await scene.say(text);
  await scene.untilIdle();
  return scene;
}

const clippedReply = expect.stringMatching(/^(I could go on\. )+…$/);

describe('E12, C11: no model is given what is too large', () => {
  test('not the result of a quick tool', async () => {
    const scene = await play({ main: [{ calls: [{ name: 'read_log' }] }, { text: 'It is long.' }] }, 'Read the log.');
    const told = scene.models.main.asked[1]?.messages.at(-1);
    expect(told?.content.length).toBeLessThanOrEqual(40_000);
    expect(told?.content).toMatch(/^{"note":"too_large","message":"This result has 1,140,000 characters/);
    expect(scene.replies().map(({ text }) => text)).toEqual(['It is long.']);
  });

  test('not that of a long one, neither for the reply nor for the joining; the app has all of it', async () => {
    const scene = await play(
      {
        main: [{ calls: [{ name: 'draw_log' }] }, { text: 'It is long.' }],
        chat: [{ calls: [{ name: 'read_log' }] }, { text: 'I see.' }],
        synthesis: [{ text: 'As I said.' }],
      },
      'Draw the log.',
      'What is in it?',
    );
    for (const voice of ['main', 'chat', 'synthesis'] as const) {
      const sent = JSON.stringify(scene.models[voice].asked.at(-1)?.messages);
      expect(sent).toContain('too_large');
      expect(sent.length).toBeLessThan(50_000);
    }
    expect(scene.emitted('operation').at(-1)?.runs[0]?.result).toEqual({ log: page });
  });
});

test('E12: an earlier history comes in with each utterance cut', async () => {
  const messages = ['user', 'assistant'].map((role) => ({ role, content: sayMuch }));
  const scene = await play({ input: { messages } });
  expect(scene.actor.getSnapshot().context.transcript.map(({ content }) => content)).toEqual([
    clippedReply,
    clippedReply,
  ]);
});

describe('C11: a reply that is too long is cut at the end of a sentence', () => {
  test('of the main operation', async () => {
    const scene = await play({ main: [{ text: sayMuch }] }, 'Tell me.');
    expect(scene.replies().map(({ text }) => text)).toEqual([clippedReply]);
    expect(scene.replies()[0]?.text.length).toBeLessThanOrEqual(8_000);
  });

  test('of what is said when something long begins', async () => {
    const scene = await play({ main: [{ text: sayMuch, calls: [{ name: 'draw_log' }] }, { text: 'Done.' }] }, 'Draw.');
    expect(scene.replies('acknowledgment').map(({ text }) => text)).toEqual([clippedReply]);
  });

  test('of the secondary chat, and of the joining', async () => {
    const cast = {
      main: [{ calls: [{ name: 'draw_log' }] }, { text: 'Done.' }],
      chat: [{ text: sayMuch }],
      synthesis: [{ text: sayMuch }],
      limits: { text: 100 },
    };
    const scene = await play(cast, 'Draw.', 'And?');
    const [, interim, announcement] = scene.replies().map(({ text }) => text);
    expect([interim, announcement]).toEqual([clippedReply, clippedReply]);
    for (const text of [interim, announcement]) expect(text?.length).toBeLessThanOrEqual(100);
  });
});
