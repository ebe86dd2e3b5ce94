import { isObject } from './shape.ts';

/**
 * How many levels a value may be nested. What keeps a value copies it, compares it and makes a text of it level by level, and
 * some thousand are more than a process has room for.
 */
export const MOST_LEVELS = 200;

/** Whether a value is nested deeper than can be kept; one that holds itself is. */
export function isTooDeep(value: unknown, levels = MOST_LEVELS): boolean {
  if (!isObject(value)) return false;
  return levels === 0 || Object.values(value).some((part) => isTooDeep(part, levels - 1));
}
