import type { Facts } from './json.ts';
import type { Entry, ToolCall } from './messages.ts';
import type { CallResult, Step } from './main-operation-protocol.ts';
import type { QueuedRequest, RequestDraft } from './queue-protocol.ts';
import type { RunStatus } from './tool-run-protocol.ts';

/** What a secondary chat begins with. */
export type ChatInput = {
  conversationId: string;
  operationId: string;
  session: Facts;
  /** How many chat turns the conversation has had; the ids of the next ones follow. */
  turns: number;
  /** The transcript of both lanes, without the waiting questions. */
  history: Entry[];
  /** What the user said and nobody answered yet, in order. */
  questions: Entry[];
  /** The tool runs of the operation, as far as they are known. */
  runs: RunStatus[];
  /** What waits, the next first. */
  queue: QueuedRequest[];
};

/** What answering a chat turn goes by. */
export type AnswerInput = Pick<
  ChatInput,
  'conversationId' | 'operationId' | 'session' | 'history' | 'runs' | 'queue'
> & {
  turnId: string;
  asked: Entry[];
  steps: Step[];
};

/** What the chat's lookups work on. */
export type LookUpInput = Pick<ChatInput, 'conversationId' | 'operationId' | 'session' | 'runs' | 'queue'> & {
  turnId: string;
  /** What this turn has asked for so far. */
  requests: RequestDraft[];
  calls: ToolCall[];
};

/** What the lookups found. */
export type Findings = {
  results: CallResult[];
  /** What the user wants afterwards. */
  requests: RequestDraft[];
};

/** What a chat turn came to. */
export type ChatAnswer = {
  turnId: string;
  questions: string[];
  text: string;
  statusOnly: boolean;
  /** What the questions ask for that is to be done afterwards: so a question is answered and its request queued, or neither. */
  requests: RequestDraft[];
};

/** What the chat tells the conversation. */
export type ChatReport =
  | { type: 'chat.locked'; turnId: string; turns: number }
  | ({ type: 'chat.answered' } & ChatAnswer)
  | { type: 'chat.unlocked'; turnId: string; aborted: boolean };
