import type { ChatReport } from './secondary-chat-protocol.ts';
import type { Facts } from './json.ts';
import type { ReplyKind, Lane } from './messages.ts';
import type { Grant, Offer, OperationOutcome, OperationReport } from './main-operation-protocol.ts';
import type { Priority, QueuedRequest } from './queue-protocol.ts';
import type { Delivery, RunStatus } from './tool-run-protocol.ts';

/** One answer of the secondary chat, with the questions it answers. */
export type Interim = { turnId: string; questions: string[]; answer: string; statusOnly: boolean };

/** The operation that is live. */
export type LiveOperation = {
  operationId: string;
  /** Whether it has gone long: the user was told that it takes a while. */
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
  kind: ReplyKind;
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
  /**
   * What the app knows of its user, plain JSON: `{ verified: true, account: '42' }`. Tools read it, `requires` goes by it, and
   * where a value of it would stand in a model's input, `mask` says what it reads. A conversation that is opened again has the
   * session it had: send `session.updated`. Default: `{}`.
   */
  session?: Facts;
  /**
   * An earlier history: LangChain messages, or `{ role, content }`. Only words are taken over; what the user said last, without
   * a reply, is answered. Default: none.
   */
  messages?: readonly unknown[];
};

/** What the user and the app tell a conversation. One of a wrong shape changes nothing, and is a `failure`. */
export type ConversationCommand =
  | {
      /** The user's words, final: they are answered. */
      type: 'user.said';
      /** Not blank. More than `limits.text` characters are not taken in, and the user hears so. */
      text: string;
      /** Your own, of 200 characters at most: what comes twice under it is heard once. */
      id?: string;
    }
  | {
      /** For voice: the user is speaking. Send it with each new guess; it starts nothing, and never enters history. */
      type: 'user.saying';
      /** The guess so far, `''` as long as there is none. */
      text: string;
    }
  | {
      /** For voice: the user has stopped speaking, and no words will come. */
      type: 'user.fellSilent';
    }
  | {
      /** For voice: a reply was heard to its end. With `delivery: 'acknowledged'`, this alone makes an outcome told. */
      type: 'reply.delivered';
      /** That of the reply. */
      id: string;
    }
  | {
      /** For voice: the user cut a reply short. In history stands what was heard, and an outcome is owed again. */
      type: 'reply.interrupted';
      /** That of the reply. */
      id: string;
      /** How much of its text was heard, from the beginning. Default: nothing. */
      heard?: string;
    }
  | {
      /** The app knows something new about its user. It counts at once, for what is at work, too. */
      type: 'session.updated';
      /** Plain JSON, put over the facts that are there, name by name. */
      facts: Facts;
    }
  | {
      /** A button to stop what runs, to take off the list what waits, or to say no to a question. */
      type: 'operation.cancel';
      /** That of an operation, or of a request that waits. Default: what runs, or asks. */
      operationId?: string;
    }
  | {
      /** A button for something to be done after what runs and waits. */
      type: 'request.enqueue';
      /** What the user wants, as a model reads it. Not blank, and `limits.text` characters at most. */
      text: string;
      /** Each step is worth two minutes of waiting. Default: `normal`. */
      priority?: Priority;
      /** Your own, of 200 characters at most: what comes twice under it is heard once. */
      id?: string;
    }
  | {
      /** A button for yes: exactly the call that was asked about runs, once. */
      type: 'confirmation.given';
      /** That of `confirmation.requested`; one that is closed, or of another question, changes nothing. */
      token: string;
    };

/**
 * Where something went wrong. The user hears plain words where they have to know.
 *
 * - `operation`: the main model, or the operation itself; the user hears that it could not be finished.
 * - `chat`: the model of the secondary chat; the question is answered after the result.
 * - `synthesis`: joining a result with the talk; the plain result is told.
 * - `confirmation`: the judge of a yes; it was not taken for one.
 * - `store`: something could not be saved, and is said all the same; or another process has taken the conversation over.
 * - `event`: the app sent an event of a wrong shape, and it changed nothing; or, to an opened conversation, words under an id that is none.
 * - `conversation`: an opened conversation broke and has stopped; it can be opened again.
 */
