import type { ToolCall } from '../../machines/messages.ts';
import type { Step } from '../../machines/operations.ts';

/**
 * The calls under ids of ours, `call-1` and on, unique in their operation or chat turn, and under names that
 * providers take.
 *
 * A call's id becomes part of its idempotency key, and some model servers use the same ids again and again. A model
 * may also make up a tool, with a name that would be refused when it is read back.
 */
export function numbered(calls: readonly ToolCall[], steps: readonly Step[]): ToolCall[] {
  const before = steps.reduce((count, step) => count + step.calls.length, 0);
  return calls.map((call, index) => ({
    ...call,
    id: `call-${before + index + 1}`,
    name: call.name.replace(/[^\w-]/g, '_').slice(0, 64) || 'unnamed',
  }));
}
