import { describe, expect, test } from 'vitest';
import type { Script } from 'meanwhile/testing';
import { stageTelco } from '../kit/telco.ts';

const change = { name: 'change_package_tool', args: { package_id: 'P-UNL-B' } };

/** Asks check_status, then repeats what it answered. */
const status: Script = ({ messages }) => {
  const last = messages.at(-1);
  return last?.role === 'tool' ? { text: last.content } : { calls: [{ name: 'check_status' }] };
};

function stageChange() {
  return stageTelco({
    main: ({ messages }) => (messages.at(-1)?.role === 'tool' ? { text: 'Changed.' } : { calls: [change] }),
    chat: status,
  });
}

describe('I2: a long operation and questions how far it is', () => {
  const moments = Array.from({ length: 100 }, (_, index) => index * 100);

  test.each(moments)('U2.2, B1: asked at %i ms, the answer has the percent of that instant', async (moment) => {
    const scene = stageChange();
    await scene.request('Move me to the unlimited plan.');
    await scene.at(moment);
    await scene.say('How far are you?');

    const [interim] = scene.replies('interim');
    const shown = scene.emitted('progress').filter(({ at }) => at <= moment);
    expect(interim?.at).toBe(moment);
    expect(JSON.parse(interim?.text ?? '')).toMatchObject({
      status: 'running',
      tool_name: 'change_package_tool',
      progress: shown.at(-1)?.run.percent,
    });

    await scene.untilIdle();
    expect(scene.replies('announcement').map(({ at, text }) => [at, text])).toEqual([[10_000, 'Changed.']]);
    expect(scene.models.synthesis.asked).toEqual([]);
  });

  test.each([1, 2, 5])('E3: asked %i times and nothing else, the result is told without a synthesis', async (times) => {
    const scene = stageChange();
    await scene.request('Move me to the unlimited plan.');
    for (let time = 1; time <= times; time += 1) {
      await scene.at(time * 1500);
      await scene.say('And now?');
    }
    await scene.untilIdle();

    expect(scene.replies('interim')).toHaveLength(times);
    expect(scene.replies('announcement').map(({ at, text }) => [at, text])).toEqual([[10_000, 'Changed.']]);
    expect(scene.models.synthesis.asked).toEqual([]);
  });

  test('E2: words like status and complete do not make talk status talk', async () => {
    const scene = stageTelco({
      main: [{ calls: [change] }, { text: 'Changed.' }],
      chat: [{ text: 'The status of my mood: 100 percent complete, still running and processing.' }],
      synthesis: [{ text: 'Glad to hear. And it is changed.' }],
    });
    await scene.request('Move me to the unlimited plan.');
    await scene.say('What is the status of your mood?');
    await scene.untilIdle();

    expect(scene.replies('announcement').map(({ text }) => text)).toEqual(['Glad to hear. And it is changed.']);
  });
});
