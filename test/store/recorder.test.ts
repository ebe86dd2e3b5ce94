import Keyv from 'keyv';
import { createConversationMachine, openConversation, storeKey, type RecordName, type Store } from 'meanwhile';
import { describe, expect, onTestFinished, test } from 'vitest';
import { scriptedModel, settle, stage, virtualClock } from 'meanwhile/testing';
import { createActor, type Snapshot } from 'xstate';
import { storeThrough } from '../../src/testing/store-through.ts';
import { stepsTool } from '../kit/steps-tool.ts';

/** Plays a painting with a question in the middle, on a store that takes so long for each write. */
async function play({ takes = 0, answerAfter = 700 }: { takes?: number; answerAfter?: number } = {}) {
  const clock = virtualClock();
  const keyv = new Keyv();
  const writes: { at: number; name: string; value: unknown }[] = [];
  const write = async (key: string, value?: unknown) => {
    writes.push({ at: clock.elapsed(), name: key.split(':').at(-1) ?? '', value });
    if (takes > 0) await clock.wait(takes);
    return value === undefined ? keyv.delete(key) : keyv.set(key, value);
  };
  const store: Store = { set: write, delete: (key) => write(key) };
  const scene = stage({
    clock,
    store,
    tools: [stepsTool(clock, [])],
    main: ({ messages }) => {
      const last = messages.at(-1);
      if (last?.role === 'tool') return { text: 'Your house is blue.' };
      return last?.content === 'Paint my house.' ? { calls: [{ name: 'paint' }] } : { text: 'Hello.' };
    },
    chat: () => ({ text: 'Nice weather.', after: answerAfter }),
    synthesis: () => ({ text: 'Nice weather, and a blue house.' }),
  });
  const held = async (name: RecordName) => keyv.get<Record<string, unknown>>(storeKey('customer-1', name));
  return { ...scene, keyv, writes, held };
}

test('I6: a quick turn does not touch the store', async () => {
  const scene = await play();
  await scene.say('Hello?');
  await scene.at(60_000);
  expect(scene.replies('answer')).toHaveLength(1);
  expect(scene.writes).toEqual([]);
});

test('the records follow the operation, from acceptance on', async () => {
  const scene = await play();
  await scene.say('Paint my house.');
  expect(await scene.held('working-tool-status-update')).toMatchObject({ status: 'running', progress: 0 });
  for (const step of [1, 2, 3, 4]) {
    await scene.at(step * 2000);
    expect(await scene.held('working-tool-status-update')).toMatchObject({ progress: step * 20 });
  }
});

test('they follow the chat', async () => {
  const scene = await play();
  const start = scene.clock.now();
  await scene.say('Paint my house.');
  await scene.at(5000);
  await scene.say('Nice weather?');
  expect(await scene.held('secondary_status')).toMatchObject({
    processing: true,
    turnId: 'turn-1',
    startedAt: start + 5000,
  });
  await scene.at(5700);
  expect(await scene.held('secondary_status')).toMatchObject({ processing: false, completedAt: start + 5700 });
  expect(await scene.held('secondary_interim_messages')).toMatchObject({
    messages: [{ questions: ['Nice weather?'], answer: 'Nice weather.' }],
  });
});

test('when all is told, only what happened last is left, and that for the next time too', async () => {
  const scene = await play();
  for (const round of [1, 2]) {
    await scene.say('Paint my house.');
    await scene.say('Nice weather?');
    await scene.untilIdle();
    const names: string[] = [];
    for await (const [key] of scene.keyv.iterator()) names.push(key.split(':').at(-1) ?? '');
    expect(names.toSorted((a, b) => a.localeCompare(b))).toEqual(['main_operation_complete', 'secondary_status']);
    expect(await scene.held('main_operation_complete')).toMatchObject({
      operationId: `operation-${round}`,
      runs: [{ tool: 'paint', status: 'completed' }],
    });
  }
});

test('C3: a turn that is aborted is named once, and no more when it has ended', async () => {
  const scene = await play({ answerAfter: 60_000 });
  const start = scene.clock.now();
  await scene.say('Paint my house.');
  await scene.say('Nice weather?');
  await scene.untilIdle();
  const aborts = scene.writes.filter(({ name }) => name === 'secondary_abort');
  const named = { version: 1, turnId: 'turn-1', reason: 'secondaryPatience', at: start + 25_000 };
  expect(aborts.map(({ at, value }) => [at, value])).toEqual([
    [25_000, named],
    [25_000, undefined],
  ]);
  expect(await scene.held('secondary_status')).toMatchObject({ processing: false, abortedAt: start + 25_000 });
});

test('L3: each change is written once, and nothing that did not change', async () => {
  const scene = await play();
  await scene.say('Paint my house.');
  await scene.untilIdle();
  const written = scene.writes.map(({ name, value }) => [name, (value as { progress?: number } | undefined)?.progress]);
  expect(written).toEqual([
    ...[0, 20, 40, 60, 80, 100].map((progress) => ['working-tool-status-update', progress]),
    ['working-tool-status-update', undefined],
    ['main_operation_complete', undefined],
  ]);
});

