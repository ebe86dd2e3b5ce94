import type { StateValue } from 'xstate';

/** The paths of all active states, outer ones first: `['engaged', 'engaged.attending']`. */
export function activeStates(value: StateValue, outer = ''): string[] {
  if (typeof value === 'string') return [outer + value];
  return Object.entries(value).flatMap(([key, inner]) => [
    outer + key,
    ...(inner === undefined ? [] : activeStates(inner, `${outer}${key}.`)),
  ]);
}
