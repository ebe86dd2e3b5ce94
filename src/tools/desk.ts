import type { QueuedRequest, RequestDraft } from '../../machines/queue-protocol.ts';
import type { LookUpInput } from '../../machines/secondary-chat-protocol.ts';
import type { RunStatus } from '../../machines/tool-run-protocol.ts';
import { etaOf } from '../durations/eta-of.ts';

/** A run, and how much longer it probably takes: milliseconds, or null if nobody can tell. */
export type TimedRun = RunStatus & { etaMs: number | null };

/** What the library's own tools read, and where they leave what the user wants. */
export type Desk = {
  /** The live operation; null for itself, which can only take off the list what waits behind it. */
  operationId: string | null;
  runs: readonly TimedRun[];
  queue: readonly QueuedRequest[];
  /** How many requests more may wait. */
  room: number;
  /** The ids of what the user no longer wants. */
  cancels: string[];
  /** What the user wants afterwards. */
  requests: RequestDraft[];
};

/** A desk for an operation that may take off the list what waits behind it. */
export function deskBefore(queue: readonly QueuedRequest[]): Desk {
  return { operationId: null, runs: [], queue: structuredClone(queue), room: 0, cancels: [], requests: [] };
}

/** A desk for the lookups of one reply. */
export function deskFor({ operationId, runs, queue, requests }: LookUpInput, now: number, longestQueue: number): Desk {
  const timed = structuredClone(runs).map((run) => ({ ...run, etaMs: etaOf(run, now) }));
  const room = longestQueue - queue.length - requests.length;
  return { operationId, runs: timed, queue: structuredClone(queue), room, cancels: [], requests: [] };
}
