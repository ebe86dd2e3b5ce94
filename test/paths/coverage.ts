import type { AnyMachineSnapshot, AnyStateMachine } from 'xstate';
import { withStatesBelow } from '../../src/chart/state-tree.ts';
import type { Exploration } from './explore-chart.ts';
import { namedTransitions } from './marked.ts';

/** Which states and transitions of a chart an exploration has met. */
export type Coverage = {
  places: number;
  states: { all: string[]; missed: string[] };
  transitions: { all: string[]; missed: string[] };
};

/** What the explorations of one chart have met. States that are left at once count, as they are entered. */
export function coverageOf<Machine extends AnyStateMachine, Around>(
  ...explorations: [Exploration<Machine, Around>, ...Exploration<Machine, Around>[]]
): Coverage {
  const [{ world }] = explorations;
  const entered = new Set<string>();
  for (const { beginnings, ways } of explorations)
    for (const { stages } of [...beginnings, ...ways])
      for (const { snapshot } of stages) for (const { id } of (snapshot as AnyMachineSnapshot)._nodes) entered.add(id);
  const taken = new Set(explorations.flatMap((one) => [...one.taken]));
  const [, ...states] = withStatesBelow(world.machine.root).map(({ id }) => id);
  const transitions = namedTransitions(world.machine).map(([name]) => name);
  return {
    places: explorations.reduce((sum, { places }) => sum + places.size, 0),
    states: { all: states, missed: states.filter((id) => !entered.has(id)) },
    transitions: { all: transitions, missed: transitions.filter((name) => !taken.has(name)) },
  };
}
