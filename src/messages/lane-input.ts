import type { Message } from '../../machines/messages.ts';
import type { TextMessage } from './history-of.ts';
import { DEFAULT_LIMITS } from '../effects/limits.ts';
import { latest } from './latest.ts';
import { sanitize } from './sanitize.ts';

/** What a lane tells its model. */
export type LaneInput = {
  instructions: string;
  /** What was said before. The main operation's is frozen when it begins; the secondary chat's goes on with the talk. */
  history: readonly TextMessage[];
  /** The user's words that this turn answers. */
  request: readonly TextMessage[];
  /** The calls and results of this very operation or chat turn, and of no other. */
  steps: readonly Message[];
  /** The most messages beside the instructions. */
  limit?: number;
};

/**
 * The model's input in either lane: instructions, history, request, then the turn's own steps.
 *
 * What is too much is cut from the history first, then from the oldest steps, from the request never. Calls can come
 * in by `steps` only, so that no lane sees the calls of the other.
 */
export function laneInput({
  instructions,
  history,
  request,
  steps,
  limit = DEFAULT_LIMITS.history,
}: LaneInput): Message[] {
  const asked = wordsOf(request);
  const own = latest(sanitize(steps), Math.max(1, limit - asked.length));
  const before = latest(wordsOf(history), limit - asked.length - own.length);
  return sanitize([{ role: 'system', content: instructions }, ...before, ...asked, ...own]);
}

function wordsOf(messages: readonly TextMessage[]): Message[] {
  return sanitize(messages.map(({ role, content }) => ({ role, content })));
}
