import { currentRun } from 'meanwhile';
import { expect, test } from 'vitest';
import { runOf } from './kit/run-of.ts';

const running = runOf({ runId: 'operation-1/call-1' });
const over = runOf({ runId: 'operation-1/call-2', status: 'succeeded' });

test.each([
  ['what is at work is told of, though something begun later has ended', [running, over], running],
  ['of several that are at work it is the newest', [running, { ...over, status: 'running' as const }], over],
  ['of what has ended it is the newest', [{ ...running, status: 'failed' as const }, over], over],
  ['there is none where nothing was begun', [], undefined],
])('%s', (_, runs, told) => {
  expect(currentRun(runs)?.runId).toBe(told?.runId);
});
