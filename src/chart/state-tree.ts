import type { AnyStateNode, AnyTransitionDefinition } from 'xstate';

/** The states right inside a state. */
export function childrenOf(state: AnyStateNode): AnyStateNode[] {
  return Object.values(state.states);
}

/** A state and all that are inside it, in the order of the chart. */
export function withStatesBelow(state: AnyStateNode): AnyStateNode[] {
  return [state, ...childrenOf(state).flatMap(withStatesBelow)];
}

/** The transitions a state itself has, eventless ones included. */
export function transitionsOf(state: AnyStateNode): AnyTransitionDefinition[] {
  return [...[...state.transitions.values()].flat(), ...(state.always ?? [])];
}

/** Whether `state` lies inside `outer`; no state lies inside itself. */
export function isInside(state: AnyStateNode, outer: AnyStateNode): boolean {
  return state.parent === outer || (state.parent !== undefined && isInside(state.parent, outer));
}
