import type { FailureSource } from '../../machines/conversation-protocol.ts';
import type { Facts } from '../../machines/json.ts';
import type { ModelLine } from '../../machines/main-operation-protocol.ts';
import type { Message } from '../../machines/messages.ts';
import { kindOf } from '../effects/error.ts';
import type { Limits } from '../effects/limits.ts';
import type { Report } from '../effects/report.ts';
import { clipped } from '../messages/clipped.ts';
import type { CountTokens } from '../messages/count-tokens.ts';
import type { Mask } from '../messages/secrets.ts';
import { withheld } from '../messages/withheld.ts';
import type { CallModel } from './call-model.ts';
import { draftOf, type Delta, type OnDelta } from './draft.ts';

/** One of the three that speak, main, chat and synthesis: its model, its part, and how much it may read and say. */
export type Voice = {
  callModel: CallModel;
  instructions: string;
  limits: Limits;
  count: CountTokens;
  mask?: Mask | undefined;
  onDelta?: OnDelta | undefined;
  /** Where its failures come from. */
  source: FailureSource;
};

/** What is asked of a voice. */
export type Ask = {
  messages: Message[];
  session: Facts;
  /** The reply that its words will be, if nothing else can be told instead: then they are streamed. */
  reply: Pick<Delta, 'conversationId' | 'replyId'> | undefined;
};

/** Asks the model of a voice. It does not read what the session knows of the user, and what it says is no longer than allowed. */
export async function lineOf(
  { callModel, limits, mask, onDelta, source }: Voice,
  { messages, session, reply }: Ask,
  { signal, report }: { signal: AbortSignal; report: Report },
): Promise<ModelLine> {
  const onTrouble = (error: unknown) =>
    report(source, `onDelta failed${kindOf(error)}; the reply is told all the same when it is whole`);
  const draft = onDelta && reply && draftOf({ ...reply, onDelta, most: mostOf(limits), signal, onTrouble });
  const { text, calls } = await callModel(withheld(messages, session, mask), signal, draft);
  return { text: clipped(text.trim(), limits.text), calls };
}

/** A reply that is too long is cut behind its middle, at the end of a sentence: no more of it may be streamed. */
function mostOf({ text }: Limits): number {
  return Math.max(0, Math.floor(text / 2) - 2);
}
