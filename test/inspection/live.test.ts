import { redacted } from 'meanwhile/inspection';
import { stage } from 'meanwhile/testing';
import { expect, test } from 'vitest';
import { live } from '../../src/inspection/live.ts';
import { stepsTool } from '../kit/steps-tool.ts';

function watched() {
  const watch = live(() => 0);
  const scene = stage({
    tools: (clock) => [stepsTool(clock, [])],
    main: [{ calls: [{ name: 'paint' }] }, { text: 'It is blue.' }, { text: 'Hello.', after: 1000 }],
    chat: () => ({ text: 'Soon.', after: 500 }),
    synthesis: () => ({ text: 'Soon it was, and it is blue.' }),
    inspect: redacted(watch.take),
  });
  const standing = () =>
    watch.all().flatMap(({ charts }) => charts.map(({ path, status, active }) => `${path} ${status} ${active.at(-1)}`));
  return { watch, scene, standing };
}

test('the charts that run are seen where they stand', async () => {
  const { scene, standing } = watched();
  expect(standing()).toEqual(['conversation-1 active idle']);
  await scene.say('Paint it.');
  expect(standing()).toEqual([
    'conversation-1 active engaged.accompanied.operating.talking',
    'conversation-1/operation active working.long',
    'conversation-1/chat active unlocked',
    'conversation-1/operation/run active attempting.running.lively',
  ]);
  await scene.say('How long?');
  expect(standing()).toContain('conversation-1/chat active locked.door.open');
});

test('what has ended is seen until the next begins', async () => {
  const { scene, standing } = watched();
  await scene.say('Paint it.');
  await scene.untilIdle();
  expect(standing()).toEqual([
    'conversation-1 active idle',
    'conversation-1/operation done done',
    'conversation-1/chat done closed',
    'conversation-1/operation/run done succeeded',
  ]);
  await scene.say('Hello.');
  expect(standing()).toEqual(['conversation-1 active engaged.attending', 'conversation-1/operation active thinking']);
});

test('actors that have ended are forgotten', async () => {
  const { scene, watch } = watched();
  await scene.say('Paint it.');
  expect(watch.actors().map(({ actorRef }) => actorRef.id)).toEqual(
    expect.arrayContaining(['conversation-1', 'recorder', 'operation', 'run', 'tool', 'chat']),
  );
  await scene.say('How long?');
  await scene.untilIdle();
  expect(watch.actors().map(({ actorRef }) => actorRef.id)).toEqual(['conversation-1', 'recorder']);
  scene.actor.stop();
  expect(watch.actors()).toEqual([]);
});

test('the newest events of charts are kept, in words, and so are the newest conversations', async () => {
  const watch = live(() => 7);
  for (let count = 0; count < 60; count += 1) stage({ main: [], inspect: redacted(watch.take) });
  expect(watch.all()).toHaveLength(50);
  const { actor } = stage({ main: [], inspect: redacted(watch.take) });
  for (let count = 0; count < 60; count += 1) actor.send({ type: 'session.updated', facts: {} });
  const heard = watch.all().at(-1)?.heard;
  expect(heard).toHaveLength(50);
  expect(heard?.at(-1)).toEqual({ at: 7, by: 'conversation-1', from: '', label: 'session.updated' });
});

test('a conversation that is watched from its middle on is seen as well', async () => {
  const watch = live(() => 0);
  const { actor } = stage({ main: [] });
  actor.system.inspect(redacted(watch.take));
  actor.send({ type: 'session.updated', facts: {} });
  expect(watch.all()).toMatchObject([{ name: 'conversation-1', charts: [{ active: ['idle'] }] }]);
  expect(watch.actors()).toHaveLength(1);
});

test('of many conversations the latest are kept, and nothing of the others', async () => {
  const watch = live(() => 0);
  const inspect = redacted(watch.take);
  const scenes = Array.from({ length: 60 }, () => stage({ main: [], inspect }));
  expect(watch.all()).toHaveLength(50);
  expect(new Set(watch.actors().map(({ rootId }) => rootId)).size).toBe(50);
  scenes.forEach(({ actor }) => actor.stop());
  expect(watch.actors()).toEqual([]);
});
