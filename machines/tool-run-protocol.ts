import type { Json } from './json.ts';

/** How a tool run ended. `unknown`: it may have happened, nobody can tell. */
export type Outcome = 'succeeded' | 'failed' | 'cancelled' | 'timedOut' | 'unknown';

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
  /** Whether it changes nothing, so that a run nobody heard of again left no doubt behind. */
  harmless: boolean;
};

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
