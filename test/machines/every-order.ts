import type { AnyStateMachine } from 'xstate';
import type { Play } from './play-chart.ts';

/** Moves by their names; one that can't be made gives nothing. */
export type Moves<Machine extends AnyStateMachine> = {
  [name: string]: (at: Play<Machine>) => Play<Machine> | undefined;
};

/** Every place that up to so many moves lead to, in any order, each with the moves that led there. */
export function* everyOrder<Machine extends AnyStateMachine>(
  at: Play<Machine>,
  moves: Moves<Machine>,
  length: number,
  made: string[] = [],
): Generator<{ at: Play<Machine>; made: string[] }> {
  yield { at, made };
  if (length === 0 || at.isOver) return;
  for (const [name, move] of Object.entries(moves)) {
    const next = move(at);
    if (next !== undefined) yield* everyOrder(next, moves, length - 1, [...made, name]);
  }
}

/** A timer runs out, if it runs. */
export function runsOut<Machine extends AnyStateMachine>(timer: string) {
  return (at: Play<Machine>) => (at.timers.includes(timer) ? at.runOut(timer) : undefined);
}

/** A child ends, if it lives. */
export function ends<Machine extends AnyStateMachine>(child: string, output?: unknown) {
  return (at: Play<Machine>) => (at.children.includes(child) ? at.done(child, output) : undefined);
}

/** A child breaks, if it lives. */
export function breaks<Machine extends AnyStateMachine>(child: string) {
  return (at: Play<Machine>) => (at.children.includes(child) ? at.broken(child) : undefined);
}
