import type { AnyStateMachine } from 'xstate';
import type { Exploration, Place } from './explore-chart.ts';

/** The keys of the places from which some way leads to a place like this, these included. */
export function placesThatReach(
  { places, ways, keyOf }: Exploration<AnyStateMachine>,
  isHome: (place: Place<AnyStateMachine>) => boolean,
): Set<string> {
  const waysTo = Map.groupBy(ways, ({ to }) => keyOf(to));
  const reaching = new Set([...places].filter(([, place]) => isHome(place)).map(([key]) => key));
  for (const key of reaching) waysTo.get(key)?.forEach(({ from }) => reaching.add(keyOf(from)));
  return reaching;
}
