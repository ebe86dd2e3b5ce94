import type { ModelLine } from '../../machines/main-operation-protocol.ts';
import type { AnswerInput } from '../../machines/secondary-chat-protocol.ts';
import type { Clock } from '../effects/clock.ts';
import type { ReportingWork } from '../effects/work.ts';
import { laneInput } from '../messages/lane-input.ts';
import { stepMessages } from './step-messages.ts';
import { chatInstructions } from './instructions.ts';
import { numbered } from './numbered.ts';
import { lineOf, type Voice } from './voice.ts';

/** The secondary chat asks its model for the next line: an answer, or lookups first. */
export function answer(voice: Voice, clock: Clock): ReportingWork<ModelLine, AnswerInput> {
  const { limits, count } = voice;
  return async ({ input, ...work }) => {
    const { conversationId, operationId, turnId: replyId, session, history, asked, steps, runs, queue } = input;
    const instructions = chatInstructions(voice.instructions, { operationId, runs, queue }, clock.now());
    const own = stepMessages(steps, [], limits.result);
    const messages = laneInput({ instructions, history, request: asked, steps: own, limits, count });
    const { text, calls } = await lineOf(voice, { messages, session, reply: { conversationId, replyId } }, work);
    return { text, calls: numbered(calls, steps, limits) };
  };
}
