import { setImmediate as nextTurn } from 'node:timers/promises';

/** Each step of a tool goes through three charts, which takes half a millisecond or so. */
const MOST_IN_A_TURN = 10;

/**
 * Tells each value, and lets all else in the process have its turn when several came without a pause: a tool that yields in
 * a tight loop waits then, and nobody else does.
 */
export function paced(tell: (value: unknown) => void): (value: unknown) => Promise<void> {
  let told = 0;
  let turn: Promise<void> | undefined;

  async function rest() {
    await nextTurn();
    told = 0;
    turn = undefined;
  }

  return async (value) => {
    tell(value);
    told += 1;
    turn ??= rest();
    if (told >= MOST_IN_A_TURN) await turn;
  };
}
