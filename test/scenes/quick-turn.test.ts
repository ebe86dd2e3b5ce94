import Keyv from 'keyv';
import { describe, expect, test } from 'vitest';
import { stageTelco } from '../kit/telco.ts';

const balance = { name: 'get_data_balance_tool' };
const addons = { name: 'list_addons_tool' };

describe('I6: a quick turn', () => {
  test('is answered without any coordination: no chat, no operation event, no store', async () => {
    const touched: string[] = [];
    const keyv = new Keyv();
    const scene = stageTelco({
      main: [{ calls: [balance] }, { text: 'You have 27.5 GB left.' }],
      store: {
        set: async (key, value) => {
          touched.push(key);
          return keyv.set(key, value);
        },
        delete: async (key) => {
          touched.push(key);
          return keyv.delete(key);
        },
      },
    });
    await scene.say('How much data have I left?');

    expect(scene.told.map(({ at, event }) => ({ at, ...event }))).toEqual([
      {
        at: 0,
        type: 'reply',
        id: 'operation-1!',
        text: 'You have 27.5 GB left.',
        lane: 'main',
        kind: 'answer',
        operationId: 'operation-1',
      },
    ]);
    expect(touched).toEqual([]);
    expect(scene.models.chat.asked).toEqual([]);
    expect(scene.models.main.asked).toHaveLength(2);
  });

  test('uses the tools of one reply side by side, and shows their results in the order asked', async () => {
    const scene = stageTelco({ main: [{ calls: [addons, balance] }, { text: 'Here you are.' }] });
    await scene.say('My add-ons and my data?');

    const results = scene.models.main.asked[1]?.messages.filter(({ role }) => role === 'tool');
    expect(results?.map((message) => 'name' in message && message.name)).toEqual([addons.name, balance.name]);
  });

  test('C5: what is said while the model thinks is held, and answered as one turn after it', async () => {
    const scene = stageTelco({ main: [{ text: 'One.', after: 1000 }, { text: 'Two and three.' }] });
    await scene.say('one');
    await scene.say('two');
    await scene.say('three');
    await scene.untilIdle();

    expect(scene.replies().map(({ text }) => text)).toEqual(['One.', 'Two and three.']);
    expect(scene.models.main.asked[1]?.messages.slice(1).map(({ content }) => content)).toEqual([
      'one',
      'One.',
      'two',
      'three',
    ]);
  });

  test('A7: an unverified customer gets nothing of a tool that requires it, whatever the model asks', async () => {
    const scene = stageTelco({
      main: [{ calls: [{ ...balance, args: { msisdn: '+12125550142' } }] }, { text: 'Please sign in first.' }],
      input: { session: {} },
    });
    await scene.say('How much data has +12125550142 left?');
    expect(scene.models.main.asked[1]?.messages.at(-1)?.content).toBe('{"error":"not_verified"}');
  });

  test('a login is learned from its tool at once, and the next call of the same turn goes through', async () => {
    const number = '+12125550142';
    const scene = stageTelco({
      main: [
        { calls: [{ name: 'start_login_tool', args: { msisdn: number } }] },
        { text: 'Which code did you get?' },
        { calls: [{ name: 'verify_login_tool', args: { msisdn: number, otp: '500000' } }] },
        { calls: [balance] },
        { text: 'You have 27.5 GB left.' },
      ],
      input: { session: {} },
    });
    await scene.say(`I am ${number}.`);
    expect(scene.texts).toEqual([expect.stringContaining('500000')]);
    await scene.say('500000');

    expect(scene.actor.getSnapshot().context.session).toEqual({ verified: true, msisdn: number });
    expect(scene.models.main.asked.at(-1)?.messages.at(-1)?.content).toContain('27.5');
    expect(scene.replies().at(-1)?.text).toBe('You have 27.5 GB left.');
  });
});
