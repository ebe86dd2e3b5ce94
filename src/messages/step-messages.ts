import type { Message, ToolCall } from '../../machines/messages.ts';
import type { CallResult, Step } from '../../machines/main-operation-protocol.ts';
import type { RunStatus } from '../../machines/tool-run-protocol.ts';
import { resultOf } from '../tools/call-result.ts';

/**
 * The steps of a turn as the model sees them: each reply that asked for tools, and behind it every result.
 *
 * The result of a long call is told from its run. A long call without one was not run, because the one before it
 * did not succeed; a quick call without a result did not answer in time.
 */
export function stepMessages(steps: readonly Step[], runs: readonly RunStatus[] = []): Message[] {
  return steps.flatMap(({ text, calls, results, long }) => [
    { role: 'assistant', content: text, tool_calls: calls } as const,
    ...calls.map((call) => {
      const result = results.find(({ callId }) => callId === call.id);
      if (result) return answered(result);
      const run = runs.find(({ callId }) => callId === call.id);
      if (run) return told(call, run);
      return broken(call, long.includes(call.id) ? NOT_RUN : NO_ANSWER);
    }),
  ]);
}

const NOT_RUN = { error: 'not_run', message: 'Not run, because the work before it did not succeed.' };
const NO_ANSWER = { error: 'no_answer', message: 'It did not answer in time. Whether it took effect is not known.' };

/** What a model is told of a run that did not succeed, where the tool said nothing itself. */
const ENDINGS = {
  running: 'It has not ended yet.',
  failed: 'It failed.',
  cancelled: 'It was cancelled before it changed anything.',
  timedOut: 'It took too long and was stopped before it changed anything.',
  unknown: 'Nobody can tell whether it took effect. Say so, and do not try again.',
};

function answered({ callId, name, content, failed }: CallResult): Message {
  const message = { role: 'tool', content, tool_call_id: callId, name } as const;
  return failed ? { ...message, status: 'error' } : message;
}

function told(call: ToolCall, { status, result, error }: RunStatus): Message {
  return status === 'succeeded'
    ? answered(resultOf(call, result))
    : broken(call, { error: status, message: [ENDINGS[status], error].filter(Boolean).join(' ') });
}

function broken({ id, name }: ToolCall, problem: { error: string; message: string }): Message {
  return answered({ callId: id, name, content: JSON.stringify(problem), failed: true });
}
