import {
  BaseChatModel,
  type BaseChatModelCallOptions,
  type BindToolsInput,
} from '@langchain/core/language_models/chat_models';
import { AIMessageChunk, type BaseMessage } from '@langchain/core/messages';
import { ChatGenerationChunk, type ChatResult } from '@langchain/core/outputs';
import { lineAfter } from './script.ts';

type CallOptions = BaseChatModelCallOptions & { tools?: BindToolsInput[] };

/** A LangChain chat model that streams its line without any delay. */
export class ZeroLatencyModel extends BaseChatModel<CallOptions> {
  constructor() {
    super({});
  }

  _llmType() {
    return 'zero-latency';
  }

  override bindTools(tools: BindToolsInput[]) {
    return this.withConfig({ tools });
  }

  override async *_streamResponseChunks(messages: BaseMessage[]): AsyncGenerator<ChatGenerationChunk> {
    const last = messages.at(-1);
    const line = lineAfter(
      last?.type === 'tool' ? 'tool' : 'user',
      typeof last?.content === 'string' ? last.content : '',
    );
    if ('tool' in line) {
      const call = { type: 'tool_call_chunk', id: line.callId, index: 0, name: line.tool, args: '{}' } as const;
      yield chunkOf(new AIMessageChunk({ content: '', tool_call_chunks: [call] }));
      yield chunkOf(new AIMessageChunk({ content: '', response_metadata: { finish_reason: 'tool_calls' } }));
      return;
    }
    for (const piece of line.pieces) yield chunkOf(new AIMessageChunk({ content: piece }), piece);
    yield chunkOf(new AIMessageChunk({ content: '', response_metadata: { finish_reason: 'stop' } }));
  }

  async _generate(): Promise<ChatResult> {
    throw new Error('The pretended model is asked by streaming.');
  }
}

function chunkOf(message: AIMessageChunk, text = '') {
  return new ChatGenerationChunk({ message, text });
}
