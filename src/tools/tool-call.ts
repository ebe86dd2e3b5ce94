import type { Facts } from '../../machines/json.ts';

/** What a running tool may know of the call it serves. */
export type ToolCallContext = {
  conversationId: string;
  operationId: string;
  /** Unique in the conversation, the same over retries. */
  runId: string;
  /** 1 for the first try. */
  attempt: number;
  /** Unique over all conversations and the same over retries: hand it to your back-end. */
  idempotencyKey: string;
  /** What the conversation knows of its user. Identity comes from here, never from the arguments. */
  session: Facts;
};

/** The one key under which the context travels in LangChain's `configurable`. */
export const CALL_KEY = 'meanwhile';

/**
 * The context of the call a tool is serving; `config.signal` is its abort signal.
 *
 * @throws when the tool was not called by a conversation.
 * @example const { session, idempotencyKey } = toolCall(config);
 */
export function toolCall(config: { configurable?: Record<string, unknown> | undefined } | undefined): ToolCallContext {
  const call = config?.configurable?.[CALL_KEY];
  if (!isToolCallContext(call)) {
    throw new Error('toolCall(config) found no conversation: pass the config that the tool was called with, and call the tool through a conversation.');
  }
  return call;
}

function isToolCallContext(value: unknown): value is ToolCallContext {
  return typeof value === 'object' && value !== null && 'idempotencyKey' in value && 'session' in value;
}
