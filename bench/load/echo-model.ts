import { systemClock, type Clock } from '../../src/index.ts';
import { wait } from '../../src/effects/wait.ts';
import {
  BaseChatModel,
  type BaseChatModelCallOptions,
  type BindToolsInput,
} from '@langchain/core/language_models/chat_models';
import { AIMessageChunk, type BaseMessage } from '@langchain/core/messages';
import { ChatGenerationChunk, type ChatResult } from '@langchain/core/outputs';
import { fieldOf } from '../../src/methods.ts';
import { canariesIn } from './canary.ts';

type CallOptions = BaseChatModelCallOptions & { tools?: BindToolsInput[] };

/** The word by which a user asks for the long tool. */
export const ERRAND = 'Paint';

/** The words by which a user has a tool called, where the model has that tool. */
const WISHES: Record<string, string> = { [ERRAND]: 'paint', Status: 'check_status' };

/** How long it takes to answer, in milliseconds. */
export const MODEL_MS = 50;

/** A model that says every canary it was told of, after a while: what it should not have heard, it tells. */
export class EchoModel extends BaseChatModel<CallOptions> {
  private readonly clock: Clock;

  constructor(clock: Clock = systemClock) {
    super({});
    this.clock = clock;
  }

  _llmType() {
    return 'echo';
  }

  override bindTools(tools: BindToolsInput[]) {
    return this.withConfig({ tools });
  }

  override async *_streamResponseChunks(
    messages: BaseMessage[],
    { signal, tools = [] }: this['ParsedCallOptions'],
  ): AsyncGenerator<ChatGenerationChunk> {
    await wait(this.clock, MODEL_MS, signal);
    const last = messages.at(-1);
    const [first = ''] = last?.type === 'human' ? textOf(last).split(/[ ,]/) : [];
    const name = WISHES[first];
    if (name !== undefined && tools.some((tool) => fieldOf(tool, 'name') === name)) {
      const call = { type: 'tool_call_chunk', id: 'call', index: 0, name, args: '{}' } as const;
      yield chunkOf(new AIMessageChunk({ content: '', tool_call_chunks: [call] }));
      yield chunkOf(new AIMessageChunk({ content: '', response_metadata: { finish_reason: 'tool_calls' } }));
      return;
    }
    const text = canariesIn(messages.map(textOf)).join(' ');
    yield chunkOf(new AIMessageChunk({ content: text }), text);
    yield chunkOf(new AIMessageChunk({ content: '', response_metadata: { finish_reason: 'stop' } }));
  }

  async _generate(): Promise<ChatResult> {
    throw new Error('The pretended model is asked by streaming.');
  }
}

function textOf({ content }: BaseMessage): string {
  return typeof content === 'string' ? content : JSON.stringify(content);
}

function chunkOf(message: AIMessageChunk, text = '') {
  return new ChatGenerationChunk({ message, text });
}
