import type { AnyStateMachine, AnyTransitionDefinition } from 'xstate';
import { transitionsOf, withStatesBelow } from '../../src/chart/state-tree.ts';

/** The action by which a transition says that it is taken. */
export const TAKEN = 'taken';

/**
 * The same chart, each of whose transitions says its name when it is taken.
 *
 * A pure step gives the actions it asks for, but not the transitions it took: so each gets one more action.
 */
export function marked<Machine extends AnyStateMachine>(machine: Machine): Machine {
  const own = machine.provide({}) as Machine;
  for (const [name, transition] of namedTransitions(own)) {
    (transition as unknown as { actions: unknown[] }).actions = [
      { type: TAKEN, params: { name } },
      ...transition.actions,
    ];
  }
  return own;
}

/** Every transition of a chart, named by its state, its event and, among several, its place: `idle: always`. */
export function namedTransitions(machine: AnyStateMachine): [name: string, AnyTransitionDefinition][] {
  return withStatesBelow(machine.root).flatMap((state) =>
    transitionsOf(state).map((transition, _, all): [string, AnyTransitionDefinition] => {
      const rivals = all.filter(({ eventType }) => eventType === transition.eventType);
      const place = rivals.length > 1 ? ` [${rivals.indexOf(transition)}]` : '';
      return [`${nameOf(state.path)}: ${eventOf(transition.eventType)}${place}`, transition];
    }),
  );
}

function nameOf(path: string[]): string {
  return path.join('.') || 'the root';
}

/** XState's own events carry ids that say nothing new. */
function eventOf(type: string): string {
  if (type === '') return 'always';
  const [, kind = '', what = '', id = ''] = type.split('.');
  if (!type.startsWith('xstate.')) return type;
  return kind === 'after' ? `after ${what}` : `${kind} of ${id}`;
}
