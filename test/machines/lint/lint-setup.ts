import type { AnyStateMachine } from 'xstate';

const longestDelay = 2 ** 31 - 1;

/** Faults in `setup`: a delay Node would fire at once, and names that guards and raised events mention. */
export function lintSetup({ implementations: { delays, guards, actions } }: AnyStateMachine): string[] {
  const tooLong = Object.entries(delays)
    .filter(([, delay]) => typeof delay === 'number' && delay > longestDelay)
    .map(([name]) => `setup: the delay '${name}' is longer than 2^31-1 ms and would fire at once`);
  const unknownGuards = Object.entries(guards)
    .flatMap(([name, guard]) => guardsIn(guard).map((part) => ({ name, part })))
    .filter(({ part }) => !(part in guards))
    .map(({ name, part }) => `setup: the guard '${name}' mentions '${part}', which does not exist`);
  const unknownDelays = Object.entries(actions)
    .map(([name, action]) => ({ name, delay: action !== undefined && 'delay' in action ? action.delay : undefined }))
    .filter(({ delay }) => typeof delay === 'string' && !(delay in delays))
    .map(
      ({ name, delay }) => `setup: the action '${name}' waits for the delay '${String(delay)}', which does not exist`,
    );
  return [...tooLong, ...unknownGuards, ...unknownDelays];
}

/** The names inside `and(…)`, `or(…)`, `not(…)`. */
function guardsIn(guard: unknown): string[] {
  if (typeof guard === 'string') {
    return [guard];
  }
  if (typeof guard !== 'function' || !('guards' in guard) || !Array.isArray(guard.guards)) {
    return [];
  }
  return guard.guards.flatMap(guardsIn);
}
