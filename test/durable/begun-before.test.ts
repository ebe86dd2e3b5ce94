import { tool, type ToolRunnableConfig } from '@langchain/core/tools';
import {
  createConversationMachine,
  effect,
  longRunning,
  openConversation,
  toolCall,
  traits,
  type EffectPolicy,
  type Facts,
} from 'meanwhile';
import {
  memoryStore,
  scriptedModel,
  settle,
  virtualClock,
  type MemoryStore,
  type VirtualClock,
} from 'meanwhile/testing';
import { expect, test } from 'vitest';
import { z } from 'zod';

const long = longRunning({ expectedMs: 5_000, label: 'the payment' });

/** The programs that have a conversation one after the other, and what their tool was begun for. */
function programs() {
  const clock = virtualClock();
  const memory = memoryStore();
  const begun: unknown[] = [];
  return { begun, clock, live: live({ clock, memory, begun }) };
}

/** A program that has the conversation open for a second, in which its tool does not end, and is killed then. */
function live({ clock, memory, begun }: { clock: VirtualClock; memory: MemoryStore; begun: unknown[] }) {
  const outcomes: string[] = [];
  return async (
    policy: Exclude<EffectPolicy, 'reconcile'>,
    { isQuick = false, says = '', facts }: { isQuick?: boolean; says?: string; facts?: Facts } = {},
  ) => {
    const pay = tool(
      async (_, config: ToolRunnableConfig) => {
        begun.push(toolCall(config).session['account']);
        await clock.wait(5_000, config.signal);
      },
      {
        name: 'pay',
        description: 'Pays.',
        schema: z.object({}),
        metadata: traits(effect(policy), isQuick ? {} : long),
      },
    );
    const model = scriptedModel(
      ({ messages }) => (messages.at(-1)?.role === 'tool' ? { text: 'So it is.' } : { calls: [{ name: 'pay' }] }),
      clock,
    );
    const machine = createConversationMachine({ model, tools: [pay], store: { ...memory }, clock });
    const conversation = await openConversation(machine, { id: 'one', session: { account: '42' } });
    conversation.on('operation', ({ runs }) => outcomes.push(...runs.map(({ status }) => status)));
    if (facts) conversation.send({ type: 'session.updated', facts });
    conversation.start();
    if (says) conversation.send({ type: 'user.said', text: says });
    await clock.goTo(clock.elapsed() + 1_000);
    conversation.stop();
    await settle();
    return outcomes;
  };
}

test.each(['idempotent', 'unsafe'] as const)(
  'D6: a long tool that changed nothing, and is %s in the next version, is not begun again',
  async (policy) => {
    const { begun, live: liveOne } = programs();
    await liveOne('none', { says: 'Pay.' });
    for (let times = 0; times < 3; times += 1) await liveOne(policy);
    expect([begun, (await liveOne(policy)).at(-1)]).toEqual([['42'], 'failed']);
  },
);

test('A1, D6: a quick call is not begun again for somebody else, nor when that one is there another time', async () => {
  const { begun, live: liveOne } = programs();
  await liveOne('idempotent', { isQuick: true, says: 'Pay.' });
  await liveOne('idempotent', { isQuick: true, facts: { verified: true } });
  expect(begun).toEqual(['42', '42']);
  await liveOne('idempotent', { isQuick: true, facts: { account: '43' } });
  await liveOne('idempotent', { isQuick: true });
  expect(begun).toEqual(['42', '42']);
});

test('a quick tool that never lives to its end is given up after five times', async () => {
  const { begun, live: liveOne } = programs();
  await liveOne('idempotent', { isQuick: true, says: 'Pay.' });
  for (let times = 0; times < 7; times += 1) await liveOne('idempotent', { isQuick: true });
  expect(begun).toHaveLength(5);
});
