import type { AIMessageChunk, BaseMessageLike } from '@langchain/core/messages';
import { tool } from '@langchain/core/tools';
import { z } from 'zod';
import { ZeroLatencyModel } from '../fakes/langchain-model.ts';
import { INSTRUCTIONS, QUICK_TOOL } from '../fakes/script.ts';
import type { Contender } from './contender.ts';

/** What one writes without any framework: a loop over LangChain's model and tool. */
export function plainLoop(): Contender {
  const lookUp = tool(() => '27 GB', { name: QUICK_TOOL, description: 'The data left.', schema: z.object({}) });
  const model = new ZeroLatencyModel().bindTools([lookUp]);

  return {
    name: 'plain loop',
    open() {
      const messages: BaseMessageLike[] = [{ role: 'system', content: INSTRUCTIONS }];
      return {
        async say(text) {
          messages.push({ role: 'user', content: text });
          for (;;) {
            let reply: AIMessageChunk | undefined;
            for await (const chunk of await model.stream(messages)) reply = reply ? reply.concat(chunk) : chunk;
            if (!reply) throw new Error('the model sent nothing');
            messages.push(reply);
            if (!reply.tool_calls?.length) return reply.text;
            for (const call of reply.tool_calls) messages.push(await lookUp.invoke({ ...call, type: 'tool_call' }));
          }
        },
      };
    },
  };
}
