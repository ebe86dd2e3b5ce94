import type { AnyStateMachine } from 'xstate';
import { routeTo, valueOf, type Arrival, type Place } from './explore-chart.ts';

/**
 * Where a rule is broken: the shortest of the ways that break it, as lists of moves. None, if it is kept.
 *
 * @throws when there is nothing to check the rule on: a rule that is never tried says nothing.
 */
export function breaches<Made extends Arrival<AnyStateMachine>>(
  ways: Made[],
  isKept: (way: Made) => boolean,
): string[] {
  if (ways.length === 0) throw new Error('no way was met that this rule is about');
  return ways
    .filter((way) => !isKept(way))
    .slice(0, 3)
    .map(({ from, move, to }) => told([...(from ? routeTo(from) : []), move.name], to));
}

/** Where a rule about places is broken, as `breaches`. */
export function misfits<Machine extends AnyStateMachine, Around>(
  places: Iterable<Place<Machine, Around>>,
  fits: (place: Place<Machine, Around>) => boolean,
): string[] {
  const all = [...places];
  if (all.length === 0) throw new Error('no place was met that this rule is about');
  return all
    .filter((place) => !fits(place))
    .slice(0, 3)
    .map((place) => told(routeTo(place as Place<AnyStateMachine>), place));
}

function told(moves: string[], end: Pick<Place<AnyStateMachine>, 'snapshot'>): string {
  return `${moves.join(' > ')} => ${JSON.stringify(valueOf(end))}`;
}
