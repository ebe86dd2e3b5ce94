import { etaOf } from '../../machines/conversation.ts';
import type { QueuedRequest, RequestDraft } from '../../machines/queue-protocol.ts';
import type { LookUpInput } from '../../machines/secondary-chat-protocol.ts';
import type { RunStatus } from '../../machines/tool-run-protocol.ts';

/** A run, and how much longer it probably takes: milliseconds, or null if nobody can tell. */
export type TimedRun = RunStatus & { etaMs: number | null };

/** What the library's own tools of the chat read, and where they leave what the user wants. */
export type Desk = {
  /** The live operation. */
  operationId: string;
  runs: readonly TimedRun[];
  queue: readonly QueuedRequest[];
  /** How many requests more may wait. */
  room: number;
  /** The ids of what the user no longer wants. */
  cancels: string[];
  /** What the user wants afterwards. */
  requests: RequestDraft[];
};

/** A desk for the lookups of one reply. */
export function deskFor({ operationId, runs, queue, longestQueue, requests }: LookUpInput, now: number): Desk {
  const timed = structuredClone(runs).map((run) => ({ ...run, etaMs: etaOf(run, now) }));
  const room = longestQueue - queue.length - requests.length;
  return { operationId, runs: timed, queue: structuredClone(queue), room, cancels: [], requests: [] };
}
