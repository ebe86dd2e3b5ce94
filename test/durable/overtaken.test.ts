import { createConversationMachine, openConversation } from 'meanwhile';
import { memoryStore, scriptedModel, settle, virtualClock } from 'meanwhile/testing';
import { expect, test } from 'vitest';
import { LEASE_MS } from '../../src/durable/lease.ts';

test('A5: a process that was paused past its lease does not say what it could not save: the other one does', async () => {
  const memory = memoryStore();
  const time = virtualClock();
  let pausedMs = 0;
  const paused = { ...time, now: () => time.now() + pausedMs };
  let isPaused = false;
  const left: typeof memory = {
    ...memory,
    async compareAndSet(...given) {
      if (isPaused) await new Promise(() => {});
      return memory.compareAndSet(...given);
    },
  };
  const { first, heard } = await begun(machineOn(left, paused));

  isPaused = true;
  first.send({ type: 'user.said', text: 'Hello?' });
  await settle();
  isPaused = false;
  pausedMs = LEASE_MS;
  const second = await openConversation(machineOn({ ...memory }, virtualClock(paused.now())), { id: 'one' });
  second.start();

  await time.goTo(1_000);
  expect(heard).toEqual(['another process has taken over this conversation']);
  expect(first.getSnapshot().status).toBe('stopped');
  await second.close();
});

test.each([
  ['whose store takes four seconds to say so', 0, 4_000],
  ['whose renewal was on its way when it was paused', 2_000, 5_500],
])('A5: nor does one %s', async (_, pausedAt, tookMs) => {
  const memory = memoryStore();
  const time = virtualClock();
  let pausedMs = 0;
  const paused = { ...time, now: () => time.now() + pausedMs };
  let isSlow = false;
  const slow: typeof memory = {
    ...memory,
    async compareAndSet(...given) {
      if (isSlow) await time.wait(tookMs);
      return memory.compareAndSet(...given);
    },
  };
  const { first, heard } = await begun(machineOn(slow, paused));
  isSlow = true;
  await time.goTo(pausedAt);
  first.send({ type: 'user.said', text: 'Hello?' });
  await settle();
  pausedMs = 2 * LEASE_MS;
  const second = await openConversation(machineOn({ ...memory }, virtualClock(paused.now())), { id: 'one' });
  second.start();
  await time.goTo(30_000);
  expect(heard).toEqual([expect.stringContaining('another process has taken over this conversation')]);
  await second.close();
});

test('A5: nor does one that had to say things unsaved before it was paused', async () => {
  const memory = memoryStore();
  const time = virtualClock();
  let pausedMs = 0;
  const paused = { ...time, now: () => time.now() + pausedMs };
  let isAway = false;
  const left: typeof memory = {
    ...memory,
    async compareAndSet(...given) {
      if (isAway) throw new Error('away');
      return memory.compareAndSet(...given);
    },
  };
  const first = await openConversation(machineOn(left, paused), { id: 'one' });
  const heard: string[] = [];
  first.on('reply', ({ text }) => heard.push(text));
  first.start();
  await first.saved();
  isAway = true;
  first.send({ type: 'user.said', text: 'Hello?' });
  await time.goTo(0);
  expect(heard).toEqual(['Hello!']);

  pausedMs = LEASE_MS;
  const second = await openConversation(machineOn({ ...memory }, virtualClock(paused.now())), { id: 'one' });
  second.start();
  isAway = false;
  first.send({ type: 'user.said', text: 'Still there?' });
  await time.goTo(1_000);
  expect(heard).toEqual(['Hello!']);
  expect(first.getSnapshot().status).toBe('stopped');
  await second.close();
});

test('A5: one that is paused while it opens a conversation, past its lease, does not take it back from the other', async () => {
  const memory = memoryStore();
  const earlier = await openConversation(machineOn(memory, virtualClock()), { id: 'one' });
  earlier.start();
  await earlier.close();

  const time = virtualClock();
  let pausedMs = 0;
  const paused = { ...time, now: () => time.now() + pausedMs };
  const pause = Promise.withResolvers<void>();
  let swaps = 0;
  const slow: typeof memory = {
    ...memory,
    async compareAndSet(...given) {
      swaps += 1;
      const answer = await memory.compareAndSet(...given);
      if (swaps === 1) await pause.promise;
      return answer;
    },
  };
  const opening = openConversation(machineOn(slow, paused), { id: 'one' });
  await settle();
  pausedMs = LEASE_MS;
  const second = await openConversation(machineOn({ ...memory }, virtualClock(paused.now())), { id: 'one' });
  second.start();
  pause.resolve();
  await expect(opening).rejects.toThrow('another process has taken over this conversation');
  second.send({ type: 'user.said', text: 'Hello?' });
  await second.saved();
  await second.close();
});

test('one whose lease is damaged says so, once', async () => {
  const memory = memoryStore();
  const time = virtualClock();
  const one = await openConversation(machineOn(memory, time), { id: 'one' });
  const failures: string[] = [];
  one.on('failure', ({ error }) => failures.push(error));
  one.start();
  await memory.set('meanwhile:one:lease', '{"value":7}');
  await time.goTo(60_000);
  expect(failures).toEqual([
    expect.stringMatching(/^no tool with an effect is begun, .* The record 'lease' is no object .* Delete it/),
  ]);
  expect(one.getSnapshot().status).toBe('active');
  one.stop();
});

/** A conversation that is open and saved, and what it says from now on. */
async function begun(machine: ReturnType<typeof machineOn>) {
  const first = await openConversation(machine, { id: 'one' });
  const heard: string[] = [];
  first.on('reply', ({ text }) => heard.push(text));
  first.on('failure', ({ error }) => heard.push(error));
  first.start();
  await first.saved();
  return { first, heard };
}

function machineOn(store: ReturnType<typeof memoryStore>, clock: ReturnType<typeof virtualClock>) {
  return createConversationMachine({
    model: scriptedModel(() => ({ text: 'Hello!' }), clock),
    tools: [],
    store,
    clock,
  });
}
