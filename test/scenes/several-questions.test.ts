import { describe, expect, test } from 'vitest';
import type { Script } from 'meanwhile/testing';
import { stageTelco } from '../kit/telco.ts';

const change = { name: 'change_package_tool', args: { package_id: 'P-UNL-B' } };
const main: Script = ({ messages }) => (messages.at(-1)?.role === 'tool' ? { text: 'Changed.' } : { calls: [change] });
const counts = Array.from({ length: 10 }, (_, index) => index + 1);

/** Names what it answers, after a while. */
function echo(after: number): Script {
  return ({ messages }) => {
    const reply = messages.findLastIndex(({ role }) => role === 'assistant');
    const asked = messages.slice(reply + 1).filter(({ role }) => role === 'user');
    return { text: `On ${asked.map(({ content }) => content).join(' and ')}.`, after };
  };
}

describe('I3: a long operation and several questions', () => {
  test.each(counts)('C5: %i questions one after the other are all answered, none waits for the tool', async (count) => {
    const scene = stageTelco({ main, chat: echo(200), synthesis: [{ text: 'Joined.' }] });
    await scene.request('Move me to the unlimited plan.');
    for (let question = 1; question <= count; question += 1) {
      await scene.at(question * 500);
      await scene.say(`q${question}`);
    }
    await scene.untilIdle();

    expect(scene.replies('interim').map(({ at, text }) => [at, text])).toEqual(
      Array.from({ length: count }, (_, index) => [(index + 1) * 500 + 200, `On q${index + 1}.`]),
    );
    expect(scene.replies('announcement').map(({ at, text }) => [at, text])).toEqual([[10_000, 'Joined.']]);
    expectAllAnswered(scene);
  });

  test.each(counts)(
    'C1: of %i questions at once the first is answered, the rest waits and is one turn',
    async (count) => {
      const scene = stageTelco({ main, chat: echo(1000), synthesis: [{ text: 'Joined.' }] });
      await scene.request('Move me to the unlimited plan.');
      await scene.at(1000);
      for (let question = 1; question <= count; question += 1) await scene.say(`q${question}`);
      await scene.untilIdle();

      const rest = Array.from({ length: count - 1 }, (_, index) => `q${index + 2}`).join(' and ');
      const first = [2000, 'On q1.'];
      expect(scene.replies('interim').map(({ at, text }) => [at, text])).toEqual(
        count === 1 ? [first] : [first, [3000, `On ${rest}.`]],
      );
      expectAllAnswered(scene);
    },
  );

  test('F1: what was told in the chat is in the input of the next operation, and not of the running one', async () => {
    const scene = stageTelco({
      main: [{ calls: [change] }, { text: 'Changed.' }, { text: 'Gladly.' }],
      chat: [{ text: 'Rome is lovely.' }],
      synthesis: [{ text: 'Joined.' }],
    });
    await scene.request('Move me to the unlimited plan.');
    await scene.say('I fly to Rome.');
    await scene.untilIdle();
    await scene.say('Thanks.');

    const [, running, next] = scene.models.main.asked.map(({ messages }) => messages.map(({ content }) => content));
    expect(running).not.toContain('I fly to Rome.');
    expect(next?.slice(1)).toEqual([
      'Move me to the unlimited plan.',
      'Unlimited Basic 5G costs 55.00 EUR a month, from your next billing cycle on. Shall I switch you to it?',
      'Yes.',
      'I am changing your plan. That takes a moment, and you can go on talking to me.',
      'I fly to Rome.',
      'Rome is lovely.',
      'Joined.',
      'Thanks.',
    ]);
  });

  test('a question that was held while the model thought is answered as soon as the tool runs', async () => {
    const scene = stageTelco({
      main: [{ calls: [{ name: 'get_billing_summary_tool' }], after: 2000 }, { text: 'Your bill.' }],
      chat: [{ text: 'I am here.' }],
      synthesis: [{ text: 'Joined.' }],
    });
    await scene.say('Draw up my bill.');
    await scene.at(1000);
    await scene.say('Hello?');
    await scene.untilIdle();

    expect(scene.replies('interim').map(({ at, text }) => [at, text])).toEqual([[2000, 'I am here.']]);
  });
});

/** U4: each user message is in the transcript once, and belongs to a turn that has a reply. */
function expectAllAnswered({ actor }: ReturnType<typeof stageTelco>) {
  const { transcript, unanswered } = actor.getSnapshot().context;
  const replied = new Set(transcript.filter(({ role }) => role === 'assistant').map(({ turn }) => turn));
  const asked = transcript.filter(({ role }) => role === 'user');
  expect(unanswered).toEqual([]);
  expect(new Set(asked.map(({ id }) => id)).size).toBe(asked.length);
  expect(asked.filter(({ turn }) => !replied.has(turn))).toEqual([]);
}
