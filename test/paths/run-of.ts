import type { RunStatus } from '../../machines/tool-run-protocol.ts';

/** A run of an operation that has just begun. */
export function runOf(operationId: string, count: number): RunStatus {
  return {
    runId: `${operationId}/call-${count}`,
    callId: `call-${count}`,
    tool: 'paint',
    label: 'the painting',
    status: 'running',
    percent: 0,
    message: '',
    expectedMs: 10_000,
    startedAt: 0,
    result: null,
    announcement: 'It is blue.',
    error: '',
  };
}
