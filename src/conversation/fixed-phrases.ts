import type { Cancelled, ConversationContext, Requested, Words } from '../../machines/conversation-context.ts';
import { liveId, unstoppableId, unstoppableRun } from '../../machines/conversation.ts';
import type { RunStatus } from '../../machines/tool-run-protocol.ts';
import { etaOf } from '../durations/eta-of.ts';
import type { Phrases } from '../phrases.ts';
import { currentRun } from '../current-run.ts';
import { percentOf } from '../percent-of.ts';
import { labelOf } from './queue.ts';
import { stalledId } from './stalled.ts';

/** The sentences that no model says, in the words of the app, as they stand in the transcript. */
export function fixedPhrases(phrases: Phrases) {
  return {
    /** That a question is put off, as the chat took too long. */
    putOff: ({ turnId }: { turnId: string }): Words => ({
      id: `${turnId}/later`,
      kind: 'interim',
      text: phrases.putOff,
    }),
    /** How far the work is, which nobody has asked. */
    checkIn: (context: ConversationContext): Words => {
      const { runs = [], checkedIn } = context.operation ?? {};
      const run = currentRun(runs);
      return {
        id: `${liveId(context)}/check-in-${(checkedIn?.times ?? 0) + 1}`,
        kind: 'interim',
        text: phrases.checkIn(run?.label ?? '', run ? percentOf(run) : null, run ? etaOf(run, context.now) : null),
      };
    },
    /** That nothing was done, as the app said no. */
    declined: (context: ConversationContext): Words => answer(`${liveId(context)}/declined`, phrases.declined),
    tooLong: ({ messages }: ConversationContext): Words => answer(`message-${messages}!`, phrases.tooLong),
    /** That the newest request was noted, and what comes before it. */
    place: ({ queue, operations }: ConversationContext): Words => {
      const operationId = `operation-${operations}`;
      const index = queue.findIndex((request) => request.operationId === operationId);
      const text = phrases.queued(queue[index]?.label ?? '', index + 1);
      return { ...answer(`${operationId}/queued`, text), turn: operationId };
    },
    /** That no more requests may wait. */
    refused: ({ messages }: ConversationContext, { text }: Requested): Words =>
      answer(`message-${messages}!`, phrases.queueFull(labelOf(text))),
    /** That a request which waited is off the list. */
    unqueued: ({ queue }: ConversationContext, { operationId }: Cancelled): Words => {
      const label = queue.find((request) => request.operationId === operationId)?.label ?? '';
      return answer(`${operationId}/cancelled`, phrases.unqueued(label));
    },
    /** That what is at work, or done and not told, can't be stopped; it may be asked for more than once. */
    unstoppable: (context: ConversationContext): Words => {
      const run = unstoppableRun(context) ?? context.outcome?.runs.at(-1);
      const id = `${unstoppableId(liveId(context))}${context.transcript.length}`;
      return answer(id, phrases.unstoppable(run?.label ?? ''));
    },
    /** That nothing has been heard of a run for long. */
    stalled: (run: RunStatus): Words => ({ id: stalledId(run), kind: 'interim', text: phrases.stalled(run.label) }),
  };
}

function answer(id: string, text: string): Words {
  return { id, kind: 'answer', text };
}
