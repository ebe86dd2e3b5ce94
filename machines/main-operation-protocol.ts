import type { Facts, Json } from './json.ts';
import type { Entry, ToolCall } from './messages.ts';
import type { QueuedRequest } from './queue-protocol.ts';
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

/** What a model said: an answer when it asks for no tools. */
export type ModelLine = { text: string; calls: ToolCall[] };

/** A quick call, and what is known of it as a tool run if it turns out to be slow. */
export type QuickCall = ToolCall & Pick<LongCall, 'label' | 'expectedMs' | 'effect'>;

/** The calls of a line, sorted by how they are carried out. */
export type Sorted = {
  /** The results of calls that must not run now, each saying why. */
  refused: CallResult[];
  quick: QuickCall[];
  /** In the order asked. */
  long: LongCall[];
  /** The first of those that need the user's yes. */
  offer: Offer | null;
};

/** A call that runs only if the user says yes to it. */
export type Offer = {
  callId: string;
  tool: string;
  args: { [name: string]: Json };
  /** What the user is told before they say yes: what it costs, what it does. */
  preview: string;
  /** The facts of the session it was made for. */
  session: Facts;
};

/** The user's yes: to exactly this call, once, and only if it was given in time. */
export type Grant = Offer & {
  /** The operation that asked; missing in one that an earlier version wrote. */
  operationId?: string;
  /** Milliseconds since the epoch, both. */
  givenAt: number;
  expiresAt: number;
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
  /** The call the user has just said yes to: the operation begins with it, no model in between. */
  granted: Grant | null;
  /** What of these words it is about, when it had to wait and the rest has been answered; empty: all of it. */
  wanted: string;
  /** What waited behind it when it began, the next first: the user may no longer want it. Missing if begun by a version without. */
  queue?: QueuedRequest[] | undefined;
  /** The keys of what was done and the user had not been told when they spoke: they may want it once. */
  repeated: string[];
  /** Tools that may have had their effect before, and the user had not been told so when they spoke. */
  doubtful: string[];
};

/** What thinking goes by: the whole operation so far. */
export type ThinkInput = OperationInput & {
  steps: Step[];
  runs: RunStatus[];
  /** Whether the user was told that it takes long before there was a run. */
  acknowledged: boolean;
};

/** What is looked at before any call runs: the line that asks for it, and all that came before. */
export type AuthorizeInput = Omit<ThinkInput, 'acknowledged'> & { line: ModelLine; offer: Offer | null };

/** What the quick tools of one reply work on. */
export type UseToolsInput = {
  conversationId: string;
  operationId: string;
  session: Facts;
  /** What was known of the user when the calls were begun first; missing in what an earlier version has begun. */
  begunFor?: Facts;
  queue?: QueuedRequest[] | undefined;
  calls: QuickCall[];
  /** 1 for the first; in a later one, each call may have had its effect before. */
  attempt: number;
  /** Whether the user wanted the operation stopped. */
  stopped: boolean;
};

/** What an operation tells the conversation. */
export type OperationReport =
  /** Without a text, nobody has had words for it. */
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
  /** What the user is asked at the end. */
  offer: Offer | null;
  /** Whether quick tools have changed something, or may have, of which no run tells. */
  mayHaveChanged: boolean;
  /** The tools that may have had their effect, nobody can tell. */
  doubtful: string[];
  /** Whether the model asked for quick tools, too: what it says may be of them. */
  others?: boolean;
};
