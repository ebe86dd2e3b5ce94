import { confirm, type LongRunning } from 'meanwhile';
import { stage, type Script } from 'meanwhile/testing';
import { describe, expect, test } from 'vitest';
import { stepsTool, type Works } from '../kit/steps-tool.ts';

/** Says what the tool answered, or has the house painted. */
const main: Script = ({ messages }) => {
  const last = messages.at(-1);
  if (last?.role === 'tool') return { text: last.content };
  return last?.content.includes('Paint') ? { calls: [{ name: 'paint' }] } : { text: 'Here I am.' };
};

/** Has the house painted, and asks for the same while it is being painted. */
async function playTwice(long: Partial<LongRunning>, also = {}) {
  const works: Works = [];
  const scene = stage({ tools: (clock) => [stepsTool(clock, works, { long, also })], main });
  await scene.say('Paint my house.');
  if (scene.actor.getSnapshot().matches('awaitingConfirmation')) await scene.say('Yes.');
  await scene.at(3000);
  await scene.send({ type: 'request.enqueue', text: 'Paint my house, will you?' });
  await scene.at(10_000);
  return Object.assign(scene, { works });
}

describe('B8: the same, asked for before the user has heard that it is done', () => {
  test('is done twice where nothing else is said', async () => {
    const scene = await playTwice({});
    await scene.untilIdle();
    expect(scene.works).toHaveLength(2);
  });

  test('is done once where the tool rejects it, and the user hears why', async () => {
    const scene = await playTwice({ duplicates: 'reject' });
    await scene.untilIdle();
    expect(scene.works).toHaveLength(1);
    expect(scene.replies().at(-1)?.text).toContain('the same was done since the user asked for this');
  });

  test('is done again where it is asked for again, after that was heard', async () => {
    const scene = await playTwice({ duplicates: 'reject' });
    await scene.untilIdle();
    await scene.at(20_000);
    await scene.say('Paint my house.');
    await scene.untilIdle();
    expect(scene.works).toHaveLength(2);
  });

  test.each(['emitted', 'acknowledged'] as const)(
    'is done once, though it was asked for after the result began to be told, if nobody heard that (%s)',
    async (delivery) => {
      const works: Works = [];
      const long = { duplicates: 'reject' } as const;
      const scene = stage({ delivery, tools: (clock) => [stepsTool(clock, works, { long })], main });
      await scene.say('Paint my house.');
      await scene.at(10_000);
      await scene.send({ type: 'reply.interrupted', id: 'operation-1!' });
      await scene.at(11_000);
      await scene.say('Paint my house.');
      await scene.at(12_000);
      expect(scene.replies('answer').at(-1)?.text).toContain('the same was done since the user asked for this');
      expect(works).toHaveLength(1);
    },
  );

  test.each([
    ['Yes.', 2],
    ['No.', 1],
  ])('is asked for where the tool wants it confirmed: %s', async (answer, times) => {
    const scene = await playTwice({ duplicates: 'confirm' });
    expect(scene.replies('answer').at(-1)?.text).toBe('I have just done that: the painting. Shall I do it again?');
    await scene.say(answer);
    await scene.untilIdle();
    expect(scene.works).toHaveLength(times);
  });

  test('is asked for with its price where it needs a yes anyway, and done with one yes', async () => {
    const scene = await playTwice(
      { duplicates: 'confirm' },
      confirm(() => 'It costs 5 EUR. Shall I?'),
    );
    const question = 'I have just done that: the painting. Shall I do it again? It costs 5 EUR. Shall I?';
    expect(scene.replies('answer').at(-1)?.text).toBe(question);
    await scene.say('Yes.');
    await scene.untilIdle();
    expect(scene.works).toHaveLength(2);
  });
});
