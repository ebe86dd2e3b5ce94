import type {
  Announcement,
  ChatAbort,
  ChatTurn,
  Confirmation,
  Done,
  Doubt,
  Interim,
  LiveOperation,
  Reply,
  ToldOperation,
} from './conversation-protocol.ts';
import type { Facts } from './json.ts';
import type { OperationOutcome } from './main-operation-protocol.ts';
import type { Entry } from './messages.ts';
import type { Priority, QueuedRequest } from './queue-protocol.ts';
import type { ChatAnswer } from './secondary-chat-protocol.ts';
import type { RunStatus } from './tool-run-protocol.ts';

/** What a conversation knows: plain JSON. */
export type ConversationContext = {
  id: string;
  session: Facts;
  /** All that was said, in order of time. */
  transcript: Entry[];
  /** What the user seems to be saying right now; nothing goes by it. */
  saying: string;
  /** Whether the user is speaking right now: what is to be told waits for them. */
  speaking: boolean;
  /** When the user or the agent was last heard, in milliseconds since the epoch. */
  spokenAt: number;
  /** The id of what the agent said last, until the app says what was heard of it. */
  playing: string;
  /** The outcomes that the user has not heard, the next to be told first. */
  announcements: Announcement[];
  /** The app's ids of what was heard, the newest of them: what comes twice is heard once. */
  heard: string[];
  /** The ids of what the user said that nothing has answered or taken up yet. */
  unanswered: string[];
  /** What waits until the work before it is told, the next first. */
  queue: QueuedRequest[];
  /** The live operation, until it has been told. */
  operation: LiveOperation | null;
  outcome: OperationOutcome | null;
  /** What was said by the chat during the live operation. */
  interim: Interim[];
  /** The reply that tells the outcome. */
  reply: string;
  /** What the user has to say yes or no to. */
  confirmation: Confirmation | null;
  chatTurn: ChatTurn | null;
  chatAbort: ChatAbort | null;
  told: ToldOperation | null;
  /** What is in doubt, the last that was told and whatever words wait that were said before it was. */
  doubts: Doubt[];
  /** What was done, the same. */
  done: Done[];
  /** Counters; ids are made of them. */
  messages: number;
  operations: number;
  turns: number;
  /** The clock when it was last read. */
  now: number;
  /** When the timer of the present state runs out, in milliseconds since the epoch. */
  deadline: number;
};

/** The timers of this chart. */
export type ConversationBound =
  | 'secondaryPatience'
  | 'synthesisTimeout'
  | 'confirmationTimeout'
  | 'consentTimeout'
  | 'speechTimeout'
  | 'deliveryTimeout'
  | 'resumePause';

/** That a reply was cut short, and how much of it was heard. */
export type Interruption = { id: string; heard?: string };

/** What became of an announcement. */
export type Settled = { id: string; as: ToldOperation['delivery'] };

/** What the user says. `early`: before something that was told had reached them. */
export type Said = { text: string; id?: unknown; early?: boolean };

/** What the agent says. `turn`: what it belongs to, if not to the live operation. */
export type Words = Pick<Reply, 'id' | 'kind' | 'text'> & { turn?: string };

/** What a chat turn wants done later. */
export type Asked = Pick<ChatAnswer, 'turnId' | 'questions' | 'requests'>;

/** What the app wants done later. */
export type Requested = Said & { priority?: Priority };

/** What the user no longer wants: the live operation, if none is named. */
export type Cancelled = { operationId?: string };

/** How far a run of an operation is. */
export type RunNews = { operationId: string; run: RunStatus };

/** What became known of the user. */
export type Learned = { type: 'session.updated'; facts: Facts };

/** What the chat is told while it is there. */
export type ChatNews =
  | Learned
  | { type: 'operation.progressed'; run: RunStatus }
  | { type: 'queue.changed'; queue: QueuedRequest[] }
  | { type: 'reply.interrupted'; id: string; heard?: string };
