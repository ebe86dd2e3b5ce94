import type { CallbackManagerForLLMRun } from '@langchain/core/callbacks/manager';
import { BaseChatModel, type BindToolsInput } from '@langchain/core/language_models/chat_models';
import { AIMessageChunk, type BaseMessage } from '@langchain/core/messages';
import { ChatGenerationChunk, type ChatResult } from '@langchain/core/outputs';
import type { Message } from '../../machines/messages.ts';
import { grammarViolations } from '../messages/provider-grammar.ts';
import type { VirtualClock } from './virtual-clock.ts';

/** What a scripted model does when it is asked. */
export type Line = {
  text?: string;
  calls?: { name: string; args?: Record<string, unknown>; id?: string }[];
  /** Virtual milliseconds until it answers; Infinity: never. */
  after?: number;
  error?: Error;
  /** Why it stopped; `null`: the stream was cut. */
  finish?: string | null;
  /** The raw JSON of the calls' arguments, instead of `args`. */
  raw?: string;
};

/** What a scripted model was asked. */
export type Asked = { messages: Message[]; tools: string[] };

/** Answers one request; the lines said so far are counted from 0. */
export type Script = (asked: Asked, count: number) => Line;

/** Says these lines one after the other. */
export function lines(...script: Line[]): Script {
  return (_, count) => {
    const line = script[count];
    if (!line) throw new Error(`The script has ${script.length} lines, and the model was asked once more.`);
    return line;
  };
}

/** A chat model that follows a script, on virtual time, and refuses what a provider would refuse. */
export class ScriptedModel extends BaseChatModel {
  readonly asked: Asked[] = [];
  private readonly script: Script;
  private readonly clock: VirtualClock;

  constructor(script: Script, clock: VirtualClock) {
    super({});
    this.script = script;
    this.clock = clock;
  }

  _llmType() {
    return 'scripted';
  }

  override bindTools(tools: BindToolsInput[]) {
    return this.withConfig({ tools: tools.map((tool) => (tool as { name: string }).name) } as never);
  }

  override async *_streamResponseChunks(
    messages: BaseMessage[],
    options: this['ParsedCallOptions'],
    _run?: CallbackManagerForLLMRun,
  ): AsyncGenerator<ChatGenerationChunk> {
    const asked = { messages: messages.map(plain), tools: (options as { tools?: string[] }).tools ?? [] };
    const violations = grammarViolations(asked.messages);
    if (violations.length > 0) throw new Error(`A provider refuses this: ${violations.join('; ')}`);
    const count = this.asked.push(asked) - 1;
    const { text = '', calls = [], after = 0, error, finish, raw } = this.script(asked, count);

    await this.clock.wait(after, options.signal);
    if (error) throw error;
    if (text) yield chunk(new AIMessageChunk({ content: text }), text);
    for (const [index, { name, args = {}, id = `id-${count}-${index}` }] of calls.entries()) {
      const part = { name, id, index, args: raw ?? JSON.stringify(args), type: 'tool_call_chunk' as const };
      yield chunk(new AIMessageChunk({ content: '', tool_call_chunks: [part] }));
    }
    const reason = finish === undefined ? (calls.length > 0 ? 'tool_calls' : 'stop') : finish;
    if (reason) yield chunk(new AIMessageChunk({ content: '', response_metadata: { finish_reason: reason } }));
  }

  async _generate(): Promise<ChatResult> {
    throw new Error('Models are asked by streaming.');
  }
}

function chunk(message: AIMessageChunk, text = '') {
  return new ChatGenerationChunk({ message, text });
}

function plain(message: BaseMessage): Message {
  const content = message.text;
  switch (message.type) {
    case 'system':
      return { role: 'system', content };
    case 'human':
      return { role: 'user', content };
    case 'tool': {
      const { tool_call_id, name = '' } = message as BaseMessage & { tool_call_id: string };
      return { role: 'tool', content, tool_call_id, name };
    }
    default: {
      const calls = (message as AIMessageChunk).tool_calls ?? [];
      if (calls.length === 0) return { role: 'assistant', content };
      return {
        role: 'assistant',
        content,
        tool_calls: calls.map(({ id = '', name, args }) => ({ id, name, args })),
      };
    }
  }
}
