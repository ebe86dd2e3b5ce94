import type { LanguageModelV4, LanguageModelV4StreamPart, LanguageModelV4Usage } from '@ai-sdk/provider';
import { tool, ToolLoopAgent, type ModelMessage } from 'ai';
import { z } from 'zod';
import { INSTRUCTIONS, lineAfter, QUICK_TOOL, type Line } from '../fakes/script.ts';
import type { Contender } from '../turns/contender.ts';

/** The agent of Vercel's AI SDK; the messages are kept by hand, as its documentation shows. */
export function aiSdk(): Contender {
  const lookUp = tool({ description: 'The data left.', inputSchema: z.object({}), execute: async () => '27 GB' });
  const agent = new ToolLoopAgent({
    model: zeroLatencyModel,
    instructions: INSTRUCTIONS,
    tools: { [QUICK_TOOL]: lookUp },
  });

  return {
    name: 'AI SDK',
    open() {
      const messages: ModelMessage[] = [];
      return {
        async say(text) {
          messages.push({ role: 'user', content: text });
          const result = await agent.stream({ messages });
          let reply = '';
          for await (const piece of result.textStream) reply += piece;
          messages.push(...(await result.responseMessages));
          return reply;
        },
      };
    },
  };
}

const zeroLatencyModel: LanguageModelV4 = {
  specificationVersion: 'v4',
  provider: 'bench',
  modelId: 'zero-latency',
  supportedUrls: {},
  async doStream({ prompt }) {
    const last = prompt.at(-1);
    const [part] = last?.role === 'user' ? last.content : [];
    const line =
      last?.role === 'tool' ? lineAfter('tool', '27 GB') : lineAfter('user', part?.type === 'text' ? part.text : '');
    return { stream: ReadableStream.from(partsOf(line)) };
  },
  async doGenerate() {
    throw new Error('The pretended model is asked by streaming.');
  },
};

function partsOf(line: Line): LanguageModelV4StreamPart[] {
  const start: LanguageModelV4StreamPart = { type: 'stream-start', warnings: [] };
  if ('tool' in line) {
    const call: LanguageModelV4StreamPart = {
      type: 'tool-call',
      toolCallId: line.callId,
      toolName: line.tool,
      input: '{}',
    };
    return [start, call, { type: 'finish', usage, finishReason: { unified: 'tool-calls', raw: 'tool_calls' } }];
  }
  return [
    start,
    { type: 'text-start', id: '1' },
    ...line.pieces.map((delta): LanguageModelV4StreamPart => ({ type: 'text-delta', id: '1', delta })),
    { type: 'text-end', id: '1' },
    { type: 'finish', usage, finishReason: { unified: 'stop', raw: 'stop' } },
  ];
}

const usage: LanguageModelV4Usage = {
  inputTokens: { total: 1, noCache: 1, cacheRead: 0, cacheWrite: 0 },
  outputTokens: { total: 1, text: 1, reasoning: 0 },
};
