import type { Json } from './json.ts';

/** How a tool run ended. `unknown`: it may have happened, nobody can tell. */
export type Outcome = 'succeeded' | 'failed' | 'cancelled' | 'timedOut' | 'unknown';

/**
 * What a tool that was interrupted may have done, and so what is done about it after a restart.
 *
 * - `none`: it changes nothing, and is run again.
 * - `idempotent`: the same key is the same effect, however often it is asked for; it is run again with its key.
 * - `reconcile`: its back-end is asked whether it took effect.
 * - `unsafe`: nobody can tell, and it is never run again.
 */
export type EffectPolicy = 'none' | 'idempotent' | 'reconcile' | 'unsafe';

/**
 * When the outcome of a long tool is told.
 *
 * - `whenIdle`: as soon as the user is silent; the default.
 * - `interrupt`: at once, even if the user is speaking or the chat is in the middle of its sentence.
 * - `silent`: not at all if it succeeded: it is shown as an `operation`, and known to the models. Anything else is told.
 */
export type Delivery = 'whenIdle' | 'interrupt' | 'silent';

/** A call of a long tool that was accepted: everything its run needs, as plain data. */
export type LongCall = {
  /** `operationId/callId`, unique in the conversation. */
  runId: string;
  callId: string;
  tool: string;
  args: { [name: string]: Json };
  /** What the user would call this work. */
  label: string;
  acknowledgment: string;
  expectedMs: number;
  /** For one attempt: each has this time of its own. */
  timeoutMs: number;
  /** How long it may go without a sign of life before that is told; missing in a call that an earlier version accepted. */
  stallMs?: number;
  effect: EffectPolicy;
  /** What is done about a failure the tool calls retryable; without it, it is told at once. */
  retry?: RetryPlan;
  /** Once it runs, nobody can stop it. */
  unstoppable?: true;
  /** Calls of the same key do the same; only where that matters. */
  sameKey?: string;
  /** Under which its duration is learned beside that of all calls, if its tool says so. */
  durationKey?: string;
  /** Default: `whenIdle`. */
  delivery?: Delivery;
};

/** How often a call is begun at most, and how long it pauses in between: longer each time, and never the same. */
export type RetryPlan = {
  /** How often it is begun, the first time and those after a restart among them. */
  attempts: number;
  /** The first pause, in milliseconds; chance makes each pause up to half shorter. */
  firstMs: number;
  /** How many times as long each next pause is. */
  factor: number;
  /** The longest pause, in milliseconds. */
  longestMs: number;
};

/** What a back-end says of a run nobody heard of again; what only an effect has is empty where there was none. */
export type Reconciled = { happened: boolean; result: Json; announcement: string; facts: string[] };

/** What became of a tool run. */
export type RunOutcome = {
  status: Outcome;
  /** 100 when it succeeded, else how far it came. */
  percent: number;
  /** The tool's own result, when it succeeded. */
  result: Json;
  /** The sentence the tool tells its result in; empty when it has none. */
  announcement: string;
  /** What must stand in the reply that tells the result: a fee, a date, an id. Missing if kept by a version without facts. */
  facts?: string[];
  /** What went wrong, in words; empty when nothing did. */
  error: string;
};

/** What is known of a tool run; what only an outcome can say is empty until there is one. */
export type RunStatus = Omit<RunOutcome, 'status'> & {
  runId: string;
  callId: string;
  tool: string;
  label: string;
  status: 'running' | Outcome;
  delivery?: Delivery;
  /** Whether the tool has told a percent so far: as long as it has not, a bar would say nothing. */
  measured: boolean;
  /** When the percent rose last, in milliseconds since the epoch; missing as long as it has not in this attempt. */
  percentAt?: number;
  /** What the tool said last about its progress. */
  message: string;
  /** What it said on the way, the newest ten messages, oldest first. */
  milestones: Milestone[];
  /** 1 for the first try. */
  attempt: number;
  /** When the present attempt began, in milliseconds since the epoch; missing in the first. */
  attemptAt?: number;
  /** When the next attempt begins, in milliseconds since the epoch; null unless it waits for that. */
  retryAt: number | null;
  /** It has given no sign of life for longer than its calls take; missing as soon as it gives one. */
  stalled?: true;
  expectedMs: number;
  /** Milliseconds since the epoch, of the injected clock. */
  startedAt: number;
  /** Nobody can stop it. */
  unstoppable?: true;
  /** Runs of the same key did the same; only where that matters. */
  sameKey?: string;
};

/** Words of a tool, and how far it was when they came; `at` is in milliseconds since the epoch. */
export type Milestone = { at: number; attempt: number; percent: number; message: string };

/** How far a tool run is. */
export type RunProgress = Pick<RunStatus, 'attempt' | 'percent' | 'measured' | 'message' | 'retryAt' | 'stalled'>;

/** What a tool run tells its operation while it runs. */
export type RunReport = { type: 'run.progressed' } & RunProgress;
