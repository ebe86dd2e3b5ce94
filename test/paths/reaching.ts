import type { AnyStateMachine } from 'xstate';
import type { Exploration, Place } from './explore-chart.ts';

/** The keys of the places from which some way leads to a place like this, these included. */
export function placesThatReach(
  { places, ways }: Exploration<AnyStateMachine>,
  isHome: (place: Place<AnyStateMachine>) => boolean,
): Set<string> {
  const waysTo = Map.groupBy(ways, ({ to }) => to.key);
  const reaching = new Set([...places].filter(([, place]) => isHome(place)).map(([key]) => key));
  for (const key of reaching) waysTo.get(key)?.forEach(({ from }) => reaching.add(from.key));
  return reaching;
}
