import type { RunStatus } from 'meanwhile';
import { runOf as run } from '../kit/run-of.ts';

/** A run of an operation that has just begun. */
export function runOf(operationId: string, count: number): RunStatus {
  const callId = `call-${count}`;
  return run({ runId: `${operationId}/${callId}`, callId, announcement: 'It is blue.' });
}
