import type { ModelLine, ThinkInput } from '../../machines/main-operation-protocol.ts';
import type { Work } from '../effects/work.ts';
import { laneInput } from '../messages/lane-input.ts';
import { stepMessages } from '../messages/step-messages.ts';
import { mainInstructions } from './instructions.ts';
import { numbered } from './numbered.ts';
import { lineOf, type Voice } from './voice.ts';

/** The main operation asks its model for the next line: an answer, or tools first. */
export function think(voice: Voice): Work<ModelLine, ThinkInput> {
  const { limits, count } = voice;
  return async ({ input: { session, history, request, wanted, steps, runs }, signal }) => {
    const instructions = mainInstructions(voice.instructions, wanted);
    const own = stepMessages(steps, runs, limits.result);
    const messages = laneInput({ instructions, history, request, steps: own, limits, count });
    const { text, calls } = await lineOf(voice, { messages, session }, signal);
    return { text, calls: numbered(calls, steps, limits) };
  };
}
