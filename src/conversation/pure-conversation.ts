import { assign, emit } from 'xstate';
import type { Asked, Cancelled, Interruption, Requested, RunNews, Said } from '../../machines/conversation-context.ts';
import type { ConversationEmitted } from '../../machines/conversation-protocol.ts';
import {
  conversationMachine,
  entryWith,
  isFirstSaid,
  isNext,
  isText,
  nextOf,
  said,
} from '../../machines/conversation.ts';
import type { OperationOutcome } from '../../machines/main-operation-protocol.ts';
import type { ChatAnswer } from '../../machines/secondary-chat-protocol.ts';
import { etaOf } from '../durations/eta-of.ts';
import { eventFlaw } from '../event-flaw.ts';
import { losesFacts } from '../kept-facts.ts';
import type { CountTokens } from '../messages/count-tokens.ts';
import type { Limits } from '../effects/limits.ts';
import type { Room } from '../messages/latest.ts';
import { trimmed } from '../messages/trimmed.ts';
import type { Phrases } from '../phrases.ts';
import { plainReply } from '../plain-reply.ts';
import { dueAt, isQuiet, withCheckIn, type Silence } from './check-ins.ts';
import { fixedPhrases } from './fixed-phrases.ts';
import { deliveredOf, heardOf, isAllOf, isHearing, isOnlyAnswer, unheardOf } from './heard.ts';
import { offered } from './offered.ts';
import { isCutQuestion, isOwedAgain, withOwedAgain } from './owed-again.ts';
import { isQueueable, isQueueFull, withRequest, withRequests } from './queue.ts';
import { mustTellStalled } from './stalled.ts';
import { withPlaces } from './with-places.ts';

/** What the conversation goes by beside what happens; `silence` is what check-ins go by, if there are any. */
export type PureOptions = {
  phrases: Phrases;
  limits: Room & Pick<Limits, 'text' | 'queue'>;
  count: CountTokens;
  silence?: Silence | undefined;
};

/**
 * The chart of the conversation with all that only computes: what is said in fixed words, what was heard, what waits, and
 * what is left out. Time, models, tools and the store are still to come.
 */
export function pureConversation({ phrases, limits, count, silence }: PureOptions): typeof conversationMachine {
  const fixed = fixedPhrases(phrases);
  return conversationMachine.provide({
    actions: {
      composeReply: assign(({ context }) => ({ reply: context.outcome ? plainReply(context.outcome, phrases) : '' })),
      trimTranscript: assign(({ context: { transcript, queue } }) => {
        const waiting = queue.flatMap(({ messages }) => messages);
        return { transcript: trimmed(transcript, limits, count, waiting) };
      }),
      reportMalformed: emit(({ event }): ConversationEmitted => ({
        type: 'failure',
        source: 'event',
        error: eventFlaw(event) ?? `${event.type} changes nothing`,
      })),
      noteSaying: assign(({ context }, { text }: { text: string }) => ({
        saying: text.slice(0, limits.text),
        speaking: true,
        spokenAt: context.now,
      })),
      hearRequest: assign(({ context }, request: Requested) => withRequest(context, request)),
      takeRequests: assign(({ context }, asked: Asked) => withRequests(context, asked, limits)),
      noteInterim: assign(({ context }, { turnId, requests, text }: ChatAnswer) =>
        said(context, {
          id: turnId,
          kind: 'interim',
          text: withPlaces({ turnId, requests, text }, context.queue, phrases),
        }),
      ),
      notePutOff: assign(({ context }, turn: { turnId: string }) => said(context, fixed.putOff(turn))),
      awaitSilence: assign(({ context }) => (silence ? { deadline: dueAt(context, silence) } : {})),
      noteCheckIn: assign(({ context }) => ({ ...withCheckIn(context), ...said(context, fixed.checkIn(context)) })),
      noteDeclined: assign(({ context }) => said(context, fixed.declined(context))),
      noteTooLong: assign(({ context }) => said(context, fixed.tooLong(context))),
      notePlace: assign(({ context }) => said(context, fixed.place(context))),
      noteRefused: assign(({ context }, request: Requested) => said(context, fixed.refused(context, request))),
      noteUnqueued: assign(({ context }, cancelled: Cancelled) => said(context, fixed.unqueued(context, cancelled))),
      noteUnstoppable: assign(({ context }) => said(context, fixed.unstoppable(context))),
      noteStalled: assign(({ context }, { run }: RunNews) => said(context, fixed.stalled(run))),
      showProgress: emit(({ context }, { operationId, run }: RunNews): ConversationEmitted => ({
        type: 'progress',
        operationId,
        run: structuredClone(run),
        etaMs: etaOf(run, context.now),
      })),
      offer: assign(({ context }) => offered(context)),
      oweAgain: assign(({ context }, interruption: Interruption) => withOwedAgain(context, interruption)),
      noteHeard: assign(({ context }, { id, heard = '' }: Interruption) =>
        heardOf(context, { id, heard: heard.slice(0, limits.text) }),
      ),
      noteUnheard: assign(({ context }) => unheardOf(context)),
      noteDelivered: assign(({ context }, { id }: { id: string }) => deliveredOf(context, id)),
    },
    guards: {
      isWellFormed: ({ event }) => eventFlaw(event) === undefined,
      isSpoken: ({ context }, words: Said) => isFirstSaid(context, words) && words.text.length <= limits.text,
      isTooLong: (_, { text }: Said) => isText(text) && text.length > limits.text,
      isQuiet: ({ context }) => silence !== undefined && isQuiet(context, silence),
      // of a clock that tells no number nothing is due, and nothing goes round
      isDisturbed: ({ context }) =>
        !(silence && isQuiet(context, silence) && Object.is(dueAt(context, silence), context.deadline)),
      isQueueable: ({ context }, request: Requested) => isQueueable(context, request, limits),
      isQueueFull: ({ context }, request: Requested) => isQueueFull(context, request, limits),
      mustTellStalled: ({ context }, news: RunNews) => mustTellStalled(context, news),
      isHeardOut: ({ context }, { id, heard }: Interruption) =>
        isNext(context, id) && isAllOf(entryWith(context, id), heard),
      isHeardEnough: ({ context }, { id, heard }: Interruption) =>
        isNext(context, id) && isText(heard) && isOnlyAnswer(nextOf(context)),
      isInterrupted: ({ context }, { id, heard }: Interruption) => isNext(context, id) && isHearing(heard),
      isOwedAgain: ({ context }, interruption: Interruption) => isOwedAgain(context, interruption),
      isCutQuestion: ({ context }, interruption: Interruption) => isCutQuestion(context, interruption),
      isHalfHeard: ({ context }, interruption: Interruption) =>
        isCutQuestion(context, interruption) && isOwedAgain(context, interruption),
      losesFacts: (_, { status, text, runs }: OperationOutcome) => status === 'done' && losesFacts(text, runs),
      joinLosesFacts: ({ context }, { output }: { output: string }) => losesFacts(output, context.outcome?.runs ?? []),
    },
  });
}
