import type { Json } from '../../machines/json.ts';
import type { ToolCall } from '../../machines/messages.ts';
import type { CallResult } from '../../machines/main-operation-protocol.ts';
import { messageOf } from '../effects/error.ts';
import { ToolFailure } from './tool-failure.ts';

/** As much of a call as its result repeats. */
type Called = Pick<ToolCall, 'id' | 'name'>;

/** A result that is a value of the tool or the library, refusals among them. */
export function resultOf({ id, name }: Called, value: Json): CallResult {
  return { callId: id, name, content: isSpoken(value) ? value : JSON.stringify(value), failed: false };
}

/** The result of a call that broke. */
export function failureOf({ id, name }: Called, error: unknown): CallResult {
  const doubtful = error instanceof ToolFailure && error.mayHaveHappened;
  const content = JSON.stringify({ error: doubtful ? 'unknown' : 'failed', message: messageOf(error) });
  return { callId: id, name, content, failed: true, ...(doubtful && { doubtful }) };
}

/** Blank words are written as JSON: some providers refuse a result without content. */
function isSpoken(value: Json): value is string {
  return typeof value === 'string' && value.trim() !== '';
}
