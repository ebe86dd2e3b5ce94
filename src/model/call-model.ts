import type { BaseChatModel } from '@langchain/core/language_models/chat_models';
import type { AIMessageChunk } from '@langchain/core/messages';
import type { Json } from '../../machines/json.ts';
import type { Message, ToolCall } from '../../machines/messages.ts';
import type { ConversationTool, KnownTool } from '../tools/catalog.ts';
import { isJsonObject, parseJson } from '../tools/to-json.ts';
import { explained } from './explain-error.ts';

/** Any LangChain chat model that can use tools. */
export type ChatModel = BaseChatModel;

/** What a model said: an answer when it asks for no tools. */
export type Said = { text: string; calls: ToolCall[] };

/** A model with the tools of one lane. */
export type CallModel = (messages: Message[], signal: AbortSignal) => Promise<Said>;

/** Why a model stopped when it had said all, as the providers call it. */
const COMPLETE = ['stop', 'tool_calls', 'function_call', 'end_turn', 'tool_use', 'stop_sequence', 'STOP'];

/**
 * Prepares calls of a model with these tools. They stream, since only a stream lets go of its socket when it is aborted.
 *
 * The calls reject with an error that says what to do; a reply that was cut off in the middle of its tool calls is one.
 */
export function modelWith(model: ChatModel, tools: ReadonlyMap<string, KnownTool>): CallModel {
  const bound =
    tools.size === 0
      ? model
      : bind(
          model,
          [...tools.values()].map(({ tool }) => tool),
        );

  return async (messages, signal) => {
    try {
      let whole: AIMessageChunk | undefined;
      for await (const chunk of await bound.stream(messages, { signal, callbacks: [] })) {
        whole = whole ? whole.concat(chunk) : chunk;
      }
      signal.throwIfAborted();
      if (!whole) throw new Error('the model sent nothing');
      return { text: whole.text, calls: callsIn(whole) };
    } catch (error) {
      throw explained(error);
    }
  };
}

function bind(model: ChatModel, tools: ConversationTool[]) {
  if (!model.bindTools) throw new Error(`${model._llmType()} cannot use tools: choose a chat model with bindTools().`);
  return model.bindTools(tools);
}

/**
 * The calls of a reply, each with arguments that are whole.
 *
 * A cut stream still yields calls, parsed leniently from half the JSON: so the reason to stop must be a proper one,
 * where the provider gives any, and the arguments are parsed again, strictly. Some providers send none at all for a
 * tool without arguments; without a proper reason that is a cut like any other.
 */
function callsIn(whole: AIMessageChunk): ToolCall[] {
  const chunks = whole.tool_call_chunks ?? [];
  const calls = whole.tool_calls ?? [];
  if (chunks.length + calls.length === 0) return [];

  const reason = reasonOf(whole.response_metadata);
  if (reason !== undefined && !COMPLETE.includes(reason)) throw cutOff();
  if (chunks.length === 0) return calls.map(({ id = '', name, args }) => ({ id, name, args }));
  const none = reason === undefined ? '' : '{}';
  return chunks.map(({ id = '', name = '', args }) => ({ id, name, args: parsed(args || none) }));
}

function reasonOf(metadata: Record<string, unknown>): string | undefined {
  const reason = metadata['finish_reason'] ?? metadata['stop_reason'] ?? metadata['finishReason'];
  return typeof reason === 'string' ? reason : undefined;
}

function parsed(args: string): { [name: string]: Json } {
  try {
    const value = parseJson(args);
    if (isJsonObject(value)) return value;
  } catch {
    // half a JSON text is no call
  }
  throw cutOff();
}

function cutOff(): Error {
  return new Error("the model's reply was cut off in the middle of its tool calls; none was carried out");
}
