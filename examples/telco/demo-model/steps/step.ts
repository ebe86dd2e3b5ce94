import { resultOf, type Turn } from '../turn.ts';
import type { Wish } from '../wishes.ts';

/** A tool the model asks for. */
export type Call = { name: string; args: Record<string, string | number | boolean> };

/** What comes next for a wish: calls, or words. With neither, the results speak for themselves. */
export type Move = {
  calls?: readonly Call[];
  says?: string;
  /** Tools whose results are worked into the words, and are not told besides. */
  told?: readonly string[];
};

/** Decides the next move for a wish from the wish and the results that are there; the same input, the same move. */
export type Step = (wish: Wish, turn: Turn) => Move;

/** A step that takes one call without arguments. */
export function lookUp(name: string): Step {
  return (_, turn) => callOnce(turn, { name, args: {} });
}

/** Calls a tool unless it has answered in this turn. */
export function callOnce(turn: Turn, call: Call): Move {
  return resultOf(turn, call.name) ? {} : { calls: [call] };
}
