import type { ModelLine, ThinkInput } from '../../machines/main-operation-protocol.ts';
import type { Limits } from '../effects/limits.ts';
import type { Work } from '../effects/work.ts';
import { clipped } from '../messages/clipped.ts';
import type { CountTokens } from '../messages/count-tokens.ts';
import { laneInput } from '../messages/lane-input.ts';
import { stepMessages } from '../messages/step-messages.ts';
import type { CallModel } from './call-model.ts';
import { numbered } from './numbered.ts';

/** The main operation asks its model for the next line: an answer, or tools first. */
export function think(parts: {
  callModel: CallModel;
  instructions: string;
  limits: Limits;
  count: CountTokens;
}): Work<ModelLine, ThinkInput> {
  return async ({ input: { history, request, steps, runs }, signal }) => {
    const { instructions, limits, count } = parts;
    const own = stepMessages(steps, runs, limits.result);
    const messages = laneInput({ instructions, history, request, steps: own, limits, count });
    const { text, calls } = await parts.callModel(messages, signal);
    return { text: clipped(text, limits.text), calls: numbered(calls, steps, limits) };
  };
}
