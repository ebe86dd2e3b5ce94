import type { ModelLine, ThinkInput } from '../../machines/main-operation-protocol.ts';
import type { Limits } from '../effects/limits.ts';
import type { Work } from '../effects/work.ts';
import { historyOf } from '../messages/history-of.ts';
import { laneInput } from '../messages/lane-input.ts';
import { stepMessages } from '../messages/step-messages.ts';
import type { CallModel } from './call-model.ts';
import { numbered } from './numbered.ts';

/** The main operation asks its model for the next line: an answer, or tools first. */
export function think(parts: {
  callModel: CallModel;
  instructions: string;
  limits: Limits;
}): Work<ModelLine, ThinkInput> {
  return async ({ input: { history, request, steps, runs }, signal }) => {
    const messages = laneInput({
      instructions: parts.instructions,
      history: historyOf(history),
      request: historyOf(request),
      steps: stepMessages(steps, runs),
      limit: parts.limits.history,
    });
    const { text, calls } = await parts.callModel(messages, signal);
    return { text, calls: numbered(calls, steps, parts.limits.calls) };
  };
}
