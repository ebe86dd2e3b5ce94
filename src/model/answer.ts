import type { ModelLine } from '../../machines/main-operation-protocol.ts';
import type { AnswerInput } from '../../machines/secondary-chat-protocol.ts';
import type { Clock } from '../effects/clock.ts';
import type { Limits } from '../effects/limits.ts';
import type { Work } from '../effects/work.ts';
import { historyOf } from '../messages/history-of.ts';
import { laneInput } from '../messages/lane-input.ts';
import { stepMessages } from '../messages/step-messages.ts';
import type { CallModel } from './call-model.ts';
import { chatInstructions } from './instructions.ts';
import { numbered } from './numbered.ts';

/** The secondary chat asks its model for the next line: an answer, or lookups first. */
export function answer(parts: {
  callModel: CallModel;
  instructions: string;
  clock: Clock;
  limits: Limits;
}): Work<ModelLine, AnswerInput> {
  return async ({ input: { history, asked, steps, runs }, signal }) => {
    const messages = laneInput({
      instructions: chatInstructions(parts.instructions, runs, parts.clock.now()),
      history: historyOf(history.slice(-parts.limits.history)),
      request: historyOf(asked),
      steps: stepMessages(steps),
      limit: parts.limits.history,
    });
    const { text, calls } = await parts.callModel(messages, signal);
    return { text: text.trim(), calls: numbered(calls, steps, parts.limits.calls) };
  };
}
