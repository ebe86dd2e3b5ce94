import type { Message } from '../../machines/messages.ts';
import { DEFAULT_LIMITS } from '../effects/limits.ts';

/**
 * The newest `limit` messages, fewer where the cut would part a call from its results.
 *
 * Only if the newest message and its results are alone more than `limit` are there more: a model that doesn't see what
 * it has just asked asks again. Expects sanitized messages. System messages are left out: whoever builds a model's
 * input puts its own in front.
 */
export function latest(messages: readonly Message[], limit: number = DEFAULT_LIMITS.history): Message[] {
  if (limit <= 0) return [];

  const window = messages.filter(({ role }) => role !== 'system');
  const beginnings = window.flatMap(({ role }, index) => (role === 'tool' ? [] : [index]));
  const first = beginnings.find((index) => index >= window.length - limit) ?? beginnings.at(-1);
  return first === undefined ? [] : window.slice(first);
}
