import type { ModelLine, ThinkInput } from '../../machines/main-operation-protocol.ts';
import type { Limits } from '../effects/limits.ts';
import type { Work } from '../effects/work.ts';
import { clipped } from '../messages/clipped.ts';
import type { CountTokens } from '../messages/count-tokens.ts';
import { laneInput } from '../messages/lane-input.ts';
import type { Mask } from '../messages/secrets.ts';
import { stepMessages } from '../messages/step-messages.ts';
import { withheld } from '../messages/withheld.ts';
import type { CallModel } from './call-model.ts';
import { numbered } from './numbered.ts';

/** The main operation asks its model for the next line: an answer, or tools first. */
export function think(parts: {
  callModel: CallModel;
  instructions: string;
  limits: Limits;
  count: CountTokens;
  mask?: Mask | undefined;
}): Work<ModelLine, ThinkInput> {
  return async ({ input: { session, history, request, steps, runs }, signal }) => {
    const { instructions, limits, count, mask } = parts;
    const own = stepMessages(steps, runs, limits.result);
    const messages = laneInput({ instructions, history, request, steps: own, limits, count });
    const { text, calls } = await parts.callModel(withheld(messages, session, mask), signal);
    return { text: clipped(text, limits.text), calls: numbered(calls, steps, limits) };
  };
}
