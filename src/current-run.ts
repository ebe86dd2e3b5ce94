import type { RunStatus } from '../machines/tool-run-protocol.ts';

/**
 * The run that a single line of status tells of: the newest that runs, or else the newest of all; undefined if there is none.
 *
 * It may be over, as the one of a result that is still to be told: its `status` says so.
 *
 * @example const run = currentRun(conversation.getSnapshot().context.operation?.runs ?? []);
 */
export function currentRun(runs: readonly RunStatus[]): RunStatus | undefined {
  return runs.findLast(({ status }) => status === 'running') ?? runs.at(-1);
}
