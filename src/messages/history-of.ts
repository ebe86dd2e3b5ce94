import type { Entry } from '../../machines/messages.ts';
import { inOrder } from './in-order.ts';

/** A message of words only, without calls. */
export type TextMessage = { role: 'user' | 'assistant'; content: string };

/**
 * What was said in both lanes, as a model reads it.
 *
 * `waiting` are the ids of the user's entries that nobody has taken up yet; they are left out. So must be the entries
 * the model is about to answer, which are its request: put their ids into `waiting` too, or it reads them twice.
 */
export function historyOf(transcript: readonly Entry[], waiting: Iterable<string> = []): TextMessage[] {
  const left = new Set(waiting);
  return inOrder(transcript)
    .filter(({ id }) => !left.has(id))
    .map(({ role, content }) => ({ role, content }));
}
