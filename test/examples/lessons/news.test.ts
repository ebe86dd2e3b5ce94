import { stage } from 'meanwhile/testing';
import { expect, test } from 'vitest';
import { bakeryTools } from '../../../examples/02-your-own-tools.ts';
import { newsOf, talkOf } from '../../../examples/04-react/news.ts';
import { price } from './bakery.ts';

const asked = { token: 'operation-1/call-1', operationId: 'operation-1', preview: price };

test('a question is news when it is asked, and part of all that was said while it is open', async () => {
  const { scene, questions } = await askedForAYes();
  expect(questions).toEqual([asked]);
  expect(talkOf(scene.actor)).toMatchObject({ lines: [{ by: 'you' }, { by: 'bakery', text: price }], question: asked });
});

test.each([
  ['a yes in words', { type: 'user.said', text: 'Yes, please.' }],
  ['a yes by a button', { type: 'confirmation.given', token: asked.token }],
  ['other words', { type: 'user.said', text: 'Perhaps.' }],
  ['a no by a button', { type: 'operation.cancel', operationId: 'operation-1' }],
] as const)('that it is over is news after %s', async (_, answer) => {
  const { scene, questions } = await askedForAYes();
  await scene.send(answer);
  expect(questions).toEqual([asked, null]);
  expect(talkOf(scene.actor)).toMatchObject({ question: null });
});

test('that it is over is news when nobody has answered for two minutes', async () => {
  const { scene, questions } = await askedForAYes();
  await scene.at(119_999);
  expect(questions).toEqual([asked]);
  await scene.at(120_000);
  expect(questions).toEqual([asked, null]);
  expect(talkOf(scene.actor)).toMatchObject({ question: null });
});

test('what waits is news, and what runs tells how much longer it takes', async () => {
  const scene = stage({
    tools: ({ wait }) => bakeryTools({ wait, ride: async () => 'at six' }),
    input: { session: { customer: 'Ada' } },
    main: [{ calls: [{ name: 'bake_cake', args: { cake: 'lemon' } }] }, { text: 'Here it is.' }],
  });
  const news: unknown[] = [];
  scene.actor.on('*', (event) => news.push(newsOf(event)));
  await scene.say('A lemon cake, please.');
  await scene.send({ type: 'request.enqueue', text: 'Then send it to Hill Street.' });
  const queue = [{ operationId: 'operation-2', label: 'Then send it to Hill Street' }];
  expect(news.at(-1)).toEqual({ type: 'queue', queue });
  const { expectedMs = 0, startedAt = 0 } = scene.actor.getSnapshot().context.operation?.runs[0] ?? {};
  expect(news).toContainEqual({ type: 'work', work: expect.objectContaining({ etaMs: expectedMs }) });
  expect(talkOf(scene.actor, startedAt + 1)).toMatchObject({ queue, work: { etaMs: expectedMs - 1 } });
  expect(talkOf(scene.actor, startedAt + expectedMs)).toMatchObject({ work: { etaMs: null } });
});

test('a page that comes later is told the same time as those that were there', async () => {
  const scene = stage({
    tools: ({ wait }) => bakeryTools({ wait, ride: async () => 'at six' }),
    input: { session: { customer: 'Ada' } },
    main: [{ calls: [{ name: 'bake_cake', args: { cake: 'lemon' } }] }, { text: 'Here it is.' }],
  });
  const told: ReturnType<typeof newsOf>[] = [];
  scene.actor.on('progress', (event) => told.push(newsOf(event)));
  await scene.say('A lemon cake, please.');
  for (const at of [800, 1600]) {
    await scene.at(at);
    expect(talkOf(scene.actor, scene.clock.now())).toMatchObject({ ...told.at(-1), type: 'talk' });
  }
});

async function askedForAYes() {
  const questions: unknown[] = [];
  const scene = stage({
    tools: ({ wait }) => bakeryTools({ wait, ride: async () => 'at six' }),
    input: { session: { customer: 'Ada' } },
    main: [{ calls: [{ name: 'send_cake', args: { address: 'Hill Street' } }] }, { text: 'Very well.' }],
  });
  scene.actor.on('*', (event) => {
    const news = newsOf(event);
    if (news?.type === 'question') questions.push(news.question);
  });
  await scene.say('Send it to Hill Street.');
  return { scene, questions };
}
