import { tool } from '@langchain/core/tools';
import { createActor } from 'xstate';
import { z } from 'zod';
import { createConversationMachine, type OnDelta } from '../../src/index.ts';
import { ZeroLatencyModel } from '../fakes/langchain-model.ts';
import { INSTRUCTIONS, QUICK_TOOL } from '../fakes/script.ts';
import type { Contender } from './contender.ts';

/** A conversation of this library: an actor that is told what was said and emits its replies; with a listener, streamed. */
export function meanwhile(onDelta?: OnDelta): Contender {
  const lookUp = tool(() => '27 GB', { name: QUICK_TOOL, description: 'The data left.', schema: z.object({}) });
  const machine = createConversationMachine({
    model: new ZeroLatencyModel(),
    tools: [lookUp],
    instructions: { main: INSTRUCTIONS },
    ...(onDelta && { onDelta }),
  });
  let opened = 0;

  return {
    name: onDelta ? 'Meanwhile, streamed' : 'Meanwhile',
    open() {
      const conversation = createActor(machine, { input: { id: `talk-${++opened}` } });
      conversation.start();
      return {
        say: (text) =>
          new Promise((resolve) => {
            const listening = conversation.on('reply', (reply) => {
              listening.unsubscribe();
              resolve(reply.text);
            });
            conversation.send({ type: 'user.said', text });
          }),
        async close() {
          conversation.stop();
        },
      };
    },
  };
}
