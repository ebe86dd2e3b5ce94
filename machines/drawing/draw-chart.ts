import type { AnyStateMachine, AnyStateNode, AnyTransitionDefinition } from 'xstate';
import { transitionLabel } from './transition-label.ts';

/**
 * A chart as the text of a Mermaid `stateDiagram-v2`.
 *
 * A transition without a target is not drawn. One that leads from a state into that state's own inside is
 * drawn from the substates that take it: Mermaid leaves the arrow out otherwise.
 */
export function drawChart(machine: AnyStateMachine): string {
  return ['stateDiagram-v2', ...drawInside(machine.root, '  '), ...drawArrows(machine.root)].join('\n');
}

function drawInside(state: AnyStateNode, indent: string): string[] {
  const children = childrenOf(state);
  const initial = state.type === 'compound' ? state.initial.target.map((first) => `[*] --> ${idOf(first)}`) : [];
  const finals = children.filter((child) => child.type === 'final').map((final) => `${idOf(final)} --> [*]`);
  const boxes = children.flatMap((child, index) => [
    ...(state.type === 'parallel' && index > 0 ? [`${indent}--`] : []),
    ...drawState(child, indent),
  ]);
  return [...initial.map((line) => indent + line), ...boxes, ...finals.map((line) => indent + line)];
}

function drawState(state: AnyStateNode, indent: string): string[] {
  const head = `${indent}state "${state.key}" as ${idOf(state)}`;
  return childrenOf(state).length === 0 ? [head] : [`${head} {`, ...drawInside(state, `${indent}  `), `${indent}}`];
}

/** One line per pair of states: what leads from one to the other, joined by a slash. */
function drawArrows(root: AnyStateNode): string[] {
  const labels = new Map<string, Set<string>>();
  for (const transition of allTransitions(root)) {
    for (const target of transition.target ?? []) {
      for (const source of sourcesOf(transition, target)) {
        const pair = `${idOf(source)} --> ${idOf(target)}`;
        labels.set(pair, (labels.get(pair) ?? new Set()).add(transitionLabel(transition)));
      }
    }
  }
  return [...labels].map(([pair, texts]) => `  ${pair}: ${[...texts].join(' / ')}`);
}

function allTransitions(state: AnyStateNode): AnyTransitionDefinition[] {
  return [...transitionsOf(state), ...childrenOf(state).flatMap(allTransitions)];
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

function transitionsOf(state: AnyStateNode): AnyTransitionDefinition[] {
  return [...[...state.transitions.values()].flat(), ...(state.always ?? [])];
}

function isInside(state: AnyStateNode, outer: AnyStateNode): boolean {
  return state.parent === outer || (state.parent !== undefined && isInside(state.parent, outer));
}

function childrenOf(state: AnyStateNode): AnyStateNode[] {
  return Object.values(state.states);
}

function idOf(state: AnyStateNode): string {
  return state.path.join('_');
}
