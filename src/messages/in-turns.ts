import type { Entry } from '../../machines/messages.ts';
import { inOrder } from './in-order.ts';

/**
 * The transcript as a model should read it, turn by turn: where it is cut, it is cut between two of these.
 *
 * A turn here is the words of the user and all that is said until he says something else; a "yes" right behind the
 * question of its own operation goes on with it. So the result of a long operation goes with what was said last before
 * it. Only the first turn may begin without the user: with a welcome, say.
 */
export function inTurns(transcript: readonly Entry[]): Entry[][] {
  const turns: Entry[][] = [];
  for (const entry of inOrder(transcript)) {
    const current = turns.at(-1);
    const goesOn = entry.role === 'assistant' || (entry.turn !== undefined && entry.turn === current?.at(-1)?.turn);
    if (current && goesOn) current.push(entry);
    else turns.push([entry]);
  }
  return turns;
}
