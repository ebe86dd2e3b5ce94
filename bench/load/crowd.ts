import { setTimeout as wait } from 'node:timers/promises';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { tool, type ToolRunnableConfig } from '@langchain/core/tools';
import { createActor } from 'xstate';
import { z } from 'zod';
import {
  createConversationMachine,
  longRunning,
  openConversation,
  toolCall,
  traits,
  type Conversation,
  type Store,
} from '../../src/index.ts';
import { canaryOf } from './canary.ts';
import { customer, type Experience } from './customer.ts';
import { EchoModel } from './echo-model.ts';
import { durationsKey } from '../../src/durations/durations.ts';
import { watchStore, type StoreDeed } from '../../src/store/watched.ts';

/** How many come, how fast, for how long a tool, and where they are kept; without a store they are not. */
export type Crowd = { customers: number; perSecond: number; toolMs: number; store?: Store };

/** What all of them measured, and what it took. */
export type Day = {
  experiences: Experience[];
  cpuMs: number;
  stallMs: number;
  atOnce: number;
  /** All that the store was asked. */
  deeds: StoreDeed[];
};

/** Has so many customers come one after the other, each with a conversation of its own, whoever is still there. */
export async function serve({ customers, perSecond, toolMs, store }: Crowd): Promise<Day> {
  // what another crowd has taught the store of the tool's time, with a shorter one, would make this one stall
  await store?.delete(durationsKey('paint'));
  const place = paintShop(toolMs, store);
  const stalls = monitorEventLoopDelay({ resolution: 1 });
  stalls.enable();
  const deeds: StoreDeed[] = [];
  const unwatch = store ? watchStore(store, (deed) => deeds.push(deed)) : () => {};
  const cpu = process.cpuUsage();
  let here = 0;
  let atOnce = 0;

  const experiences = await Promise.all(
    Array.from({ length: customers }, async (_, index) => {
      await wait((index * 1000) / perSecond);
      atOnce = Math.max(atOnce, (here += 1));
      const visit = await place.enter(index);
      const experience = await customer({ ...visit, toolMs });
      await visit.leave();
      here -= 1;
      return experience;
    }),
  );
  const { user, system } = process.cpuUsage(cpu);
  stalls.disable();
  unwatch();
  const [cpuMs, stallMs] = [(user + system) / 1000 / customers, stalls.max / 1e6];
  return { experiences, cpuMs, stallMs, atOnce, deeds };
}

/** Where a long tool takes its time. */
export function paintShop(toolMs: number, store?: Store) {
  const works = new Map<string, { at: number; times: number }>();
  const paint = tool(
    async (_, config: ToolRunnableConfig) => {
      await wait(toolMs, undefined, config.signal && { signal: config.signal });
      const { conversationId, session } = toolCall(config);
      works.set(conversationId, { at: performance.now(), times: (works.get(conversationId)?.times ?? 0) + 1 });
      return `painted for ${JSON.stringify(session['canary'])}`;
    },
    {
      name: 'paint',
      description: 'Paints.',
      schema: z.object({}),
      metadata: traits(longRunning({ expectedMs: toolMs })),
    },
  );
  const model = new EchoModel();
  const machine = createConversationMachine({ model, tools: [paint], mask: () => undefined, ...(store && { store }) });
  const run = crypto.randomUUID();

  return {
    async enter(index: number) {
      const input = { id: `${run}/${index}`, session: { canary: canaryOf(index) } };
      const painted = () => works.get(input.id) ?? { at: Number.NaN, times: 0 };
      if (!store) {
        const conversation: Conversation = createActor(machine, { input });
        conversation.start();
        return { index, conversation, painted, leave: async () => stop(conversation) };
      }
      const conversation = await openConversation(machine, input);
      conversation.start();
      return { index, conversation, painted, leave: async () => conversation.close() };
    },
  };
}

async function stop(conversation: Conversation) {
  conversation.stop();
}
