import { createHash } from 'node:crypto';
import type { ToolCall } from '../../machines/messages.ts';
import type { RunStatus } from '../../machines/tool-run-protocol.ts';
import type { LongRunning } from './traits.ts';

/**
 * A key that calls have in common which do the same; what the arguments were can't be read from it. Undefined where it
 * does not matter whether they do.
 *
 * The arguments count as the tool reads them, defaults and all. Where its schema makes of them what JSON has no words for,
 * a Set or a function, they count as the model gave them: no two that differ may look alike.
 */
export function sameKeyOf(
  { name, args }: Pick<ToolCall, 'name' | 'args'>,
  parsed: Record<string, unknown>,
  { duplicates = 'allow', sameBy = 'arguments' }: LongRunning,
): string | undefined {
  if (duplicates === 'allow') return undefined;
  const text =
    sameBy === 'name' ? JSON.stringify([name]) : (inOneWay([name, parsed]) ?? JSON.stringify([name, args], sorted));
  return createHash('sha256').update(text).digest('base64url').slice(0, 22);
}

/** The keys of what an operation has done; what failed, or was stopped in time, may be tried again. */
export function keysOfDone(runs: Pick<RunStatus, 'status' | 'sameKey'>[]): string[] {
  return runs.flatMap(({ status, sameKey }) => (status === 'succeeded' && sameKey !== undefined ? [sameKey] : []));
}

/** The order in which a model names arguments says nothing. Undefined for what JSON has no words for. */
function inOneWay(value: unknown): string | undefined {
  try {
    return JSON.stringify(value, sorted);
  } catch {
    return undefined;
  }
}

/** What has words of its own, such as a date, is a text by the time it comes here. */
function sorted(_name: string, value: unknown): unknown {
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'function' || typeof value === 'symbol') throw new TypeError('JSON leaves it out');
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  if (![Object.prototype, null].includes(Object.getPrototypeOf(value)))
    throw new TypeError('JSON leaves out what it holds');
  return Object.fromEntries(Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1)));
}
