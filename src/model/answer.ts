import type { ModelLine } from '../../machines/main-operation-protocol.ts';
import type { AnswerInput } from '../../machines/secondary-chat-protocol.ts';
import type { Clock } from '../effects/clock.ts';
import type { Limits } from '../effects/limits.ts';
import type { Work } from '../effects/work.ts';
import { clipped } from '../messages/clipped.ts';
import type { CountTokens } from '../messages/count-tokens.ts';
import { laneInput } from '../messages/lane-input.ts';
import type { Mask } from '../messages/secrets.ts';
import { stepMessages } from '../messages/step-messages.ts';
import { withheld } from '../messages/withheld.ts';
import type { CallModel } from './call-model.ts';
import { chatInstructions } from './instructions.ts';
import { numbered } from './numbered.ts';

/** The secondary chat asks its model for the next line: an answer, or lookups first. */
export function answer(parts: {
  callModel: CallModel;
  instructions: string;
  clock: Clock;
  limits: Limits;
  count: CountTokens;
  mask?: Mask | undefined;
}): Work<ModelLine, AnswerInput> {
  return async ({ input: { session, history, asked, steps, runs }, signal }) => {
    const { limits, count, mask } = parts;
    const instructions = chatInstructions(parts.instructions, runs, parts.clock.now());
    const own = stepMessages(steps, [], limits.result);
    const messages = laneInput({ instructions, history, request: asked, steps: own, limits, count });
    const { text, calls } = await parts.callModel(withheld(messages, session, mask), signal);
    return { text: clipped(text.trim(), limits.text), calls: numbered(calls, steps, limits) };
  };
}
