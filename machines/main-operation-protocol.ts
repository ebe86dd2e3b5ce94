import type { Facts } from './json.ts';
import type { Entry, ToolCall } from './messages.ts';
import type { LongCall, RunStatus } from './tool-run-protocol.ts';

/** The result of a call, as the model reads it. */
export type CallResult = {
  callId: string;
  name: string;
  content: string;
  failed: boolean;
  /** Set when it failed, and may have had its effect all the same. */
  doubtful?: true;
};

/** One reply of a model that asks for tools, and the results that are there so far. */
export type Step = {
  text: string;
  calls: ToolCall[];
  results: CallResult[];
  /** The ids of the calls that are long: their results are told from their runs. */
  long: string[];
};

/** A reply of the model: an answer when it has no calls; else its calls, sorted by how they are carried out. */
export type ModelTurn = {
  text: string;
  calls: ToolCall[];
  /** The results of calls that must not run, each saying why. */
  refused: CallResult[];
  quick: ToolCall[];
  /** In the order asked. */
  long: LongCall[];
  /** Whether a quick one may change something. */
  mayChange: boolean;
};

/** What an operation begins with. */
export type OperationInput = {
  conversationId: string;
  operationId: string;
  session: Facts;
  /** The transcript as it stood when the request was taken. */
  history: Entry[];
  /** The user's words this operation answers. */
  request: Entry[];
};

/** What thinking goes by: the whole operation so far. */
export type ThinkInput = OperationInput & { steps: Step[]; runs: RunStatus[] };

/** What the quick tools of one reply work on. */
export type UseToolsInput = {
  conversationId: string;
  operationId: string;
  session: Facts;
  calls: ToolCall[];
};

/** What an operation tells the conversation. */
export type OperationReport =
  | { type: 'operation.acknowledged'; operationId: string; text: string }
  | { type: 'operation.progressed'; operationId: string; run: RunStatus }
  | { type: 'operation.wentLong'; operationId: string }
  | { type: 'operation.learned'; operationId: string; facts: Facts };

/** What became of an operation. */
export type OperationOutcome = {
  operationId: string;
  status: 'done' | 'failed' | 'cancelled';
  /** What the model said at the end; empty when it said nothing. */
  text: string;
  runs: RunStatus[];
  /** Whether a quick tool was used that may have changed something. */
  mayHaveChanged: boolean;
};
