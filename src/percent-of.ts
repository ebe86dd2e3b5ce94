import type { RunStatus } from '../machines/tool-run-protocol.ts';

/**
 * How far the present attempt of a run is, in percent; null if its tool has told none in it.
 *
 * `percent` never falls: where a run is tried again it is at first how far the attempt before came, which is a bar to be
 * shown, and nothing to be said.
 */
export function percentOf({ measured, percent, percentAt, attempt, retryAt }: Told): number | null {
  const isOfBefore = (attempt > 1 || retryAt !== null) && percentAt === undefined;
  return measured && !isOfBefore ? percent : null;
}

type Told = Pick<RunStatus, 'measured' | 'percent' | 'percentAt' | 'attempt' | 'retryAt'>;
