import type { Entry } from '../../machines/messages.ts';
import { inTurns } from './in-turns.ts';

/**
 * The newest turns of a transcript: all that can be among its newest `most` entries, and few more.
 *
 * They are the end of `inTurns`, found without arranging the rest: a chat that goes on for hours must not grow slower.
 */
export function recentTurns(transcript: readonly Entry[], most: number): Entry[][] {
  const from = transcript.length - 2 * most;
  if (from <= 0) return inTurns(transcript);
  const [, ...whole] = inTurns([...heldAt(transcript, from), ...transcript.slice(from)]); // the first may be half a turn
  return whole;
}

/** What the user had said before a place in the transcript, and nobody had answered there. */
function heldAt(transcript: readonly Entry[], place: number): Entry[] {
  const before = transcript.slice(0, place).toReversed();
  const answered = new Set<string | undefined>();
  return before.filter((entry) => isHeld(entry, answered)).toReversed();
}

/** Asked from the newest on: `answered` are the turns of the replies so far. */
function isHeld({ role, turn }: Entry, answered: Set<string | undefined>): boolean {
  if (role === 'assistant') answered.add(turn);
  return role === 'user' && (turn === undefined || !answered.has(turn));
}
