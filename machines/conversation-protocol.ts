import type { ChatReport } from './secondary-chat-protocol.ts';
import type { Facts } from './json.ts';
import type { Kind, Lane } from './messages.ts';
import type { Grant, Offer, OperationOutcome, OperationReport } from './main-operation-protocol.ts';
import type { Priority, QueuedRequest } from './queue-protocol.ts';
import type { Delivery, RunStatus } from './tool-run-protocol.ts';

/** One answer of the secondary chat, with the questions it answers. */
export type Interim = { turnId: string; questions: string[]; answer: string; statusOnly: boolean };

/** The operation that is live. */
export type LiveOperation = {
  operationId: string;
  /** Whether it has a long tool, so that the user was told to expect it. */
  long: boolean;
  runs: RunStatus[];
  /** The yes it began with, if it did. */
  granted?: Grant;
  /** The request it was before, if that had to wait. */
  queued?: QueuedRequest;
  /** How often the agent has said by itself how far it is, and when it did so last, in milliseconds since the epoch. */
  checkedIn?: { times: number; at: number };
  /** Whether it was told to stop. */
  stopping?: true;
};

/** What the user was told and has to say yes or no to. */
export type Confirmation = Offer & {
  /** Names this very question: `operationId/callId`. */
  token: string;
  operationId: string;
  /** Until when a yes counts, in milliseconds since the epoch. */
  expiresAt: number;
};

/** The outcome of an operation, as it is owed to the user until they have heard it. */
export type Announcement = {
  /** `operationId!`, and the same each time it is offered. */
  id: string;
  operationId: string;
  kind: Kind;
  /** The reply without the question; empty if the question is all there is to say. */
  text: string;
  /** The question at its end. */
  offer: Offer | null;
  delivery: Delivery;
  /** Tools that may have had their effect, which the user does not know yet. */
  doubtful: string[];
  /** What was done, where it matters whether the user knows. */
  sameKeys: string[];
  /** How often it was begun to be told. */
  offers: number;
};

/** The newest chat turn; the times are milliseconds since the epoch, null until then. */
export type ChatTurn = {
  turnId: string;
  startedAt: number;
  completedAt: number | null;
  abortedAt: number | null;
};

/** That a chat turn was told to stop. */
export type ChatAbort = { turnId: string; reason: 'secondaryPatience'; at: number };

/**
 * The last long operation that ended. `delivery`: it is `owed` until the user has been `told`; or it was `letGo` after too
 * many offers that nobody heard, or as a question that other words have made void; or is `silent`.
 */
export type ToldOperation = Pick<OperationOutcome, 'operationId' | 'status'> & {
  delivery: 'owed' | 'told' | 'letGo' | 'silent';
  runs: { runId: string; tool: string; outcome: RunStatus['status'] }[];
  at: number;
};

/** A tool of which nobody can tell whether it took effect, and how many messages the user had sent when they were told. */
export type Doubt = { tool: string; after: number };

/** What was done, by its key, and how many messages the user had sent when they were told. */
export type Done = { sameKey: string; after: number };

/** What a conversation begins with. */
export type ConversationInput = {
  /**
   * Unique for ever: ids of operations and effects are made of it, so a second conversation under the same id would
   * have effects that a back-end takes for repeated ones.
   */
  id: string;
  session?: Facts;
  /** An earlier history: LangChain messages, or `{ role, content }`. */
  messages?: readonly unknown[];
};

/** What the user and the app tell a conversation. */
export type ConversationCommand =
  | { type: 'user.said'; text: string; id?: string }
  | { type: 'user.saying'; text: string }
  | { type: 'user.fellSilent' }
  | { type: 'reply.delivered'; id: string }
  | { type: 'reply.interrupted'; id: string; heard?: string }
  | { type: 'session.updated'; facts: Facts }
  | { type: 'operation.cancel'; operationId?: string }
  | { type: 'request.enqueue'; text: string; priority?: Priority; id?: string }
  | { type: 'confirmation.given'; token: string };

/** Where something went wrong. */
export type FailureSource = 'operation' | 'chat' | 'synthesis' | 'confirmation' | 'store' | 'event' | 'conversation';

/** What its children report as gone wrong, for logs: what becomes of it they tell otherwise. */
export type FailureReport = { type: 'work.failed'; source: FailureSource; error: string };

/** That the process which gave the last reply is gone: nobody will say whether it was heard. */
export type RestartReport = { type: 'process.restarted' };

export type ConversationEvent =
  | ConversationCommand
  | EarlyWords
  | OperationReport
  | ChatReport
  | FailureReport
  | RestartReport;

/** Words that were said before something that is told had reached the user: they are no answer to it. */
export type EarlyWords = Extract<ConversationCommand, { type: 'user.said' }> & { early: true };

/** Something said to the user. `id` derives from the work it tells, so it is the same when it is said again. */
export type Reply = {
  id: string;
  text: string;
  lane: Lane;
  kind: Kind;
  operationId: string;
  /** Of a result that is offered again: which time this is, from 2. */
  offer?: number;
};

/** A request that waits, as an app shows it: the first of them comes next. */
export type WaitingRequest = Pick<QueuedRequest, 'operationId' | 'label' | 'priority' | 'at'>;

/** What a conversation emits. */
export type ConversationEmitted =
  | ({ type: 'reply' } & Reply)
  | { type: 'operation'; operationId: string; status: 'running' | OperationOutcome['status']; runs: RunStatus[] }
  | {
      type: 'progress';
      operationId: string;
      run: RunStatus;
      /** How much longer it probably takes, in milliseconds; null when it is over, and when nobody can tell. */
      etaMs: number | null;
    }
  | { type: 'queue'; requests: WaitingRequest[] }
  | {
      type: 'confirmation.requested';
      token: string;
      operationId: string;
      tool: string;
      preview: string;
      expiresAt: number;
    }
  | { type: 'confirmation.closed'; token: string; given: boolean }
  /** A result was offered as often as may be, and nobody heard it. The models know it. */
  | { type: 'announcement.letGo'; id: string; operationId: string }
  | { type: 'failure'; source: FailureSource; error: string };

/** What joining a result with the talk meanwhile goes by. */
export type SynthesisInput = {
  conversationId: string;
  operationId: string;
  session: Facts;
  /** The plain reply. */
  reply: string;
  runs: RunStatus[];
  interim: Interim[];
};

/** What a judge goes by. */
export type ConsentInput = {
  /** What the user was told. */
  preview: string;
  /** What they have said since, in order. */
  said: string[];
};

/** What the store's watcher begins with. */
export type RecorderInput = { conversationId: string };
