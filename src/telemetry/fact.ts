import type { Lane, ToolCall } from '../../machines/messages.ts';

/**
 * How something ended. `aborted`: nobody would have heard it. `stopped`: it was under way when the conversation stopped,
 * or listening to it did.
 */
export type Ending = 'succeeded' | 'failed' | 'cancelled' | 'timedOut' | 'unknown' | 'aborted' | 'stopped';

/** Who asks a model. */
export type Voice = Lane | 'synthesis';

/** What belongs to an operation or a turn of the chat is named by its id. */
type OfOwner = { owner: string };

/** What happens in a conversation, as far as it is told. Whatever was said, asked for or found is in `content` alone. */
export type Fact =
  | { type: 'operation.taken'; operationId: string; isResumed: boolean; content: { said: string[] } }
  | { type: 'operation.acknowledged'; operationId: string }
  | { type: 'operation.ready'; operationId: string }
  | { type: 'operation.over'; operationId: string; ending: Ending; ms: number; content: { text: string } }
  | {
      type: 'turn.began';
      turnId: string;
      operationId: string;
      isResumed: boolean;
      /** How long each of its questions has waited. */
      waitedMs: number[];
      /** The long calls that are under way. */
      runIds: string[];
      content: { said: string[] };
    }
  | { type: 'turn.over'; turnId: string; ending: Ending; ms: number; content: { text: string } }
  | ({ type: 'model.asked'; voice: Voice } & OfOwner)
  | ({ type: 'model.over'; voice: Voice; ending: Ending; ms: number; error: unknown } & OfOwner)
  | ({
      type: 'tool.began';
      runId: string;
      tool: string;
      isLong: boolean;
      isResumed: boolean;
      attempt: number;
      expectedMs: number | undefined;
      content: { args: ToolCall['args'] };
    } & OfOwner)
  | { type: 'tool.progressed'; runId: string; percent: number }
  | { type: 'tool.retried'; runId: string; tool: string; attempt: number }
  | {
      type: 'tool.over';
      runId: string;
      tool: string;
      isLong: boolean;
      isResumed: boolean;
      ending: Ending;
      ms: number;
      expectedMs: number | undefined;
      /** Whether the user had it cancelled. */
      isCancelled: boolean;
      content: { result: string; error: string };
    }
  /** An operation was cancelled while no long tool ran. */
  | { type: 'operation.cancelled' }
  | { type: 'settled'; ms: number }
  | { type: 'announced'; ms: number | undefined; isJoined: boolean }
  /** What became of one that was announced: `repeated` is one more offer, `letGo` that there is none any more. */
  | { type: 'announcement'; became: 'repeated' | 'delivered' | 'interrupted' | 'letGo' }
  | { type: 'timer.ranOut'; bound: string; tool: string | undefined }
  | { type: 'late'; tool: string | undefined }
  | { type: 'queued'; more: number }
  | { type: 'failed'; source: string };

/** Hears facts, and when they were: milliseconds since the epoch. */
export type Teller = (fact: Fact, at: number) => void;

/** What facts are made with: the time, and who hears them, at this time. */
export type FactSource = { now(): number; tell(fact: Fact): void };
