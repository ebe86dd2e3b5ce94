import type { RunStatus } from '../../machines/tool-run-protocol.ts';

/** The run that a single line of status tells of: the newest that runs, or else the newest of all. */
export function currentRun(runs: readonly RunStatus[]): RunStatus | undefined {
  return runs.findLast(({ status }) => status === 'running') ?? runs.at(-1);
}
