import { tool } from '@langchain/core/tools';
import type { QueuedRequest } from '../../machines/queue-protocol.ts';
import type { RunStatus } from '../../machines/tool-run-protocol.ts';
import { currentRun } from '../current-run.ts';
import { percentOf } from '../percent-of.ts';
import { timeInWords } from '../durations/time-in-words.ts';
import type { TimedRun } from './desk.ts';
import { deskOf } from './tool-call.ts';

/** How far the work is, as a model reads it; the first three fields are those of the newest run, of one that is over only if none is at work. */
export type StatusAnswer = {
  status: 'running' | 'completed' | 'idle' | 'unknown';
  /** 0 to 100; null when nothing ran. */
  progress: number | null;
  tool_name: string | null;
  runs: StatusOfRun[];
  /** What waits; the first comes next. */
  queued: { id: string; label: string; place: number }[];
};

type StatusOfRun = {
  tool: string;
  label: string;
  status: RunStatus['status'];
  progress: number;
  /** Left out when its present attempt has told a percent, or it is over. */
  measured?: false;
  message: string;
  /** "second attempt"; left out for the first. */
  attempt?: string;
  /** Nothing was heard of it for longer than its calls take; left out otherwise. */
  stalled?: true;
  /** Of a run that is at work: how much longer it probably takes, in words. */
  time_left?: string;
};

/** The library's own tool for the secondary chat: it reads what the chat was told, and touches nothing. */
export const checkStatus = tool(
  (_, config) => {
    const { runs, queue } = deskOf(config);
    return statusOf(runs, queue);
  },
  {
    name: 'check_status',
    description:
      'How far the work is that runs for the user at this moment, and what waits behind it. progress is in percent; where ' +
      'measured is false nobody knows it: tell the message then, and no percent. Where stalled is true, nothing was heard of it for longer than usual.',
    schema: { type: 'object', properties: {}, additionalProperties: false },
  },
);

/** What `check_status` answers for these runs, oldest first, and for what waits. */
export function statusOf(runs: readonly TimedRun[], queue: readonly QueuedRequest[] = []): StatusAnswer {
  const current = currentRun(runs);
  return {
    status: current ? overallStatus(current.status) : 'idle',
    progress: current?.percent ?? null,
    tool_name: current?.tool ?? null,
    runs: runs.map((run) => statusOfRun(run)),
    queued: queue.map(({ operationId, label }, index) => ({ id: operationId, label, place: index + 1 })),
  };
}

function statusOfRun(run: TimedRun): StatusOfRun {
  const { tool: name, label, status, percent, message, attempt, stalled, etaMs } = run;
  const isUnmeasured = status === 'running' && percentOf(run) === null;
  return {
    tool: name,
    label,
    status,
    progress: percent,
    ...(isUnmeasured && { measured: false }),
    message,
    ...(attempt > 1 && { attempt: `${ordinal(attempt)} attempt` }),
    ...(status === 'running' && stalled && { stalled }),
    ...(status === 'running' && { time_left: timeInWords(etaMs) }),
  };
}

function ordinal(count: number): string {
  return ['first', 'second', 'third', 'fourth', 'fifth'][count - 1] ?? `${count}th`;
}

/** In a word; what became of each run stands beside it. */
function overallStatus(status: RunStatus['status']): StatusAnswer['status'] {
  if (status === 'running') return 'running';
  return status === 'succeeded' ? 'completed' : 'unknown';
}
