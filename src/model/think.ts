import { isLong } from '../../machines/main-operation.ts';
import type { ModelLine, ThinkInput } from '../../machines/main-operation-protocol.ts';
import type { ReportingWork } from '../effects/work.ts';
import { laneInput } from '../messages/lane-input.ts';
import { stepMessages } from './step-messages.ts';
import { mainInstructions, withFacts } from './instructions.ts';
import { numbered } from './numbered.ts';
import type { CallModel } from './call-model.ts';
import { lineOf, type Voice } from './voice.ts';

/**
 * The main operation asks its model for the next line: an answer, or tools first. Once it has gone long its words wait for
 * the chat and may still be replaced, so they are not streamed. While something waits, the model has a tool to take it off
 * the list.
 */
export function think(voice: Voice, whileSomethingWaits: CallModel): ReportingWork<ModelLine, ThinkInput> {
  const { limits, count } = voice;
  return async ({ input, ...work }) => {
    const { conversationId, operationId, session, history, request, wanted, steps, runs } = input;
    const { queue = [] } = input;
    const instructions = withFacts(mainInstructions(voice.instructions, wanted, queue), runs);
    const own = stepMessages(steps, runs, limits.result);
    const messages = laneInput({ instructions, history, request, steps: own, limits, count });
    const reply = isLong(input) ? undefined : { conversationId, replyId: `${operationId}!` };
    const callModel = queue.length > 0 ? whileSomethingWaits : voice.callModel;
    const { text, calls } = await lineOf({ ...voice, callModel }, { messages, session, reply }, work);
    return { text, calls: numbered(calls, steps, limits) };
  };
}
