import Keyv from 'keyv';
import { describe, expect, test } from 'vitest';
import type { Line } from 'meanwhile/testing';
import { stageTelco } from '../kit/telco.ts';

const billing = { name: 'get_billing_summary_tool' };
const main: Line[] = [{ calls: [billing] }, { text: 'Your bill is 45.' }, { text: 'Answered afterwards.' }];
const END = 6000;

/** Stages a bill, and a question at 5 s whose answer takes so long that it comes at this time after the end of the tool. */
async function stageAnswerAt(afterEnd: number, options: Partial<Parameters<typeof stageTelco>[0]> = {}) {
  const chat = [{ text: 'Late talk.', after: END - 5000 + afterEnd }];
  const scene = stageTelco({ main, chat, synthesis: [{ text: 'Joined.' }], ...options });
  await scene.say('Draw up my bill.');
  await scene.at(5000);
  await scene.say('Are you there?');
  return scene;
}

describe('I5: a result waits for the chat to finish its sentence, at most 15 seconds', () => {
  test('a: an answer after 14.9 seconds is waited for, and nothing is aborted', async () => {
    const scene = await stageAnswerAt(14_900);
    const aborts = await abortsUntilIdle(scene);

    expect(scene.replies('interim').map(({ at, text }) => [at, text])).toEqual([[END + 14_900, 'Late talk.']]);
    expect(scene.replies('announcement').map(({ at, text }) => [at, text])).toEqual([[END + 14_900, 'Joined.']]);
    expect(aborts).toEqual([]);
  });

  test('b: an answer after 15.1 seconds is aborted at 15, once and by name, and the question is answered afterwards', async () => {
    const scene = await stageAnswerAt(15_100);
    const aborts = await abortsUntilIdle(scene);
    await scene.at(60_000);

    expect(aborts).toEqual([{ turnId: 'turn-1', reason: 'secondaryPatience', at: END + 15_000 }]);
    expect(scene.script()).toMatchInlineSnapshot(`
      "  0.0 s  user: Draw up my bill.
        0.0 s  acknowledgment: I am drawing up your bill. That takes a moment, and you can go on talking to me.
        0.0 s  [get_billing_summary_tool running 0 %]
        2.0 s  [get_billing_summary_tool running 33 %]
        4.0 s  [get_billing_summary_tool running 66 %]
        5.0 s  user: Are you there?
        6.0 s  [get_billing_summary_tool succeeded 100 %]
       21.0 s  announcement: Your bill is 45.
       21.0 s  answer: Answered afterwards."
    `);
    const { transcript, chatTurn } = scene.actor.getSnapshot().context;
    expect(transcript.filter(({ role }) => role === 'user').map(({ content }) => content)).toEqual([
      'Draw up my bill.',
      'Are you there?',
    ]);
    expect(chatTurn).toMatchObject({ completedAt: null, abortedAt: expect.any(Number) });
  });

  test('c: an answer that never comes holds nothing up for longer', async () => {
    const scene = await stageAnswerAt(Number.POSITIVE_INFINITY);
    await scene.untilIdle();
    expect(scene.replies('announcement').map(({ at, text }) => [at, text])).toEqual([
      [END + 15_000, 'Your bill is 45.'],
    ]);
    expect(scene.replies('answer').map(({ text }) => text)).toEqual(['Answered afterwards.']);
    expect(scene.clock.armed()).toBe(0);
  });

  const around = Array.from({ length: 41 }, (_, index) => 14_000 + index * 50);
  test.each(around)('C3, B2: with an answer %i ms after the result, everything is told once', async (afterEnd) => {
    const scene = await stageAnswerAt(afterEnd);
    await scene.untilIdle();
    await scene.at(60_000);

    const isHeard = afterEnd < 15_000;
    expect(scene.replies('announcement')).toHaveLength(1);
    expect(scene.replies('announcement')[0]?.at).toBe(END + Math.min(afterEnd, 15_000));
    const answers = [...scene.replies('interim'), ...scene.replies('answer')].map(({ text }) => text);
    if (afterEnd === 15_000) expect(answers).toHaveLength(1);
    else expect(answers).toEqual([isHeard ? 'Late talk.' : 'Answered afterwards.']);
    expect(scene.actor.getSnapshot().context.unanswered).toEqual([]);
  });

  test('e, C7: a store that takes a second for each write does not stretch the wait', async () => {
    const scene = await stageAnswerAt(15_100, { store: slowStore() });
    await scene.untilIdle();
    expect(scene.replies('announcement').map(({ at }) => at)).toEqual([END + 15_000]);

    function slowStore() {
      const keyv = new Keyv();
      const wait = () => scene.clock.wait(1000);
      return {
        set: async (key: string, value: unknown) => wait().then(() => keyv.set(key, value)),
        delete: async (key: string) => wait().then(() => keyv.delete(key)),
      };
    }
  });

  test('f: the next operation is not affected', async () => {
    const scene = await stageAnswerAt(60_000, {
      main: [...main, { calls: [billing] }, { text: 'Again 45.' }],
      chat: [{ text: 'Never.', after: 60_000 }, { text: 'Here I am.' }],
    });
    await scene.untilIdle();
    const begun = scene.clock.elapsed();
    await scene.say('Once more, please.');
    await scene.say('Still there?');
    await scene.untilIdle();

    expect(scene.replies('interim').map(({ at, text }) => [at, text])).toEqual([[begun, 'Here I am.']]);
    expect(scene.replies('announcement').map(({ at }) => at)).toEqual([END + 15_000, begun + END]);
  });

  test('g: what is said while the result waits is held, not aborted, and answered afterwards', async () => {
    const scene = await stageAnswerAt(10_000);
    await scene.at(END + 5000);
    await scene.say('Hello?');
    await scene.untilIdle();

    expect(scene.models.chat.asked).toHaveLength(1);
    expect(scene.replies().map(({ kind, at }) => [kind, at])).toEqual([
      ['acknowledgment', 0],
      ['interim', END + 10_000],
      ['announcement', END + 10_000],
      ['answer', END + 10_000],
    ]);
  });

  test('h, C6: with no patience at all the announcement comes first and the answer after it', async () => {
    const scene = await stageAnswerAt(1000, { bounds: { secondaryPatience: 0 } });
    await scene.untilIdle();
    expect(scene.replies().map(({ kind, at }) => [kind, at])).toEqual([
      ['acknowledgment', 0],
      ['announcement', END],
      ['answer', END],
    ]);
  });
});

/** Goes on until nobody works, and gives the aborts that were noted on the way, at their times since the start. */
async function abortsUntilIdle(scene: Awaited<ReturnType<typeof stageAnswerAt>>) {
  const start = scene.clock.now() - scene.clock.elapsed();
  const aborts = new Map<string, unknown>();
  scene.actor.subscribe(({ context: { chatAbort } }) => {
    if (chatAbort) aborts.set(`${chatAbort.turnId}@${chatAbort.at}`, { ...chatAbort, at: chatAbort.at - start });
  });
  await scene.untilIdle();
  return [...aborts.values()];
}
