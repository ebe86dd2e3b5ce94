import { afterEach } from 'vitest';

const run = globalThis as { isKilled?: boolean };

// Vitest would load all other test files of the run before it skips them, which takes longer than to kill most mutants.
if (run.isKilled) throw new Error('the mutant is dead already');

afterEach(({ task }) => {
  run.isKilled ||= task.result?.state === 'fail';
});
