/** Says that a step is reached. */
export type Step = (name: string) => void;

/**
 * Counts the steps of a life, and ends it at the one that was chosen: by a signal that nobody can catch, so that nothing
 * happens any more behind it.
 */
export function stepsUntil(last: number | undefined, onLast: (step: number, name: string) => void): Step {
  let count = 0;
  return (name) => {
    count += 1;
    if (count !== last) return;
    onLast(count, name);
    process.kill(process.pid, 'SIGKILL');
  };
}

/** From now on each call of these methods is two steps: before it and after it. Those that are not there are left out. */
export function countCalls(object: object, names: readonly string[], step: Step): void {
  for (const name of names) {
    const method: unknown = Reflect.get(object, name);
    if (typeof method !== 'function') continue;
    const counted = async (...args: unknown[]): Promise<unknown> => {
      step(`before ${name}`);
      const answer: unknown = await Reflect.apply(method, object, args);
      step(`after ${name}`);
      return answer;
    };
    Reflect.set(object, name, counted);
  }
}
