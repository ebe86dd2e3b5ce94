import type { RunStatus } from 'meanwhile';

/** A tool run that has just begun, but for what is said of it otherwise. */
export function runOf(own: Partial<RunStatus> = {}): RunStatus {
  return {
    runId: 'operation-1/call-1',
    callId: 'call-1',
    tool: 'paint',
    label: 'the painting',
    status: 'running',
    percent: 0,
    measured: true,
    message: '',
    milestones: [],
    attempt: 1,
    retryAt: null,
    expectedMs: 10_000,
    startedAt: 0,
    result: null,
    announcement: '',
    facts: [],
    error: '',
    ...own,
  };
}
