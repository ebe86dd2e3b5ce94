import type { BaseMessageLike } from '@langchain/core/messages';
import { tool } from '@langchain/core/tools';
import { createReactAgent } from '@langchain/langgraph/prebuilt';
import { z } from 'zod';
import { ZeroLatencyModel } from '../fakes/langchain-model.ts';
import { INSTRUCTIONS, QUICK_TOOL } from '../fakes/script.ts';
import type { Contender } from '../turns/contender.ts';

/** LangGraph's prebuilt agent, without a checkpointer: the messages are kept by hand, which is its quickest way. */
export function langgraph(): Contender {
  const lookUp = tool(() => '27 GB', { name: QUICK_TOOL, description: 'The data left.', schema: z.object({}) });
  const agent = createReactAgent({ llm: new ZeroLatencyModel(), tools: [lookUp], prompt: INSTRUCTIONS });

  return {
    name: 'LangGraph',
    open() {
      let messages: BaseMessageLike[] = [];
      return {
        async say(text) {
          const asked = { messages: [...messages, { role: 'user', content: text }] };
          let reply = '';
          for await (const [mode, news] of await agent.stream(asked, { streamMode: ['messages', 'values'] })) {
            if (mode === 'values') messages = news.messages;
            else if (news[0].type === 'ai') reply += news[0].text;
          }
          return reply;
        },
      };
    },
  };
}
