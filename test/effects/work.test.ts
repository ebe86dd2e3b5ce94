import { learnedDurations } from '../../src/durations/durations.ts';
import '@langchain/core/context';
import { RunnableLambda, type RunnableConfig } from '@langchain/core/runnables';
import { tool, type ToolRunnableConfig } from '@langchain/core/tools';
import { longRunning, traits, systemClock } from 'meanwhile';
import { expect, test } from 'vitest';
import { createActor, type AnyActorLogic } from 'xstate';
import { z } from 'zod';
import { settle } from 'meanwhile/testing';
import { actorOf } from '../../src/effects/work.ts';
import { catalogOf } from '../../src/tools/catalog.ts';
import { runTool } from '../../src/tools/run-tool.ts';
import { useTools } from '../../src/tools/use-tools.ts';

const none = { description: '', schema: z.object({}) };
const site = { conversationId: 'customer-1', operationId: 'operation-1', session: {} };
const call = { id: 'call-1', name: 'peek', args: {} };

const timing = { clock: systemClock, durations: learnedDurations(undefined) };

/** An actor of ours in which a runnable or tool looks at its run config, and what it is started with. */
const kinds: [string, (peek: (config: RunnableConfig) => void) => { logic: AnyActorLogic; input?: object }][] = [
  [
    'a call of a model',
    (peek) => ({
      logic: actorOf(async () => RunnableLambda.from(async (_: string, config) => peek(config)).invoke('')),
    }),
  ],
  [
    'a quick tool',
    (peek) => ({ logic: useTools(catalogOf([peeking(peek)]), timing), input: { ...site, calls: [call] } }),
  ],
  [
    'a long tool',
    (peek) => ({
      logic: runTool(catalogOf([peeking(peek)]), timing),
      input: { ...site, attempt: 1, call: { runId: 'operation-1/call-1', tool: 'peek', args: {}, harmless: false } },
    }),
  ],
];

test.each(kinds)(
  "%s, started by an event from inside a tool, has nothing of that tool's run config",
  async (_, make) => {
    const seen: RunnableConfig[] = [];
    const { logic, input } = make((config) => seen.push(config));
    const starting = tool(
      async () => {
        createActor(logic, { input }).start();
      },
      { name: 'start', ...none },
    );
    await starting.invoke({}, { tags: ['of the other tool'], metadata: { from: 'the other tool' } });
    await settle();
    expect(seen.map(({ tags = [], metadata = {} }) => [tags, metadata['from']])).toEqual([[[], undefined]]);
  },
);

function peeking(peek: (config: RunnableConfig) => void) {
  return tool(async (_, config: ToolRunnableConfig) => peek(config), {
    name: 'peek',
    ...none,
    metadata: traits(longRunning({ expectedMs: 1000 })),
  });
}
