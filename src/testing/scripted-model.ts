import {
  BaseChatModel,
  type BaseChatModelCallOptions,
  type BindToolsInput,
} from '@langchain/core/language_models/chat_models';
import { AIMessage, AIMessageChunk, ToolMessage, type BaseMessage } from '@langchain/core/messages';
import { ChatGenerationChunk, type ChatResult } from '@langchain/core/outputs';
import type { Message } from '../../machines/messages.ts';
import { BadReply } from '../model/bad-reply.ts';
import { grammarViolations } from './provider-grammar.ts';
import type { VirtualClock } from './virtual-clock.ts';

/** What a scripted model does when it is asked. */
export type Line = {
  /** What it says; a list is said piece by piece. */
  text?: string | readonly string[];
  calls?: { name: string; args?: Record<string, unknown>; id?: string }[];
  /** Virtual milliseconds until it answers; Infinity: never. */
  after?: number;
  /** Virtual milliseconds between one piece and the next. */
  pace?: number;
  /** What it fails with, once it has said its text. */
  error?: Error;
  /** Why it stopped; `null`: the stream was cut. */
  finish?: string | null;
  /** The raw JSON of the calls' arguments, instead of `args`. */
  raw?: string;
};

/** What a scripted model was asked: the messages it saw, and the names of the tools it was given. */
export type Asked = { messages: Message[]; tools: string[] };

/** Answers one request; the requests are counted from 0. Without a line the request fails. */
export type Script = (asked: Asked, count: number) => Line | undefined | Promise<Line>;

type CallOptions = BaseChatModelCallOptions & { tools?: string[] };

/**
 * Makes a LangChain chat model that follows a script, on virtual time: these lines one after the other, or a function.
 *
 * It answers when the clock goes on, stops when it is aborted, and refuses what a provider would refuse (see
 * `grammarViolations`). `asked` holds every request it took. It is asked by `stream()`; `invoke()` throws.
 *
 * @example scriptedModel([{ calls: [{ name: 'draw_up_bill' }] }, { text: 'Your bill is 45 EUR.' }], clock)
 */
export function scriptedModel(script: Script | readonly Line[], clock: Pick<VirtualClock, 'wait'>): ScriptedModel {
  return new ScriptedModel(script, clock);
}

/** See `scriptedModel`. */
export class ScriptedModel extends BaseChatModel<CallOptions> {
  readonly asked: Asked[] = [];
  /** What a provider would have refused, in words. */
  readonly refused: string[] = [];
  private readonly script: Script;
  private readonly clock: Pick<VirtualClock, 'wait'>;

  constructor(script: Script | readonly Line[], clock: Pick<VirtualClock, 'wait'>) {
    super({});
    this.script = typeof script === 'function' ? script : (_, count) => script[count];
    this.clock = clock;
  }

  _llmType() {
    return 'scripted';
  }

  override bindTools(tools: BindToolsInput[]): ReturnType<ScriptedModel['withConfig']> {
    return this.withConfig({ tools: tools.map(nameOf) });
  }

  override async *_streamResponseChunks(
    messages: BaseMessage[],
    { signal, tools = [] }: this['ParsedCallOptions'],
  ): AsyncGenerator<ChatGenerationChunk> {
    const asked = { messages: messages.map(plain), tools };
    const violations = grammarViolations(asked.messages);
    this.refused.push(...violations);
    if (violations.length > 0) throw new BadReply(`A provider refuses this: ${violations.join('; ')}`);
    const count = this.asked.push(asked) - 1;
    const line = await unlessAborted(this.script(asked, count), signal);
    if (!line) throw new BadReply(`The model was asked once more, and its script has no line ${count + 1}.`);
    const { text = '', calls = [], after = 0, pace = 0, error, finish, raw } = line;
    const pieces = [text].flat().filter(Boolean);

    await this.clock.wait(after, signal);
    // as of OpenAI's models, which always say why they stopped: so that it is known for a cut
    const own = finish === null ? { response_metadata: { model_provider: 'openai' } } : {};
    for (const [index, piece] of pieces.entries()) {
      if (index > 0) await this.clock.wait(pace, signal);
      yield chunk(new AIMessageChunk({ content: piece, ...own }), piece);
    }
    if (error) throw error;
    for (const [index, { name, args = {}, id = `id-${count}-${index}` }] of calls.entries()) {
      const part = { name, id, index, args: raw ?? JSON.stringify(args), type: 'tool_call_chunk' as const };
      yield chunk(new AIMessageChunk({ content: '', tool_call_chunks: [part], ...own }));
    }
    const reason = finish === undefined ? (calls.length > 0 ? 'tool_calls' : 'stop') : finish;
    if (reason) yield chunk(new AIMessageChunk({ content: '', response_metadata: { finish_reason: reason } }));
  }

  async _generate(): Promise<ChatResult> {
    throw new Error('A scripted model is asked by stream(), not by invoke().');
  }
}

async function unlessAborted<Value>(value: Value | Promise<Value>, signal: AbortSignal | undefined): Promise<Value> {
  if (!signal || !(value instanceof Promise)) return value;
  const { promise, reject } = Promise.withResolvers<never>();
  const stop = () => reject(signal.reason);
  signal.addEventListener('abort', stop);
  try {
    return await Promise.race([value, promise]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

function nameOf(tool: BindToolsInput): string {
  return 'name' in tool ? String(tool.name) : '';
}

function chunk(message: AIMessageChunk, text = '') {
  return new ChatGenerationChunk({ message, text });
}

function plain(message: BaseMessage): Message {
  const content = message.text;
  if (message.type === 'system') return { role: 'system', content };
  if (message.type === 'human') return { role: 'user', content };
  if (ToolMessage.isInstance(message)) {
    const { tool_call_id, name = '' } = message;
    return { role: 'tool', content, tool_call_id, name };
  }
  const calls = AIMessage.isInstance(message) ? (message.tool_calls ?? []) : [];
  if (calls.length === 0) return { role: 'assistant', content };
  return { role: 'assistant', content, tool_calls: calls.map(({ id = '', name, args }) => ({ id, name, args })) };
}
