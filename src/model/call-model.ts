import type { BaseChatModel } from '@langchain/core/language_models/chat_models';
import type { AIMessageChunk } from '@langchain/core/messages';
import type { Json } from '../../machines/json.ts';
import type { ModelLine } from '../../machines/main-operation-protocol.ts';
import type { Message, ToolCall } from '../../machines/messages.ts';
import type { ConversationTool, KnownTool } from '../tools/catalog.ts';
import { parseJson } from '../to-json.ts';
import { BadReply } from './bad-reply.ts';
import type { Draft } from './draft.ts';
import { explained } from './explain-error.ts';
import { cutIn, endingAfter, HALF_A_CALL, NO_ENDING } from './stop-reason.ts';
import { isRecord } from '../shape.ts';

/** Any LangChain chat model that can use tools. */
export type ChatModel = BaseChatModel;

/** A model with the tools of one lane. What it says goes to the draft as it comes, as long as it asks for no tool. */
export type CallModel = (messages: Message[], signal: AbortSignal, draft?: Draft) => Promise<ModelLine>;

/**
 * Prepares calls of a model with these tools. They stream, since only a stream lets go of its socket when it is aborted.
 *
 * The calls reject with an error that says what to do. A reply that is known to be cut off is one too: nothing of half a
 * reply is said, and no call of it is carried out.
 */
export function modelWith(model: ChatModel, tools: ReadonlyMap<string, KnownTool>): CallModel {
  const bound =
    tools.size === 0
      ? model
      : bind(
          model,
          [...tools.values()].map(({ tool }) => tool),
        );

  return async (messages, signal, draft) => {
    try {
      let whole: AIMessageChunk | undefined;
      let ending = NO_ENDING;
      for await (const chunk of await bound.stream(messages, { signal, callbacks: [] })) {
        whole = whole ? whole.concat(chunk) : chunk;
        ending = endingAfter(ending, chunk);
        if (hasCalls(chunk)) draft?.takeBack();
        else draft?.add(chunk.text);
      }
      signal.throwIfAborted();
      if (!whole)
        throw new BadReply('the model sent nothing: look at the model server, and whether its address is right');
      const cut = cutIn(ending, hasCalls(whole));
      if (cut !== undefined) throw new BadReply(cut);
      return { text: whole.text, calls: callsIn(whole, ending.reason) };
    } catch (error) {
      draft?.takeBack();
      throw signal.aborted ? error : explained(error);
    }
  };
}

function bind(model: ChatModel, tools: ConversationTool[]) {
  if (!model.bindTools) throw new Error(`${model._llmType()} cannot use tools: choose a chat model with bindTools().`);
  return model.bindTools(tools);
}

function hasCalls({ tool_call_chunks: chunks = [], tool_calls: calls = [] }: AIMessageChunk): boolean {
  return chunks.length + calls.length > 0;
}

/**
 * The calls of a reply, each with arguments that are whole.
 *
 * LangChain parses half a JSON leniently, so the arguments are parsed again, strictly. Some providers send none at all for
 * a tool without arguments; where no reason to stop is given that is a cut like any other.
 */
function callsIn(
  { tool_call_chunks: chunks = [], tool_calls: calls = [], invalid_tool_calls: unreadable = [] }: AIMessageChunk,
  reason: string | undefined,
): ToolCall[] {
  if (chunks.length === 0) {
    if (unreadable.length > 0) throw new BadReply(HALF_A_CALL);
    return calls.map(({ id = '', name, args }) => ({ id, name, args }));
  }
  const none = reason === undefined ? '' : '{}';
  return chunks.map(({ id = '', name = '', args }) => ({ id, name, args: parsed(args || none) }));
}

function parsed(args: string): { [name: string]: Json } {
  try {
    const value = parseJson(args);
    if (isRecord(value)) return value;
  } catch {
    // half a JSON text is no call
  }
  throw new BadReply(HALF_A_CALL);
}
