import type { Message, ToolCall } from '../../machines/messages.ts';
import type { CallResult, Step } from '../../machines/main-operation-protocol.ts';
import type { RunStatus } from '../../machines/tool-run-protocol.ts';
import { IN_DOUBT, brokenResult, resultOf } from '../tools/call-result.ts';
import { fittingResult } from '../messages/fitting-result.ts';

/**
 * The steps of a turn as the model sees them: each reply that asked for tools, and behind it every result.
 *
 * The result of a long call is told from its run. A long call without one was not run, because the one before it
 * did not succeed; a quick call without a result did not answer in time, and may have had its effect. Of a result of more than `most` characters the
 * beginning is read.
 */
export function stepMessages(steps: readonly Step[], runs: readonly RunStatus[], most: number): Message[] {
  return steps.flatMap(({ text, calls, results, long }) => [
    { role: 'assistant', content: text, tool_calls: calls } as const,
    ...calls.map((call) => {
      const result = results.find(({ callId }) => callId === call.id);
      const run = runs.find(({ callId }) => callId === call.id);
      return answered(result ?? (run ? told(call, run) : untold(call, long)), most);
    }),
  ]);
}

/** What a model is told of a run that did not succeed, where the tool said nothing itself. */
const ENDINGS = {
  running: 'It has not ended yet.',
  failed: 'It failed.',
  cancelled: 'It was cancelled before it changed anything.',
  timedOut: 'It took too long and was stopped before it changed anything.',
  unknown: IN_DOUBT,
};

function answered({ callId, name, content, failed }: CallResult, most: number): Message {
  const message = { role: 'tool', content: fittingResult(content, most), tool_call_id: callId, name } as const;
  return failed ? { ...message, status: 'error' } : message;
}

function told(call: ToolCall, { status, result, error }: RunStatus): CallResult {
  return status === 'succeeded'
    ? resultOf(call, result)
    : brokenResult(call, status, [ENDINGS[status], error].filter(Boolean).join(' '));
}

function untold(call: ToolCall, long: readonly string[]): CallResult {
  return long.includes(call.id)
    ? brokenResult(
        call,
        'not_run',
        'Not run: the work before it did not succeed, or the facts of the session have changed since it was checked.',
      )
    : brokenResult(call, 'no_answer', 'It did not answer in time. Whether it took effect is not known.');
}
