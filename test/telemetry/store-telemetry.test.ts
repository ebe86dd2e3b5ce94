import type { Meter } from '@opentelemetry/api';
import { createConversationMachine, openConversation, type Store } from 'meanwhile';
import { storeTelemetry } from 'meanwhile/telemetry';
import { memoryStore, scriptedModel, virtualClock } from 'meanwhile/testing';
import { expect, test } from 'vitest';
import { sdk } from './recorder.ts';

/** Conversations on a store, on virtual time. */
function company(store: Store, clock = virtualClock()) {
  const model = scriptedModel(() => ({ text: 'Hello.' }), clock);
  const machine = createConversationMachine({ model, tools: [], store, clock });
  return async (id: string) => {
    const opening = openConversation(machine, { id });
    await clock.goTo(clock.elapsed() + 100);
    const conversation = await opening;
    conversation.start();
    conversation.send({ type: 'user.said', text: 'Hi' });
    await clock.goTo(clock.elapsed() + 1000);
    return conversation;
  };
}

test('how long a store takes, and what fails by its kind, is told of all conversations in it', async () => {
  const clock = virtualClock();
  const heard = sdk();
  const kept = new Map<string, unknown>();
  const broken = Object.assign(new Error('no 4711'), { code: 'ECONNRESET' });
  let isBroken = false;
  const store: Store = {
    async get(key) {
      await clock.wait(20);
      return kept.get(key);
    },
    async set(key, value) {
      await clock.wait(50);
      if (isBroken) throw broken;
      return kept.set(key, value);
    },
    delete: async (key) => kept.delete(key),
  };
  const stop = storeTelemetry(store, heard);
  const open = company(store, clock);
  await open('4711');
  const conversation = await open('4712');
  const lines = await heard.lines();
  expect(lines).toHaveLength(2);
  expect(lines[0]).toMatch(/^meanwhile\.store\.operation\.duration \{operation=read\}: \d+ × 0\.02$/);
  expect(lines[1]).toMatch(/^meanwhile\.store\.operation\.duration \{operation=write\}: \d+ × 0\.05$/);
  isBroken = true;
  conversation.send({ type: 'user.said', text: 'Hi again' });
  await clock.goTo(clock.elapsed() + 1000);
  expect(await heard.lines()).toContainEqual(expect.stringMatching(/operation=write type=ECONNRESET\}: \d+ × 0\.05$/));
  expect(await heard.all()).not.toContain('4711');
  stop();
  isBroken = false;
  const before = await heard.lines();
  await open('4713');
  expect(await heard.lines()).toEqual(before);
});

test('exchanges are told, where a store knows them', async () => {
  const heard = sdk();
  const store = memoryStore();
  storeTelemetry(store, heard);
  await company(store)('customer-1');
  expect(await heard.lines()).toContainEqual(
    expect.stringMatching(/^meanwhile\.store\.operation\.duration {operation=compareAndSet}: /),
  );
});

test('a meter that throws is not noticed', async () => {
  const store = memoryStore();
  const record = () => {
    throw new Error('no meter');
  };
  const instrument = () => ({ record, add: record });
  const meter = { createHistogram: instrument, createCounter: instrument, createUpDownCounter: instrument };
  storeTelemetry(store, { meter: meter as unknown as Meter });
  const conversation = await company(store)('customer-1');
  expect(conversation.getSnapshot().context.transcript.map(({ content }) => content)).toEqual(['Hi', 'Hello.']);
});
