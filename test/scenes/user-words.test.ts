import { stage } from 'meanwhile/testing';
import { describe, expect, test } from 'vitest';
import { stepsTool } from '../kit/steps-tool.ts';

describe('what the user says', () => {
  test('too much of is not taken in, and the user is told so; what runs goes on', async () => {
    const scene = stage({ limits: { text: 10 }, main: [{ text: 'Well.', after: 1000 }] });
    await scene.say('Short.');
    await scene.say('Much too long.');
    await scene.say('Also much too long.');
    await scene.untilIdle();
    const sorry = 'That was too much at once for me, and I have not taken it in. Please say it in fewer words.';
    expect(scene.replies().map(({ id, text }) => [id, text])).toEqual([
      ['message-2!', sorry],
      ['message-3!', sorry],
      ['operation-1!', 'Well.'],
    ]);
    expect(scene.models.main.asked).toHaveLength(1);
  });

  test('F6: too much of under an id, or with no room to wait, is refused once, and not taken later', async () => {
    const scene = stage({
      limits: { text: 10, queue: 1 },
      tools: (clock) => [stepsTool(clock, [])],
      main: [{ calls: [{ name: 'paint' }] }, { text: 'It is blue.' }, { text: 'Well.' }],
      chat: [],
    });
    await scene.say('Paint it.');
    await scene.send({ type: 'request.enqueue', text: 'My bill.', id: 'waits' });
    for (let time = 0; time < 2; time += 1) {
      await scene.send({ type: 'request.enqueue', text: 'My data.', id: 'refused' });
      await scene.send({ type: 'user.said', text: 'Much too long.', id: 'long' });
    }
    await scene.untilIdle();
    await scene.send({ type: 'request.enqueue', text: 'My data.', id: 'refused' });
    await scene.untilIdle();
    expect(scene.replies('answer').map(({ id }) => id)).toEqual([
      'operation-2/queued',
      'message-3!',
      'message-4!',
      'operation-2!',
    ]);
  });

  test('F6: under an id is heard once, also when it has long left the window', async () => {
    const scene = stage({ limits: { history: 2 }, main: () => ({ text: 'Well.' }) });
    const say = (id: string) => scene.send({ type: 'user.said', text: 'Hello.', id });
    for (let count = 0; count < 50; count += 1) await say(String(count));
    await say('0');
    await say('49');
    expect(scene.replies()).toHaveLength(50);
  });

  test('F6: and the ids that are remembered do not grow without end', async () => {
    const scene = stage({ limits: { history: 2 }, main: () => ({ text: 'Well.' }) });
    for (let count = 0; count < 300; count += 1) {
      await scene.send({ type: 'user.said', text: 'Hello.', id: String(count) });
    }
    expect(scene.actor.getSnapshot().context.heard).toHaveLength(200);
  });

  test('F6: twice in the same words is said twice', async () => {
    const scene = stage({ main: () => ({ text: 'Well.' }) });
    await scene.say('Hello.');
    await scene.say('Hello.');
    expect(scene.replies()).toHaveLength(2);
  });

  test('F7: provisionally is shown, and neither heard nor answered', async () => {
    const scene = stage({ main: [] });
    await scene.send({ type: 'user.saying', text: 'Switch me to' });
    expect(scene.actor.getSnapshot().context).toMatchObject({ saying: 'Switch me to', transcript: [], unanswered: [] });
    expect(scene.isIdle()).toBe(true);
    expect(scene.models.main.asked).toEqual([]);
  });
});
