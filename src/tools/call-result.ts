import type { Json } from '../../machines/json.ts';
import type { ToolCall } from '../../machines/messages.ts';
import type { CallResult } from '../../machines/main-operation-protocol.ts';
import { messageOf } from '../effects/error.ts';
import { clipped } from '../messages/clipped.ts';
import { readable } from '../messages/content-parts.ts';
import { ToolFailure } from './tool-failure.ts';

/** As much of a call as its result repeats. */
type Called = Pick<ToolCall, 'id' | 'name'>;

/** A result that is a value of the tool or the library, refusals among them; of a content in parts its text. */
export function resultOf({ id, name }: Called, value: Json): CallResult {
  const told = readable(value);
  return { callId: id, name, content: isSpoken(told) ? told : JSON.stringify(told), failed: false };
}

/** What a model is told of a call in doubt. */
export const IN_DOUBT =
  'Nobody can tell whether it took effect, and the user is told so: do not say that it worked, and do not try again.';

/** The result of a call that broke. */
export function failureOf(call: Called, error: unknown): CallResult {
  const isDoubtful = error instanceof ToolFailure && error.mayHaveHappened;
  if (!isDoubtful) return brokenResult(call, 'failed', messageOf(error));
  return { ...brokenResult(call, 'unknown', `${IN_DOUBT} ${messageOf(error)}`), doubtful: true };
}

/** The result of a call that has none: a code, and why in words. Tools throw whole pages; the first of it will do. */
export function brokenResult({ id, name }: Called, error: string, message: string): CallResult {
  const content = JSON.stringify({ error, message: clipped(message, MOST_TO_SAY) });
  return { callId: id, name, content, failed: true };
}

/** Characters. */
const MOST_TO_SAY = 2_000;

/** Blank words are written as JSON: some providers refuse a result without content. */
function isSpoken(value: Json): value is string {
  return typeof value === 'string' && value.trim() !== '';
}
