import type { Entry } from '../../machines/messages.ts';
import { inOrder } from './in-order.ts';

/** A message of words only, without calls. */
export type TextMessage = { role: 'user' | 'assistant'; content: string };

/** What was said in both lanes, as a model reads it. */
export function historyOf(transcript: readonly Entry[]): TextMessage[] {
  return inOrder(transcript).map(({ role, content }) => ({ role, content }));
}