describe('a slow store', () => {
  test('gets the newest, in order, and ends with the same records', async () => {
    const [quick, slow] = [await play(), await play({ takes: 4500 })];
    for (const scene of [quick, slow]) {
      await scene.say('Paint my house.');
      await scene.untilIdle();
      await scene.at(120_000);
    }
    const progress = slow.writes.flatMap(({ value }) => (value as { progress?: number } | undefined)?.progress ?? []);
    expect(progress).toEqual([0, 40, 80]);
    expect(slow.writes.length).toBeLessThan(quick.writes.length);
    expect(await slow.held('main_operation_complete')).toEqual(await quick.held('main_operation_complete'));
    expect(await slow.held('working-tool-status-update')).toBeUndefined();
  });

  test('C7: delays no reply', async () => {
    const [quick, slow] = [await play(), await play({ takes: 4500 })];
    for (const scene of [quick, slow]) {
      await scene.say('Paint my house.');
      await scene.at(5000);
      await scene.say('Nice weather?');
      await scene.untilIdle();
    }
    expect(slow.told).toEqual(quick.told);
  });
});

test('A2: two conversations on one store keep their records apart', async () => {
  const clock = virtualClock();
  const store = new Keyv();
  const scenes = ['a', 'b'].map((id, index) =>
    stage({
      clock,
      store,
      input: { id },
      tools: [stepsTool(clock, [], { steps: index + 2 })],
      main: [{ calls: [{ name: 'paint' }] }, { text: 'Blue.' }],
    }),
  );
  for (const scene of scenes) await scene.say('Paint my house.');
  await clock.goTo(2000);
  const progress = ['a', 'b'].map(async (id) => store.get(storeKey(id, 'working-tool-status-update')));
  expect(await Promise.all(progress)).toMatchObject([{ progress: 50 }, { progress: Math.floor(100 / 3) }]);
});

test('a conversation that is stopped writes no more', async () => {
  const scene = await play();
  await scene.say('Paint my house.');
  await scene.at(2000);
  scene.actor.stop();
  const before = scene.writes.length;
  await scene.at(60_000);
  expect(scene.writes).toHaveLength(before);
});

test('C2: after a restart, what the process before has left is put right, also where nothing should be', async () => {
  const { actor, keyv, clock } = await play();
  const snapshot = JSON.parse(JSON.stringify(actor.getPersistedSnapshot())) as Snapshot<unknown>;
  const names = ['working-tool-status-update', 'secondary_abort', 'secondary_status'] as const;
  const left = async () => Promise.all(names.map(async (name) => keyv.get(storeKey('customer-1', name))));
  for (const name of names) await keyv.set(storeKey('customer-1', name), { version: 1, status: 'running' });

  const machine = createConversationMachine({ model: scriptedModel([], clock), tools: [], store: keyv, clock });
  createActor(machine, { snapshot, clock, input: { id: 'customer-1' } }).start();
  await settle();
  expect(await left()).toEqual([undefined, undefined, undefined]);
});

test('E7: what no records can be made of is one failure, and ends neither the conversation nor the process', async () => {
  const { actor, keyv, clock } = await play();
  const snapshot = JSON.parse(JSON.stringify(actor.getPersistedSnapshot())) as Snapshot<unknown> & { context: object };
  Object.assign(snapshot.context, { told: {} });
  const thrown: unknown[] = [];
  const note = (error: unknown) => thrown.push(error);
  process.on('uncaughtException', note);
  onTestFinished(() => void process.off('uncaughtException', note));

  const model = scriptedModel(() => ({ text: 'Hello.' }), clock);
  const machine = createConversationMachine({ model, tools: [], store: keyv, clock });
  const conversation = createActor(machine, { snapshot, clock, input: { id: 'customer-1' } });
  const failures: string[] = [];
  conversation.on('failure', ({ source, error }) => failures.push(`${source}: ${error}`));
  conversation.start();
  for (const text of ['Hello?', 'And now?']) {
    conversation.send({ type: 'user.said', text });
    await clock.goTo(clock.elapsed() + 1_000);
  }
  expect(conversation.getSnapshot().value).toBe('idle');
  expect(failures).toEqual([expect.stringMatching(/^store: the records can't be made: /)]);
  expect(thrown).toEqual([]);
});

test('L3, G9: of a tool that reports a thousand steps the listeners hear each, and the store a few', async () => {
  const clock = virtualClock();
  const asked: string[] = [];
  const store = storeThrough(new Keyv(), async (operation, key) => {
    asked.push(key.split(':').at(-1) ?? '');
    return operation();
  });
  const machine = createConversationMachine({
    clock,
    store,
    model: scriptedModel(
      ({ messages }) => (messages.at(-1)?.role === 'tool' ? { text: 'Done.' } : { calls: [{ name: 'paint' }] }),
      clock,
    ),
    tools: [stepsTool(clock, [], { steps: 1_001, stepMs: 10 })],
  });
  for (const open of [
    () => createActor(machine, { clock, input: { id: 'plain' } }),
    async () => openConversation(machine, { id: 'kept' }),
  ]) {
    const from = clock.elapsed();
    const conversation = await open();
    const heard: { at: number; percent: number }[] = [];
    conversation.on('progress', ({ run }) => heard.push({ at: clock.elapsed(), percent: run.percent }));
    conversation.start();
    conversation.send({ type: 'user.said', text: 'Paint my house.' });
    await clock.goTo(from + 11_000);
    expect(heard).toHaveLength(1_002);
    expect(heard.at(-1)?.percent).toBe(100);
    expect(heard.map(({ percent }) => percent)).toEqual(heard.map(({ percent }) => percent).toSorted((a, b) => a - b));
    conversation.stop();
  }
  const count = (name: string) => asked.filter((one) => one === name).length;
  // four a second, and those at the ends; to keep the conversation is to read and to write
  expect(count('working-tool-status-update')).toBeLessThan(2 * 45);
  expect(count('working-tool-status-update')).toBeGreaterThan(2 * 35);
  expect(count('conversation')).toBeLessThan(2 * 55);
});
