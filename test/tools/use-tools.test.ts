import { tool, type ToolRunnableConfig } from '@langchain/core/tools';
import { DEFAULT_PHRASES, establishes, requires, toolCall, traits } from 'meanwhile';
import { describe, expect, test } from 'vitest';
import { createActor, createMachine } from 'xstate';
import { z } from 'zod';
import { settle, stage, virtualClock, type VirtualClock } from 'meanwhile/testing';
import { learnedDurations } from '../../src/durations/durations.ts';
import { catalogOf } from '../../src/tools/catalog.ts';
import { useTools } from '../../src/tools/use-tools.ts';

const none = { description: '', schema: z.object({}) };

/** Three quick tools: one at once, one after a second, one never. `signals` are theirs. */
function three(clock: VirtualClock, signals: (AbortSignal | undefined)[] = []) {
  const quick = (name: string, ms: number) =>
    tool(
      async (_, config: ToolRunnableConfig) => {
        signals.push(config.signal);
        await clock.wait(ms);
        return `${name} is done`;
      },
      { name, ...none },
    );
  return [quick('now', 0), quick('soon', 1000), quick('never', Number.POSITIVE_INFINITY)];
}
const calls = [{ name: 'now' }, { name: 'never' }, { name: 'soon' }];

describe('quick tools of one reply', () => {
  test('that answer in time keep their results, and of one that does not the model reads that nobody knows', async () => {
    const scene = stage({ tools: three, main: [{ calls }, { text: 'I did what I could.' }] });
    await scene.say('Do all three.');
    await scene.untilIdle();
    expect(scene.replies('announcement').map(({ at, text }) => [at, text])).toEqual([
      [10_000, `I did what I could. ${DEFAULT_PHRASES.ended.unknown('never')}`],
    ]);
    expect(scene.models.main.asked[1]?.messages.slice(-3).map(({ content }) => content)).toEqual([
      'now is done',
      '{"error":"unknown","message":"Nobody can tell whether it took effect, and the user is told so: do not say that it worked, and do not try again."}',
      'soon is done',
    ]);
  });

  test('are told to stop when they are no longer waited for', async () => {
    const signals: (AbortSignal | undefined)[] = [];
    const scene = stage({ tools: (clock) => three(clock, signals), main: [{ calls }, { text: 'Done.' }] });
    await scene.say('Do all three.');
    await scene.at(9999);
    expect(signals.map((signal) => signal?.aborted)).toEqual([false, false, false]);
    await scene.at(10_000);
    expect(signals[1]?.aborted).toBe(true);
  });

  test('a cancel waits for them, as they may have effects, and nothing is thought after it', async () => {
    const scene = stage({
      tools: (clock) => three(clock).slice(0, 2),
      main: [{ calls: [{ name: 'now' }, { name: 'soon' }] }],
    });
    await scene.say('Do both.');
    scene.actor.send({ type: 'operation.cancel' });
    await scene.untilIdle();
    expect(scene.replies('answer').map(({ at, text }) => [at, text])).toEqual([
      [1000, `${DEFAULT_PHRASES.cancelled} ${DEFAULT_PHRASES.partly}`],
    ]);
  });

  test('run side by side, each in its own context', async () => {
    const keys: string[] = [];
    const note = (name: string) =>
      tool(
        async (_, config: ToolRunnableConfig) => {
          keys.push(toolCall(config).idempotencyKey);
          return '';
        },
        { name, ...none },
      );
    const scene = stage({
      tools: [note('a'), note('b')],
      main: [
        {
          calls: [
            { name: 'a', id: 'x' },
            { name: 'b', id: 'x' },
          ],
        },
        { calls: [{ name: 'a', id: 'x' }] },
        { text: 'Done.' },
      ],
    });
    await scene.say('Go.');
    await scene.untilIdle();
    expect(keys).toEqual(['call-1', 'call-2', 'call-3'].map((id) => `customer-1/operation-1/${id}`));
  });

  test('what one of them established, the next reply can build on', async () => {
    const logIn = tool(async () => ({ ok: true }), {
      name: 'log_in',
      ...none,
      metadata: traits(establishes(() => ({ verified: true }))),
    });
    const secret = tool(async () => 'the secret', { name: 'secret', ...none, metadata: traits(requires('verified')) });
    const scene = stage({
      tools: [logIn, secret],
      main: [
        { calls: [{ name: 'secret' }] },
        { calls: [{ name: 'log_in' }] },
        { calls: [{ name: 'secret' }] },
        { text: 'Done.' },
      ],
    });
    await scene.say('Tell me.');
    await scene.untilIdle();
    const results = scene.models.main.asked.at(-1)?.messages.filter(({ role }) => role === 'tool');
    expect(results?.map(({ content }) => content)).toEqual(['{"error":"not_verified"}', '{"ok":true}', 'the secret']);
  });
});

test('A1: what is lost a second time is still of whoever it was begun for first', async () => {
  const clock = virtualClock();
  const logic = useTools(catalogOf([]), { clock, durations: learnedDurations(undefined) });
  const place = { conversationId: 'customer-1', operationId: 'operation-1', stopped: false };
  const input = { ...place, calls: [], attempt: 2, session: { account: '43' }, begunFor: { account: '42' } };
  const told: unknown[] = [];
  const parent = createMachine({
    invoke: { id: 'tools', src: logic, input },
    on: { 'tools.lost': { actions: ({ event }) => told.push(event) } },
  });
  const snapshot = createActor(parent).start().getPersistedSnapshot();
  createActor(parent, { snapshot }).start();
  await settle();
  expect(told).toEqual([{ type: 'tools.lost', attempt: 2, begunFor: { account: '42' } }]);
});
