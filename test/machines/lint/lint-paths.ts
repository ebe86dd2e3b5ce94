import type { AnyStateNode, AnyTransitionDefinition } from 'xstate';
import { isInside, transitionsOf, withStatesBelow } from '../../../src/chart/state-tree.ts';

/** States that no transition enters, and states that no transition leaves; guards count as open. */
export function lintPaths(root: AnyStateNode): string[] {
  const states = withStatesBelow(root);
  const transitions = states.flatMap(transitionsOf);
  const reached = reachedFrom(root);
  return [
    ...states.filter((state) => !reached.has(state)).map(({ id }) => `${id}: nothing leads here`),
    ...states
      .filter((state) => mustBeLeft(state) && !transitions.some((way) => leaves(way, state)))
      .map(({ id }) => `${id}: nothing leads out`),
  ];
}

function mustBeLeft({ type, parent }: AnyStateNode): boolean {
  return parent !== undefined && type !== 'final' && type !== 'history';
}

function reachedFrom(root: AnyStateNode): Set<AnyStateNode> {
  const reached = new Set(entered(root));
  for (const state of reached) {
    for (const transition of transitionsOf(state)) {
      enteredBy(transition).forEach((next) => reached.add(next));
    }
  }
  return reached;
}

function leaves(transition: AnyTransitionDefinition, state: AnyStateNode): boolean {
  return (
    isInside(state, domainOf(transition)) &&
    mayMeet(transition.source, state) &&
    !enteredBy(transition).includes(state) &&
    transition.target !== undefined
  );
}

/** Whether both can be active at once: one inside the other, or in two regions of a parallel state. */
function mayMeet(one: AnyStateNode, other: AnyStateNode): boolean {
  return one === other || isInside(one, other) || isInside(other, one) || commonParent(one, other).type === 'parallel';
}

/** Everything inside the domain is left when the transition is taken (as XState's `getTransitionDomain`). */
function domainOf({ source, target = [], reenter }: AnyTransitionDefinition): AnyStateNode {
  const staysInside = !reenter && target.every((state) => state === source || isInside(state, source));
  return staysInside ? source : target.reduce(commonParent, source);
}

function commonParent(one: AnyStateNode, other: AnyStateNode): AnyStateNode {
  const { parent } = one;
  return parent === undefined ? one : isInside(other, parent) ? parent : commonParent(parent, other);
}

/** What a transition enters: its targets, what lies between, and the other regions of parallel states on the way. */
function enteredBy(transition: AnyTransitionDefinition): AnyStateNode[] {
  const domain = domainOf(transition);
  const way = (transition.target ?? []).flatMap((target) => [...entered(target), ...between(target, domain)]);
  const regions = [domain, ...way]
    .filter(({ type }) => type === 'parallel')
    .flatMap(({ states }) => Object.values(states));
  const idle = way.length === 0 ? [] : regions.filter((region) => !way.includes(region));
  return [...way, ...idle.flatMap(entered)];
}

/** A state and what it enters by itself. */
function entered(state: AnyStateNode): AnyStateNode[] {
  if (state.type === 'history' && state.parent !== undefined) {
    return [state, ...entered(state.parent)];
  }
  const next =
    state.type === 'parallel' ? Object.values(state.states) : state.type === 'compound' ? state.initial.target : [];
  return [state, ...next.flatMap(entered)];
}

function between(state: AnyStateNode, outer: AnyStateNode): AnyStateNode[] {
  return state.parent === undefined || !isInside(state, outer) || state.parent === outer
    ? []
    : [state.parent, ...between(state.parent, outer)];
}
