import type { Json } from './json.ts';

/** Who speaks for the agent: the main operation or the secondary chat. */
export type Lane = 'main' | 'chat';

/** One tool a model asks for; `id` is the model's own, unique within its message. */
export type ToolCall = { id: string; name: string; args: { [name: string]: Json } };

/** A message as a model sees it: plain JSON that LangChain accepts as it is. */
export type Message =
  | { role: 'system'; content: string }
  | { role: 'user'; content: string }
  | { role: 'assistant'; content: string; tool_calls?: ToolCall[] }
  | { role: 'tool'; content: string; tool_call_id: string; name: string; status?: 'error' };

/** What a line of the agent is: a quick answer, the word that something long begins, talk meanwhile, a result. */
export type ReplyKind = 'answer' | 'acknowledgment' | 'interim' | 'announcement';

/**
 * One utterance in the transcript, which is in order of time.
 *
 * `turn` names what it belongs to: an operation (`operation-7`) or a chat turn (`turn-12`). A user's
 * entry has none until its turn begins; then it is tagged with the lane that answers it, too. `operationId` is the
 * operation that was live.
 */
export type Entry = {
  id: string;
  role: 'user' | 'assistant';
  content: string;
  lane: Lane;
  /** Of the agent's lines only. */
  kind?: ReplyKind;
  turn?: string;
  operationId?: string;
  /** What the user was to hear in its place and has not, or not to its end; `content` is what was heard. */
  unheard?: string;
  /** Of a result that was offered again: which time this was. */
  offer?: number;
  /** Of a result: the tools of which it tells that nobody knows what became of them, and what it tells to be done. */
  doubtful?: string[];
  sameKeys?: string[];
  /** Of the user's messages: which it is, from 1; 0 if something told had not reached them when they said it. */
  number?: number;
  /** Milliseconds since the epoch, of the injected clock. */
  at: number;
};
