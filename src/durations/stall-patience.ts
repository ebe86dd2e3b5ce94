import type { LongCall } from '../../machines/tool-run-protocol.ts';
import type { Estimate } from './durations.ts';

/** Nobody is told of a silence that is shorter. */
const LEAST_MS = 5_000;

/** So much longer than p99: an estimate is right to within five percent, and it is early enough to say so then. */
const SLACK = 1.25;

/** Where nothing has been learned: so many times as long as it was expected to take. */
const UNLEARNED = 2;

/**
 * How long a call may go without a sign of life before that is told, in milliseconds: a little longer than 99 of 100 calls
 * took in all. It is never told after less than five seconds, nor when the call is stopped anyway.
 */
export function stallMs({ expectedMs, timeoutMs }: Timed, learned: Estimate | undefined): number {
  const long = learned ? SLACK * learned.p99Ms : UNLEARNED * expectedMs;
  return Math.min(Math.max(Math.round(long), LEAST_MS), timeoutMs);
}

/** The same of a call that was accepted; one of an earlier version is waited for without a word. */
export function stallMsOf({ stallMs: own, timeoutMs }: LongCall): number {
  return own ?? timeoutMs;
}

type Timed = Pick<LongCall, 'expectedMs' | 'timeoutMs'>;
