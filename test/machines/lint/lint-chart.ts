import type { AnyStateMachine } from 'xstate';
import { lintNames } from './lint-names.ts';
import { lintPaths } from './lint-paths.ts';
import { lintSetup } from './lint-setup.ts';
import { lintState } from './lint-state.ts';
import { withStatesBelow } from '../../../src/chart/state-tree.ts';

/** What is wrong with a chart, a line per fault that the compiler and XState let pass; sound charts have none. */
export function lintChart(machine: AnyStateMachine): string[] {
  const states = withStatesBelow(machine.root);
  const badInitials = states.filter(hasNoInitial).map(({ id }) => `${id}: its initial state does not exist`);
  if (badInitials.length > 0) {
    return badInitials;
  }
  return [
    ...lintSetup(machine),
    ...states.flatMap(lintState),
    ...states.flatMap(lintNames),
    ...lintPaths(machine.root),
  ];
}

/** XState finds a misspelt `initial` only when the state is entered. */
function hasNoInitial({ type, states, config }: ReturnType<typeof withStatesBelow>[number]): boolean {
  const initial = typeof config.initial === 'object' ? config.initial.target : config.initial;
  return type === 'compound' && !(String(initial) in states);
}
