import type { ToolCall } from '../../machines/messages.ts';
import type { Step } from '../../machines/main-operation-protocol.ts';
import type { Limits } from '../effects/limits.ts';
import { argumentsWithin } from '../tools/large-arguments.ts';

/**
 * The calls under ids of ours, `call-1` and on, unique in their operation or chat turn, and under names that
 * providers take.
 *
 * A call's id becomes part of its idempotency key, and some model servers use the same ids again and again. A model
 * may also make up a tool, with a name that would be refused when it is read back.
 * There are no more than `limits.calls`, because thousands in one reply would hold up every conversation of the
 * process; arguments larger than `limits.result` are left out.
 */
export function numbered(
  calls: readonly ToolCall[],
  steps: readonly Step[],
  limits: Pick<Limits, 'calls' | 'result'>,
): ToolCall[] {
  const before = steps.reduce((count, step) => count + step.calls.length, 0);
  return calls.slice(0, limits.calls).map((call, index) => ({
    id: `call-${before + index + 1}`,
    name: call.name.replace(/[^\w-]/g, '_').slice(0, 64) || 'unnamed',
    args: argumentsWithin(call.args, limits.result),
  }));
}
