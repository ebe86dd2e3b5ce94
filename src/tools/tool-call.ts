import type { Facts } from '../../machines/json.ts';
import type { Desk } from './desk.ts';
import { isObject } from '../shape.ts';

/** What a running tool may know of the call it serves. */
export type ToolCallContext = {
  conversationId: string;
  /** The operation or chat turn the call belongs to. */
  turnId: string;
  /** Unique in the conversation, and the same over retries. */
  runId: string;
  /** 1 for the first try. */
  attempt: number;
  /** Unique over all conversations, and the same over retries: hand it to your back-end. */
  idempotencyKey: string;
  /** What the conversation knows of its user. Identity comes from here, never from the arguments. */
  session: Facts;
};

/** A call, of which the key can be made. */
export type KeylessCall = Omit<ToolCallContext, 'idempotencyKey'>;

/** What a tool is called with: its context, and for the library's own the desk. */
export type ToolConfig = { configurable?: Record<string, unknown> | undefined };

/** The keys under which the context travels in LangChain's `configurable`: objects, which LangChain doesn't trace. */
const CALL = 'meanwhile';
const DESK = 'meanwhileDesk';

/**
 * The context of the call a tool is serving; `config.signal` is its abort signal.
 *
 * @throws when the tool was not called by a conversation.
 * @example const { session, idempotencyKey } = toolCall(config);
 */
export function toolCall(config: ToolConfig | undefined): ToolCallContext {
  const call = config?.configurable?.[CALL];
  if (!isCall(call)) {
    throw new Error(
      'toolCall(config) found no conversation: hand it the config your tool was called with, and call the tool through a conversation.',
    );
  }
  return call;
}

/**
 * The desk, for the library's own tools.
 *
 * @throws when the tool was not called by a conversation.
 */
export function deskOf(config: ToolConfig | undefined): Desk {
  const desk = config?.configurable?.[DESK];
  if (!isDesk(desk)) throw new Error('this tool works in a conversation only');
  return desk;
}

/** What a tool may know of a call: with the key that is made of its ids. */
export function contextOf(call: KeylessCall): ToolCallContext {
  const idempotencyKey = `${call.conversationId}/${call.runId}`;
  return { ...call, idempotencyKey, session: structuredClone(call.session) };
}

/** What goes into `configurable` for a call. */
export function configurableOf(call: KeylessCall, desk?: Desk): Record<string, unknown> {
  return { [CALL]: contextOf(call), ...(desk && { [DESK]: desk }) };
}

function isCall(value: unknown): value is ToolCallContext {
  return isObject(value) && 'idempotencyKey' in value && 'session' in value;
}

function isDesk(value: unknown): value is Desk {
  return isObject(value) && 'runs' in value && 'queue' in value;
}
