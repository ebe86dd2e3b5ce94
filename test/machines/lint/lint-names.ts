import type { AnyStateNode } from 'xstate';
import { transitionsOf } from '../../../src/chart/state-tree.ts';

/** Everything a state refers to must be named in `setup`; XState ignores an unknown action and waits for ever on an unknown actor. */
export function lintNames(state: AnyStateNode): string[] {
  const { actions, guards, actors, delays } = state.machine.implementations;
  const transitions = transitionsOf(state);
  const initialActions = typeof state.config.initial === 'object' ? [state.config.initial.actions] : [];
  const uses = {
    action: [
      state.config.entry,
      state.config.exit,
      ...transitions.map((transition) => transition.actions),
      ...initialActions,
    ].flat(),
    guard: transitions.map(({ guard }) => guard),
    actor: [state.config.invoke ?? []].flat().map(({ src }) => src),
    delay: Object.keys(state.config.after ?? {}),
  };
  return [
    ...uses.action.flatMap((use) => fault('action', use, actions)),
    ...uses.guard.flatMap((use) => fault('guard', use, guards)),
    ...uses.actor.flatMap((use) => fault('actor', use, actors)),
    ...uses.delay.flatMap((use) => fault('delay', use, delays)),
  ].map((text) => `${state.id}: ${text}`);
}

function fault(kind: string, use: unknown, known: object): string[] {
  if (use === undefined) {
    return [];
  }
  const name = nameOf(use);
  if (name === undefined) {
    return [`an inline ${kind}; name it in setup`];
  }
  return name in known ? [] : [`the ${kind} '${name}' does not exist`];
}

function nameOf(use: unknown): string | undefined {
  if (typeof use === 'string') {
    return use;
  }
  const isNamed = typeof use === 'object' && use !== null && 'type' in use && typeof use.type === 'string';
  return isNamed ? (use.type as string) : undefined;
}
