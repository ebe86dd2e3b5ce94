import { createHash } from 'node:crypto';
import type { LongRunning } from './traits.ts';

/** Whether it matters that calls of a tool do the same. */
export function keepsApart({ duplicates = 'allow' }: LongRunning): boolean {
  return duplicates !== 'allow';
}

/** A key that calls have in common which do the same; what the arguments were can't be read from it. */
export function sameKeyOf(tool: string, args: Record<string, unknown>, { sameBy = 'arguments' }: LongRunning): string {
  const parts = sameBy === 'name' ? [tool] : [tool, sorted(args)];
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 22);
}

/** The order in which a model names arguments says nothing. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(entries.map(([name, part]) => [name, sorted(part)]));
}
