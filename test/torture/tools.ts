import type { RunnableConfig } from '@langchain/core/runnables';
import { tool } from '@langchain/core/tools';
import {
  confirm,
  effect,
  establishes,
  longRunning,
  readOnly,
  requires,
  toolCall,
  ToolFailure,
  traits,
} from 'meanwhile';
import type { Clock } from '../../src/effects/clock.ts';
import { waitOn } from '../../src/testing/virtual-clock.ts';
import { z } from 'zod';
import type { BackEnd, Execution } from './back-end.ts';
import type { Step } from './steps.ts';

/** What the tools have: the world, the time, and the steps of a life. */
export type World = { backEnd: BackEnd; clock: Clock; step: Step; life: number };

const schema = z.object({ tag: z.string() });
const STEP_MS = 80;

/** Tools of every kind and policy. A long one has its effect in the middle of its work, a quick one and an order at once. */
export function toolsIn({ backEnd, clock, step, life }: World) {
  const wait = waitOn(clock);

  function has(way: 'execute' | 'executeOnce') {
    return (name: string, tag: string, config: RunnableConfig) => {
      const execution: Execution = { key: toolCall(config).idempotencyKey, tool: name, tag, life };
      step(`before the effect ${tag}`);
      backEnd[way](execution);
      step(`after the effect ${tag}`);
    };
  }

  type Have = ReturnType<typeof has> | undefined;
  const nothing = undefined;
  const settle = effect<{ tag: string }>('reconcile', ({ tag }, { idempotencyKey }) => {
    if (tag.endsWith('mute')) throw new Error('the back-end does not answer');
    step(`before the back-end is asked for ${tag}`);
    const happened = backEnd.settle(idempotencyKey);
    step(`after the back-end was asked for ${tag}`);
    return happened ? { done: true, tag } : undefined;
  });

  const quick = (name: string, have: Have, ...own: Parameters<typeof traits>) =>
    tool(
      async ({ tag }, config) => {
        have?.(name, tag, config);
        await wait(STEP_MS);
        return { done: true, tag };
      },
      { name, description: name, schema, metadata: traits(...own) },
    );

  const long = (name: string, have: Have, ...own: Parameters<typeof traits>) =>
    tool(
      async function* ({ tag }, config) {
        const effectAt = name === 'long_order' ? 0 : 80;
        for (const percent of [0, 20, 40, 60, 80]) {
          if (percent > 0) await wait(STEP_MS, config.signal);
          if (percent === effectAt) have?.(name, tag, config);
          yield { percent };
        }
        await wait(STEP_MS);
        return { done: true, tag };
      },
      { name, description: name, schema, metadata: traits(lasting, ...own) },
    );

  /** Fails twice, once before its effect and once after it, if that may be had again. */
  const flaky = (name: string, have: Have, ...own: Parameters<typeof traits>) =>
    tool(
      async function* ({ tag }, config) {
        const { attempt } = toolCall(config);
        yield { percent: 30 };
        await wait(STEP_MS, config.signal);
        if (attempt === 1) throw new ToolFailure('not yet', { retryable: true });
        have?.(name, tag, config);
        yield { percent: 60 };
        if (attempt === 2 && name === 'flaky_idempotent') {
          throw new ToolFailure('nobody knows', { retryable: true, mayHaveHappened: true });
        }
        await wait(STEP_MS);
        return { done: true, tag };
      },
      { name, description: name, schema, metadata: traits(lasting, ...own) },
    );

  const lasting = longRunning<{ tag: string }>({
    expectedMs: 6 * STEP_MS,
    timeoutMs: 600_000,
    label: ({ tag }) => tag,
    retry: { attempts: 3, firstMs: STEP_MS, longestMs: 2 * STEP_MS },
  });
  const asked = confirm<{ tag: string }>(({ tag }) => `Shall I: ${tag}?`);
  return [
    quick('quick_idempotent', has('executeOnce'), effect('idempotent')),
    quick('quick_reconcile', has('execute'), settle),
    quick('quick_unsafe', has('execute'), effect('unsafe')),
    long('long_none', nothing, effect('none')),
    long('long_idempotent', has('executeOnce'), effect('idempotent')),
    long('long_reconcile', has('execute'), settle),
    long('long_unsafe', has('execute')),
    flaky('flaky_idempotent', has('executeOnce'), effect('idempotent')),
    flaky('flaky_unsafe', has('execute')),
    quick('order', has('execute'), asked),
    long('long_order', has('execute'), asked),
    quick(
      'login',
      has('executeOnce'),
      effect('idempotent'),
      establishes(() => ({ verified: true })),
    ),
    long('protected', has('executeOnce'), effect('idempotent'), requires('verified')),
    tool(async () => 'Here is some data.', {
      name: 'look_up',
      description: 'Looks something up.',
      schema: z.object({}),
      metadata: traits(readOnly()),
    }),
  ];
}
