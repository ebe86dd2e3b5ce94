import type { ModelLine, ThinkInput } from '../../machines/main-operation-protocol.ts';
import type { ReportingWork } from '../effects/work.ts';
import { laneInput } from '../messages/lane-input.ts';
import { stepMessages } from '../messages/step-messages.ts';
import { mainInstructions, withFacts } from './instructions.ts';
import { numbered } from './numbered.ts';
import { lineOf, type Voice } from './voice.ts';

/**
 * The main operation asks its model for the next line: an answer, or tools first. After a long tool its words may still be
 * replaced, so they are not streamed.
 */
export function think(voice: Voice): ReportingWork<ModelLine, ThinkInput> {
  const { limits, count } = voice;
  return async ({ input, ...work }) => {
    const { conversationId, operationId, session, history, request, wanted, steps, runs } = input;
    const instructions = withFacts(mainInstructions(voice.instructions, wanted), runs);
    const own = stepMessages(steps, runs, limits.result);
    const messages = laneInput({ instructions, history, request, steps: own, limits, count });
    const reply = runs.length === 0 ? { conversationId, replyId: `${operationId}!` } : undefined;
    const { text, calls } = await lineOf(voice, { messages, session, reply }, work);
    return { text, calls: numbered(calls, steps, limits) };
  };
}
