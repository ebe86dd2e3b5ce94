import type { AnyStateNode, AnyTransitionDefinition } from 'xstate';

/** A state and all states inside it, outermost first. */
export function withDescendants(state: AnyStateNode): AnyStateNode[] {
  return [state, ...Object.values(state.states).flatMap(withDescendants)];
}

/** The transitions a state itself has, eventless ones included. */
export function transitionsOf(state: AnyStateNode): AnyTransitionDefinition[] {
  return [...[...state.transitions.values()].flat(), ...(state.always ?? [])];
}

/** Whether `state` lies inside `outer`; no state lies inside itself. */
export function isInside(state: AnyStateNode, outer: AnyStateNode): boolean {
  return state.parent === outer || (state.parent !== undefined && isInside(state.parent, outer));
}
