import { setImmediate as nextTick } from 'node:timers/promises';
import { tool, type ToolRunnableConfig } from '@langchain/core/tools';
import { createActor } from 'xstate';
import { z } from 'zod';
import {
  createConversationMachine,
  type Conversation as Watched,
  longRunning,
  toolCall,
  traits,
  type ReplyKind,
  type Limits,
  type Store,
} from '../../src/index.ts';
import { ZeroLatencyModel } from '../fakes/langchain-model.ts';
import { INSTRUCTIONS, LONG_TOOL } from '../fakes/script.ts';

/** A conversation to be measured. */
export type Conversation = {
  /** Says something and waits for the reply of this kind; gives the milliseconds that took. */
  say(text: string, kind: ReplyKind): Promise<number>;
  /** Ends the long tool and waits for the announcement; gives the milliseconds that took. */
  endTool(): Promise<number>;
  stop(): void;
};

type Company = {
  limits?: Partial<Limits>;
  store?: Store;
  /** Watches a conversation that has not been started. */
  attend?: (conversation: Watched) => unknown;
};

/** The machine of conversations whose long tool runs until it is told to end. */
export function phoneCompany({ limits = {}, store, attend = () => {} }: Company = {}) {
  const running = new Map<string, (result: string) => void>();
  const bill = tool(
    (_, config: ToolRunnableConfig) =>
      new Promise<string>((resolve) => void running.set(toolCall(config).conversationId, resolve)),
    {
      name: LONG_TOOL,
      description: 'Draws up the bill.',
      schema: z.object({}),
      metadata: traits(longRunning({ expectedMs: 60_000, label: 'your bill' })),
    },
  );
  const machine = createConversationMachine({
    model: new ZeroLatencyModel(),
    tools: [bill],
    instructions: { main: INSTRUCTIONS },
    limits,
    ...(store && { store }),
  });
  let opened = 0;

  return {
    open(messages: readonly unknown[] = []): Conversation {
      const id = `conversation-${++opened}`;
      const actor = createActor(machine, { input: { id, messages } });
      attend(actor);
      actor.start();

      const timed = (kind: ReplyKind, act: () => void) =>
        new Promise<number>((resolve) => {
          const listening = actor.on('reply', (reply) => {
            if (reply.kind !== kind) return;
            const heardAt = performance.now();
            listening.unsubscribe();
            resolve(heardAt - begunAt);
          });
          const begunAt = performance.now();
          act();
        });

      return {
        say: (text, kind) => timed(kind, () => actor.send({ type: 'user.said', text })),
        async endTool() {
          while (!running.has(id)) await nextTick();
          return timed('announcement', () => running.get(id)?.('45 EUR'));
        },
        stop() {
          actor.stop();
          running.delete(id);
        },
      };
    },
  };
}
