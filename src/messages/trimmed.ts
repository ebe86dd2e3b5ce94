import type { Entry } from '../../machines/messages.ts';
import type { CountTokens } from './count-tokens.ts';
import { inTurns } from './in-turns.ts';
import { latest, type Room } from './latest.ts';
import { roomOf } from './room-of.ts';

/**
 * What of the transcript stays: the newest turns that there is room for, each whole (F2, E12).
 *
 * However little room there is, the newest turn stays, and the user's words that nothing has taken up, or that wait: those
 * of `kept`, by their ids.
 */
export function trimmed(
  transcript: readonly Entry[],
  limits: Room,
  count: CountTokens,
  kept: readonly string[] = [],
): Entry[] {
  const turns = inTurns(transcript.filter((entry) => !isWaiting(entry) && !kept.includes(entry.id)));
  const most = latest(turns, limits, (turn) => roomOf(turn, count));
  const dropped = new Set(turns.slice(0, turns.length - Math.max(1, most)).flat());
  return transcript.filter((entry) => !dropped.has(entry));
}

function isWaiting({ role, turn }: Entry): boolean {
  return role === 'user' && turn === undefined;
}
