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
  timeoutMs: number;
  effect: EffectPolicy;
};

/** What a back-end says of a run nobody heard of again; what only an effect has is empty where there was none. */
export type Reconciled = { happened: boolean; result: Json; announcement: string };

/** What became of a tool run. */
export type RunOutcome = {
  status: Outcome;
  /** 100 when it succeeded, else how far it came. */
  percent: number;
  /** The tool's own result, when it succeeded. */
  result: Json;
  /** The sentence the tool tells its result in; empty when it has none. */
  announcement: string;
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
  /** What the tool said last about its progress. */
  message: string;
  expectedMs: number;
  /** Milliseconds since the epoch, of the injected clock. */
  startedAt: number;
};

/** What a tool run tells its operation while it runs. */
export type RunReport = { type: 'run.progressed'; percent: number; message: string };
