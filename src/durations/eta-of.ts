import type { RunStatus } from '../../machines/tool-run-protocol.ts';

/** What an estimate goes by. */
export type Timed = Pick<
  RunStatus,
  'status' | 'startedAt' | 'attemptAt' | 'retryAt' | 'expectedMs' | 'percent' | 'percentAt' | 'stalled'
>;

/**
 * How much longer a run probably takes, in milliseconds, at least one; null if it is over, has stalled, or takes longer than
 * expected: then it may take any time.
 *
 * Where its tool tells a percent, what is left is that share of the whole time: of what it was expected to take as long as
 * little is done, and of what its own pace says the more is done. From one percent to the next it counts down: `progress` has
 * it as `etaMs` for the moment it is emitted, and this for any other. An estimate that ends before the expected time does is
 * stretched to it: nothing takes longer than expected before that is over. Each attempt has its own time: what those before
 * it took, and the pause before the next, count for nothing in its pace. `now` is in milliseconds since the epoch.
 *
 * @example const etaMs = etaOf(run, Date.now());
 */
export function etaOf(
  { status, startedAt, attemptAt, retryAt, expectedMs, percent, percentAt, stalled }: Timed,
  now: number,
): number | null {
  if (status !== 'running' || stalled) return null;
  const begunAt = attemptAt ?? startedAt;
  // a pause began when the attempt before it had begun: whoever sets the clock back makes it no longer than that
  if (retryAt !== null) return Math.max(0, retryAt - Math.max(now, begunAt)) + expectedMs;
  const saidAt = percentAt ?? begunAt;
  const took = Math.max(0, saidAt - begunAt);
  const left = percentAt === undefined ? 1 : 1 - percent / 100;
  // its own pace is the time it took divided by the share that is done; by the same share it counts, so that cancels out
  const estimate = left * (left * expectedMs + took);
  const lasts = Math.max(estimate, expectedMs - took);
  const rest = estimate * (1 - Math.max(0, now - saidAt) / lasts);
  return rest > 0 ? Math.max(1, Math.round(rest)) : null;
}
