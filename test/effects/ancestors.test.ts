import { tool, type ToolRunnableConfig } from '@langchain/core/tools';
import { createConversationMachine, longRunning, traits } from 'meanwhile';
import { createActor, setup } from 'xstate';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { scriptedModel, settle, virtualClock } from 'meanwhile/testing';

const none = { description: '', schema: z.object({}) };

/** A machine whose conversations are soon at work with one tool; the signals it was given, and whether it is still at work. */
function workOf(name: 'long' | 'quick' | 'model') {
  const clock = virtualClock();
  const signals: AbortSignal[] = [];
  let isAtWork = false;
  const work = async (signal: AbortSignal | undefined) => {
    if (signal) signals.push(signal);
    isAtWork = true;
    await clock.wait(60_000, signal).finally(() => (isAtWork = false));
  };
  const tools = [
    tool(
      async function* (_, config: ToolRunnableConfig) {
        yield { percent: 1 };
        await work(config.signal);
      },
      { name: 'long', ...none, metadata: traits(longRunning({ expectedMs: 60_000 })) },
    ),
    tool(async (_, config: ToolRunnableConfig) => work(config.signal), { name: 'quick', ...none }),
  ];
  const main = name === 'model' ? [{ after: 60_000 }] : [{ calls: [{ name }] }];
  const machine = createConversationMachine({
    clock,
    tools,
    model: scriptedModel(main, clock),
  }).provide({
    actions: {
      learn: () => {
        throw new Error('a bug in an action');
      },
    },
  });
  return { clock, machine, signals, isAtWork: () => isAtWork };
}

/** A conversation of it without any observer, at work. */
async function atWork(name: 'long' | 'quick' | 'model') {
  const { clock, machine, signals, isAtWork } = workOf(name);
  const actor = createActor(machine, { clock, input: { id: 'customer-1' } });
  actor.start();
  actor.send({ type: 'user.said', text: 'Go.' });
  await clock.goTo(0);
  const breakIt = () => actor.send({ type: 'session.updated', facts: {} });
  return { actor, clock, signals, breakIt, isAtWork };
}

describe('rule 5: when a conversation breaks', () => {
  /** XState throws an error that nobody observes at the process, by a timer. */
  const timers: unknown[] = [];
  beforeEach(() => {
    timers.length = 0;
    vi.spyOn(console, 'warn').mockReturnValue(undefined);
    vi.spyOn(globalThis, 'setTimeout').mockImplementation(((fn: unknown) => timers.push(fn)) as never);
  });
  afterEach(() => vi.restoreAllMocks());

  test.each(['long', 'quick'] as const)('the signal of its %s tool aborts, and the tool stops', async (name) => {
    const { actor, signals, breakIt, isAtWork } = await atWork(name);
    expect([signals.map(({ aborted }) => aborted), isAtWork()]).toEqual([[false], true]);
    breakIt();
    await settle();
    expect(actor.getSnapshot().status).toBe('error');
    expect(signals.map(({ aborted, reason }) => [aborted, String(reason)])).toEqual([
      [true, 'Error: the conversation broke'],
    ]);
    expect(isAtWork()).toBe(false);
  });

  test.each(['long', 'quick', 'model'] as const)('with a %s at work, the process lives on', async (name) => {
    const { actor, breakIt } = await atWork(name);
    breakIt();
    await settle();
    expect(actor.getSnapshot().status).toBe('error');
    expect(timers).toEqual([]);
  });

  test('a call of a model is given up', async () => {
    const { clock, breakIt } = await atWork('model');
    expect(clock.armed()).toBe(2);
    breakIt();
    await settle();
    expect(clock.armed()).toBe(0);
  });

  test('with nobody at work, the process lives on', async () => {
    const clock = virtualClock();
    const model = scriptedModel([], clock);
    const machine = createConversationMachine({ clock, tools: [], model }).provide({
      actions: {
        learn: () => {
          throw new Error('a bug in an action');
        },
      },
    });
    const actor = createActor(machine, { clock, input: { id: 'customer-1' } });
    actor.start();
    actor.send({ type: 'session.updated', facts: {} });
    await settle();
    expect(actor.getSnapshot().status).toBe('error');
    expect(timers).toEqual([]);
  });
});

test.each(['long', 'quick'] as const)('a conversation that is stopped stops its %s tool', async (name) => {
  const { actor, signals, isAtWork } = await atWork(name);
  actor.stop();
  await settle();
  expect([signals.map(({ aborted }) => aborted), isAtWork()]).toEqual([[true], false]);
});

test('a conversation that is stopped gives up the call of its model', async () => {
  const { actor, clock } = await atWork('model');
  actor.stop();
  await settle();
  expect(clock.armed()).toBe(0);
});

test.each(['long', 'quick', 'model'] as const)(
  'a machine that spawned the conversation keeps its own errors while a %s is at work: nobody of ours observes it',
  async (name) => {
    const { clock, machine } = workOf(name);
    const parent = createActor(
      setup({ actors: { machine } }).createMachine({ invoke: { id: 'talk', src: 'machine', input: { id: 'a' } } }),
      { clock },
    );
    parent.start();
    parent.getSnapshot().children['talk']?.send({ type: 'user.said', text: 'Go.' });
    await clock.goTo(0);
    expect((Reflect.get(parent, 'observers') as Set<unknown>).size).toBe(0);
    parent.stop();
  },
);
