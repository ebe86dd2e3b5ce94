import type { AnyStateMachine, AnyStateNode, AnyTransitionDefinition } from 'xstate';
import { childrenOf, isInside, transitionsOf, withStatesBelow } from '../../chart/state-tree.ts';
import { transitionLabel } from './transition-label.ts';

/** What leads from one state to another, in words: each way there once. */
export type Arrow = { from: AnyStateNode; to: AnyStateNode; labels: string[] };

/**
 * The arrows of a chart: one for each pair of states, in the order of the chart.
 *
 * A transition without a target has none. One that leads from a state into that state's own inside goes out
 * from the substates that take it: an arrow from a box into itself can hardly be drawn.
 */
export function arrowsOf(machine: AnyStateMachine): Arrow[] {
  const arrows = new Map<string, Arrow>();
  for (const transition of withStatesBelow(machine.root).flatMap(transitionsOf)) {
    for (const to of transition.target ?? []) {
      for (const from of sourcesOf(transition, to)) {
        const pair = `${from.id} ${to.id}`;
        const { labels } = arrows.get(pair) ?? { labels: [] };
        arrows.set(pair, { from, to, labels: [...new Set([...labels, transitionLabel(transition)])] });
      }
    }
  }
  return [...arrows.values()];
}

function sourcesOf(transition: AnyTransitionDefinition, target: AnyStateNode): AnyStateNode[] {
  if (!isInside(target, transition.source)) {
    return [transition.source];
  }
  return besides(target, transition.source).filter((state) => leaves(state, transition));
}

/** What may be active instead of `state`, down from `outer`; a region of a parallel state has no instead. */
function besides(state: AnyStateNode, outer: AnyStateNode): AnyStateNode[] {
  const { parent } = state;
  if (parent === undefined || state === outer) {
    return [];
  }
  const siblings = parent.type === 'parallel' ? [] : childrenOf(parent).filter((sibling) => sibling !== state);
  return [...siblings, ...besides(parent, outer)];
}

/** Whether a transition of an ancestor is ever taken in this state. */
function leaves(state: AnyStateNode, { eventType }: AnyTransitionDefinition): boolean {
  const own = transitionsOf(state);
  return (
    state.type !== 'final' &&
    !own.some((first) => first.guard === undefined && ['', eventType].includes(first.eventType))
  );
}
