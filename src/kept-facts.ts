import type { RunStatus } from '../machines/tool-run-protocol.ts';
import { lostFacts } from './speech/lost-facts.ts';

/** What must stand in a reply that tells these runs. One that was kept by a version without facts has none. */
export function factsOf(runs: readonly RunStatus[]): string[] {
  return runs.flatMap(({ status, facts = [] }) => (status === 'succeeded' ? facts : []));
}

/** Whether words lack a fact of these runs; of a reply without words nothing is lost, as it is not told. */
export function losesFacts(words: string, runs: readonly RunStatus[]): boolean {
  return words.trim() !== '' && lostFacts(words, factsOf(runs)).length > 0;
}
