import type { OperationOutcome } from '../../machines/main-operation-protocol.ts';
import type { Ending } from './fact.ts';
import type { End } from './follow.ts';

/** How work ended: by itself, or by what its chart stopped it for. */
export function endingOf(end: End): Ending {
  if (end.how === 'done') return 'succeeded';
  if (end.how === 'failed') return 'failed';
  if (end.because.startsWith('xstate.after.')) return 'timedOut';
  if (end.because === 'chat.abort') return 'aborted';
  return end.because === 'operation.cancel' ? 'cancelled' : 'stopped';
}

/** How an operation ended, of which there may be no outcome. */
export function endingOfOperation(outcome: OperationOutcome | undefined, isBroken: boolean): Ending {
  if (!outcome) return isBroken ? 'failed' : 'stopped';
  return outcome.status === 'done' ? 'succeeded' : outcome.status;
}