export type FailureSource = 'operation' | 'chat' | 'synthesis' | 'confirmation' | 'store' | 'event' | 'conversation';

/** What its children report as gone wrong, for logs: what becomes of it they tell otherwise. */
export type FailureReport = { type: 'work.failed'; source: FailureSource; error: string };

/** That the process which gave the last reply is gone: nobody will say whether it was heard. */
export type RestartReport = { type: 'process.restarted' };

/** All that a conversation hears: of the user and the app, and of its own children. */
export type ConversationEvent =
  | ConversationCommand
  | EarlyWords
  | OperationReport
  | ChatReport
  | FailureReport
  | RestartReport;

/** Words that were said before something that is told had reached the user: they are no answer to it. */
export type EarlyWords = Extract<ConversationCommand, { type: 'user.said' }> & { early: true };

/** Something said to the user. */
export type Reply = {
  /** Derives from the work it tells, so it is the same when it is said again, after a crash, too: show it once. */
  id: string;
  /** As it was written, Markdown and all; `speakable(text)` makes plain sentences of it. */
  text: string;
  /** Who speaks: `chat` exactly if the kind is `interim`, else `main`; so it says nothing that `kind` does not. */
  lane: Lane;
  /**
   * A quick `answer`; the `acknowledgment` that something long begins; `interim`, what is said meanwhile; or the
   * `announcement` of what became of it.
   */
  kind: ReplyKind;
  /** The operation that was live or is told of; empty if there was none. */
  operationId: string;
  /** Of a result that is offered again: which time this is, from 2. */
  offer?: number;
};

/** A request that waits, as an app shows it: the first of them comes next. */
export type WaitingRequest = Pick<QueuedRequest, 'operationId' | 'label' | 'priority' | 'at'>;

/** What a conversation emits. Times of day are milliseconds since the epoch, of the injected clock. */
export type ConversationEmitted =
  | ({
      /** Something is said to the user. */
      type: 'reply';
    } & Reply)
  | {
      /** A long operation has begun, or has ended. Of a quick one there is none. */
      type: 'operation';
      operationId: string;
      /**
       * `running` when it begins. Then `done`, it came to its end, and each run says what became of it; `failed`, it broke on
       * the way; or `cancelled`, the user stopped it.
       */
      status: 'running' | OperationOutcome['status'];
      /** Its runs of tools, as far as they are known: how each stands, or how it ended. */
      runs: RunStatus[];
    }
  | {
      /** A long tool is a step further, has begun again, pauses, gives no sign of life, or has ended. */
      type: 'progress';
      operationId: string;
      /** How far it is: `percent`, `message`, `milestones` and more. Without `measured` nobody knows the percent. */
      run: RunStatus;
      /** How much longer it probably takes, in milliseconds; null when it is over, and when nobody can tell. */
      etaMs: number | null;
    }
  | {
      /** What waits has changed. */
      type: 'queue';
      /** All that waits now, the next first. */
      requests: WaitingRequest[];
    }
  | {
      /** What was just told needs a yes: the user's next words, or `confirmation.given` from a button. */
      type: 'confirmation.requested';
      /** Names this very question; `confirmation.given` hands it back. */
      token: string;
      /** The operation that asks; `operation.cancel` with it is a no. */
      operationId: string;
      /** The name of the tool that a yes runs. */
      tool: string;
      /** The question, with the price: the last sentence of the reply before, word for word. */
      preview: string;
      /** Until when a yes counts, in milliseconds since the epoch: `bounds.confirmationTimeout` after it was told. */
      expiresAt: number;
    }
  | {
      /** A question is open no more: take its buttons away. */
      type: 'confirmation.closed';
      token: string;
      /** Whether there was a yes, so that the call runs. If not, it is void: a no, other words, or too late. */
      given: boolean;
    }
  | {
      /** A result was offered as often as may be, three times, and nobody heard it. The models know it. */
      type: 'announcement.letGo';
      /** That of its reply. */
      id: string;
      operationId: string;
    }
  | {
      /** Something went wrong, for your log; what becomes of it is told otherwise. */
      type: 'failure';
      /** Where it went wrong; `FailureSource` says what each word means. */
      source: FailureSource;
      /** What happened, in a line without words, arguments, results or identity. */
      error: string;
    };

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
