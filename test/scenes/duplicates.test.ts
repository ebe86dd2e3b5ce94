import { confirm, type LongRunning } from 'meanwhile';
import { brokenInvariants, stage, type Script } from 'meanwhile/testing';
import { describe, expect, test } from 'vitest';
import { stepsTool, type Steps, type Works } from '../kit/steps-tool.ts';

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
    expect(scene.replies('answer').at(-1)?.text).toBe(
      'I have just done something like that. Shall I do this as well: the painting?',
    );
    await scene.say(answer);
    await scene.untilIdle();
    expect(scene.works).toHaveLength(times);
  });

  test('is asked for with its price where it needs a yes anyway, and done with one yes', async () => {
    const scene = await playTwice(
      { duplicates: 'confirm' },
      confirm(() => 'It costs 5 EUR. Shall I?'),
    );
    const question =
      'I have just done something like that. Shall I do this as well: the painting? It costs 5 EUR. Shall I?';
    expect(scene.replies('answer').at(-1)?.text).toBe(question);
    await scene.say('Yes.');
    await scene.untilIdle();
    expect(scene.works).toHaveLength(2);
  });
});

const failsFirst = (): Steps => {
  let begun = 0;
  return {
    during: (step) => {
      if (step === 1 && ++begun === 1) throw new Error('out of paint');
    },
  };
};

/** Has the model call the tool for one request, in each line so many times, and then say what it was told last. */
async function playLines(lines: readonly number[], long: Partial<LongRunning>, steps: Steps = {}) {
  const works: Works = [];
  const scene = stage({
    tools: (clock) => [stepsTool(clock, works, { long, ...steps })],
    main: ({ messages }, line) =>
      lines[line] === undefined
        ? { text: messages.at(-1)?.content ?? '' }
        : { calls: Array.from({ length: lines[line] }, () => ({ name: 'paint' })) },
  });
  await scene.say('Paint my house.');
  await scene.at(60_000);
  return Object.assign(scene, { works });
}

describe('B8: the same, called twice for one request', () => {
  const AGAIN = 'I have just done something like that. Shall I do this as well: the painting?';

  test.each([
    ['in one line', [2]],
    ['in two', [1, 1]],
    ['in both', [2, 2]],
  ])('is done once, unless the tool says nothing of it: %s', async (_, lines) => {
    const calls = lines.reduce((all, count) => all + count);
    for (const [duplicates, times] of [
      ['allow', calls],
      ['reject', 1],
      ['confirm', 1],
    ] as const) {
      const scene = await playLines(lines, { duplicates });
      expect([duplicates, scene.works.length]).toEqual([duplicates, times]);
      expect(brokenInvariants(scene)).toEqual([]);
    }
  });

  test('is not asked for while nobody knows what becomes of the first', async () => {
    const scene = await playLines([2], { duplicates: 'confirm' });
    expect(scene.actor.getSnapshot().value).toBe('idle');
    expect(scene.replies().at(-1)?.text).toContain('a call beside it does the same');
  });

  test.each([
    ['Yes.', 2],
    ['No.', 1],
  ])('is asked for when the first is done, where the tool wants it confirmed: %s', async (answer, times) => {
    const scene = await playLines([1, 1], { duplicates: 'confirm' });
    expect(scene.replies().at(-1)?.text).toContain(AGAIN);
    await scene.say(answer);
    await scene.untilIdle();
    expect(scene.works).toHaveLength(times);
    expect(brokenInvariants(scene)).toEqual([]);
  });

  test.each([
    ['in one line', [2, 1]],
    ['in two', [1, 1]],
  ])('is done where the first failed for certain: %s', async (_, lines) => {
    for (const duplicates of ['reject', 'confirm'] as const) {
      const scene = await playLines(lines, { duplicates }, failsFirst());
      expect(scene.works).toHaveLength(1);
      expect(scene.emitted('progress').map(({ run }) => run.status)).toContain('failed');
      expect(brokenInvariants(scene)).toEqual([]);
    }
  });

  test('is neither done again with the yes to the first, nor asked for', async () => {
    const also = confirm(() => 'It costs 5 EUR. Shall I?');
    const scene = await playLines([1, 1], { duplicates: 'reject' }, { also });
    expect(scene.works).toEqual([]);
    await scene.say('Yes.');
    await scene.untilIdle();
    expect(scene.emitted('confirmation.requested')).toHaveLength(1);
    expect(scene.works).toHaveLength(1);
    expect(brokenInvariants(scene)).toEqual([]);
  });
});
