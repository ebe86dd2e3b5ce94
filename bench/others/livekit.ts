import { initializeLogger, llm, voice } from '@livekit/agents';
import { INSTRUCTIONS, lineAfter, QUICK_TOOL } from '../fakes/script.ts';
import { z } from 'zod';
import type { Contender } from '../turns/contender.ts';

/** LiveKit's agent session without a room and without audio: text in, text out. */
export function livekit(): Contender {
  initializeLogger({ pretty: false, level: 'silent' });
  const lookUp = llm.tool({
    name: QUICK_TOOL,
    description: 'The data left.',
    parameters: z.object({}),
    execute: async () => '27 GB',
  });

  return {
    name: 'LiveKit',
    async open() {
      const session = new voice.AgentSession({ llm: new ZeroLatencyModel(), vad: null });
      await session.start({ agent: new voice.Agent({ instructions: INSTRUCTIONS, tools: [lookUp] }) });
      return {
        async say(text) {
          const reply = session.generateReply({ userInput: text });
          await reply.waitForPlayout();
          const last = reply.chatItems.at(-1);
          return last?.type === 'message' ? (last.textContent ?? '') : '';
        },
        async close() {
          await session.close();
        },
      };
    },
  };
}

class ZeroLatencyModel extends llm.LLM {
  label() {
    return 'zero-latency';
  }

  chat({ chatCtx, toolCtx = [], connOptions = NO_RETRY }: Parameters<llm.LLM['chat']>[0]) {
    return new ZeroLatencyStream(this, { chatCtx, toolCtx, connOptions });
  }
}

const NO_RETRY = { maxRetry: 0, retryIntervalMs: 0, timeoutMs: 10_000 };

class ZeroLatencyStream extends llm.LLMStream {
  protected async run() {
    const last = this.chatCtx.items.at(-1);
    const line =
      last?.type === 'function_call_output'
        ? lineAfter('tool', last.output)
        : lineAfter('user', last?.type === 'message' ? (last.textContent ?? '') : '');
    if ('tool' in line) {
      const call = llm.FunctionCall.create({ callId: line.callId, name: line.tool, args: '{}' });
      this.queue.put({ id: 'reply', delta: { role: 'assistant', toolCalls: [call] } });
      return;
    }
    for (const content of line.pieces) this.queue.put({ id: 'reply', delta: { role: 'assistant', content } });
  }
}
