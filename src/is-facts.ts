import type { Facts, Json } from '../machines/json.ts';
import { isRecord } from './shape.ts';
import { isTooDeep } from './too-deep.ts';

/** Whether a value is an object of plain JSON that can be kept: what is nested too deep, or can't be read, is none. */
export function isFacts(value: unknown): value is Facts {
  return isPlainObject(value) && !isTooDeep(value);
}

/** Whether a value is an object of plain JSON. What is nested without end, or can't be read, is none. */
export function isPlainObject(value: unknown): value is { [name: string]: Json } {
  try {
    return isRecord(value) && isPlain(value);
  } catch {
    return false;
  }
}

/** Whether JSON says all of a value: nothing in it is a function, a date or an instance of a class. */
function isPlain(value: unknown): boolean {
  if (Array.isArray(value)) return value.every(isPlain);
  if (isRecord(value)) {
    const prototype: unknown = Object.getPrototypeOf(value);
    return (prototype === Object.prototype || prototype === null) && Object.values(value).every(isPlain);
  }
  return value === null || typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);
}
