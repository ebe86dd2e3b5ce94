import { tool } from '@langchain/core/tools';
import { longRunning, readOnly, toolCall, traits } from 'meanwhile';
import { stage, type Cast } from 'meanwhile/testing';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';

const ACCOUNT = 'DE-4711-canary';
const schema = z.object({ note: z.string().optional() });

/** A bot whose tools tell the customer's account all the time, and a customer who does so as well. */
async function playLeaks(cast: Partial<Cast> = {}) {
  const scene = stage({
    input: { session: { account: ACCOUNT, customer: { name: 'Ada Lovelace' }, verified: true } },
    main: [
      {
        calls: [
          { name: 'look', args: { note: ACCOUNT } },
          { name: 'draw_up', args: { note: ACCOUNT } },
        ],
      },
      { text: 'The bill is 45 EUR.' },
      { text: 'As I said.' },
    ],
    chat: [{ calls: [{ name: 'look', args: { note: `of ${ACCOUNT}` } }] }, { text: `It is of [account].` }],
    synthesis: [{ text: 'Joined.' }],
    ...cast,
    tools: ({ wait }) => [
      tool(
        (_, config) => {
          if (JSON.stringify(toolCall(config).session).includes('forbidden')) return 'no';
          return { account: ACCOUNT, owner: 'Ada Lovelace', text: `Account ${ACCOUNT}, owner Ada Lovelace.` };
        },
        { name: 'look', description: 'l', schema, metadata: traits(readOnly()) },
      ),
      tool(
        async function* () {
          await wait(1000);
          yield { percent: 50, message: `half of ${ACCOUNT}` };
          await wait(1000);
          return { account: ACCOUNT, amount: 45 };
        },
        {
          name: 'draw_up',
          description: 'd',
          schema,
          metadata: traits(readOnly(), longRunning({ expectedMs: 2000, label: `the bill of ${ACCOUNT}` })),
        },
      ),
    ],
  });
  await scene.say(`My account is ${ACCOUNT}, draw up the bill for Ada Lovelace.`);
  await scene.at(500);
  await scene.say(`Is it really for ${ACCOUNT}?`);
  await scene.untilIdle();
  await scene.say('Once more?');
  await scene.untilIdle();
  const asked = Object.entries(scene.models).map(([voice, model]) => [voice, JSON.stringify(model.asked)] as const);
  return { scene, asked };
}

describe('A12: what the session knows of the user', () => {
  test('is in no input of any model: neither of words, results, arguments, labels nor instructions', async () => {
    const { scene, asked } = await playLeaks();
    for (const [voice, input] of asked) {
      expect([voice, input.includes('canary'), input.includes('Lovelace')]).toEqual([voice, false, false]);
      expect(input).toContain('[account]');
    }
    expect(asked.map(([voice]) => scene.models[voice as 'main'].asked.length)).toEqual([3, 2, 1]);
    expect(scene.errors).toEqual([]);
  });

  test('is still in what the app and the user get', async () => {
    const { scene } = await playLeaks();
    const { transcript } = scene.actor.getSnapshot().context;
    expect(transcript[0]?.content).toContain(ACCOUNT);
    expect(scene.emitted('operation').at(-1)?.runs[0]?.result).toEqual({ account: ACCOUNT, amount: 45 });
  });

  test("reads as the app's own mask says, and is shown where it says nothing", async () => {
    const mask = (fact: string, value: unknown) => (fact === 'account' ? `...${String(value).slice(-2)}` : undefined);
    for (const [, input] of (await playLeaks({ mask })).asked) {
      expect(input).not.toContain('canary');
      expect(input).toContain('...ry');
    }
    const [main] = (await playLeaks({ mask })).asked;
    expect(main?.[1]).toContain('Ada Lovelace');
  });
});
