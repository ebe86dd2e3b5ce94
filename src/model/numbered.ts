import type { ToolCall } from '../../machines/messages.ts';
import type { Step } from '../../machines/main-operation-protocol.ts';

/**
 * The calls under ids of ours, `call-1` and on, unique in their operation or chat turn, and under names that
 * providers take.
 *
 * A call's id becomes part of its idempotency key, and some model servers use the same ids again and again. A model
 * may also make up a tool, with a name that would be refused when it is read back.
 * `most` is how many there may be: thousands in one reply would hold up every conversation of the process.
 */
export function numbered(calls: readonly ToolCall[], steps: readonly Step[], most: number): ToolCall[] {
  const before = steps.reduce((count, step) => count + step.calls.length, 0);
  return calls.slice(0, most).map((call, index) => ({
    ...call,
    id: `call-${before + index + 1}`,
    name: call.name.replace(/[^\w-]/g, '_').slice(0, 64) || 'unnamed',
  }));
}
