import { StructuredTool } from '@langchain/core/tools';
import { isInteropZodSchema } from '@langchain/core/utils/types';
import type { Json } from '../../machines/json.ts';
import { plainArgs } from './parsed-args.ts';
import type { ConversationTool } from './catalog.ts';
import { toJson } from '../to-json.ts';
import { ToolFailure } from './tool-failure.ts';
import { isObject } from '../shape.ts';

/** How a tool is called. */
export type Invocation = {
  args: { [name: string]: Json };
  configurable: Record<string, unknown>;
  signal: AbortSignal;
  /** Hears what an async generator yields. If it gives a promise, the generator waits for that. */
  onYield?: (value: unknown) => unknown;
};

/**
 * Calls a LangChain tool and gives its result as JSON.
 *
 * A tool made of an async generator, and one of a class, always says itself how it went. One made of a plain
 * function does not: LangChain rejects for it as soon as the signal aborts, while the function runs on; and of one
 * that only has an `invoke` nobody knows. That is a failure that may have happened, if it had begun. So is a result
 * that LangChain refuses.
 *
 * @throws what the tool throws; a ToolFailure for a call that was cut off, and for a result that cannot be read.
 */
export async function invokeTool(
  tool: ConversationTool,
  { args, configurable, signal, onYield }: Invocation,
): Promise<Json> {
  const isOpaque = !isOfLangChain(tool);
  const heard = { beginning: isOpaque, end: false, result: false };
  const watched = withCall(tool, async (...call) => {
    signal.throwIfAborted();
    heard.beginning = true;
    try {
      const raw: unknown = await Reflect.apply(Reflect.get(tool, '_call'), tool, call);
      heard.end = true;
      heard.result = !isGenerator(raw);
      return raw;
    } catch (error) {
      heard.end = !Reflect.has(tool, 'func');
      throw error;
    }
  });
  const callbacks = onYield ? [{ awaitHandlers: true, handleToolEvent: onYield }] : [];
  try {
    return toJson(await watched.invoke(plainArgs(args), { configurable, signal, callbacks }));
  } catch (error) {
    const isCutOff = signal.aborted && heard.beginning && !heard.end;
    if (!isCutOff && !heard.result) throw error;
    const message = isCutOff ? 'it was cut off before it could say how it went' : 'its result cannot be read';
    throw new ToolFailure(message, { mayHaveHappened: true, cause: error });
  }
}

/** Whether what is between `invoke` and the tool's own work is LangChain's: an app may have put a logger there. */
function isOfLangChain(tool: ConversationTool): boolean {
  return Reflect.has(tool, '_call') && Reflect.get(tool, 'invoke') === StructuredTool.prototype.invoke;
}

function isGenerator(value: unknown): boolean {
  return isObject(value) && Symbol.asyncIterator in value;
}

/** The same tool with another inside: all that LangChain does around a call stays. What is wrong with arguments is said. */
function withCall(tool: ConversationTool, call: (...args: unknown[]) => Promise<unknown>): ConversationTool {
  const verboseParsingErrors = { value: !isInteropZodSchema(tool.schema) };
  return inherit(tool, { _call: { value: call }, verboseParsingErrors });
}

const inherit: (tool: ConversationTool, own: PropertyDescriptorMap) => ConversationTool = Object.create;
