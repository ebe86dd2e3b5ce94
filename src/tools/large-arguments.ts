import type { ToolCall } from '../../machines/messages.ts';
import { isTooDeep } from '../too-deep.ts';

/** Stands for arguments that were left out; a model reads it in place of its own. */
const LEFT_OUT = 'arguments_left_out';

/**
 * The arguments of a call, if they have `most` characters at most; else a mark in their place, with which no tool runs.
 *
 * They are neither kept nor sent back to the model, since each of its next calls would carry them.
 */
export function argumentsWithin(args: ToolCall['args'], most: number): ToolCall['args'] {
  const size = sizeOf(args);
  if (size === undefined) return { [LEFT_OUT]: 'They cannot be written down.' };
  if (size <= most) return args;
  return {
    [LEFT_OUT]: `They had ${size.toLocaleString('en')} characters, and ${most.toLocaleString('en')} are the most.`,
  };
}

/** Why a call without its arguments must not run; undefined if it has them. */
export function refusalOfLarge(args: ToolCall['args']): { error: string; message: string } | undefined {
  if (!Object.hasOwn(args, LEFT_OUT)) return undefined;
  const why = args[LEFT_OUT];
  const message = 'The tool was not called: its arguments were left out.';
  return { error: 'too_large', message: typeof why === 'string' ? `${message} ${why}` : message };
}

/** What is nested too deep to be kept has none. */
function sizeOf(args: ToolCall['args']): number | undefined {
  try {
    return isTooDeep(args) ? undefined : JSON.stringify(args).length;
  } catch {
    return undefined;
  }
}
