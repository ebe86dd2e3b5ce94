import type { Json } from '../machines/json.ts';
import { messageOf } from './effects/error.ts';
import { isObject } from './shape.ts';
import { isTooDeep, MOST_LEVELS } from './too-deep.ts';

/**
 * What JSON can say of a value.
 *
 * It never fails: a tool has done its work by the time its result is written down, and a result that JSON can't
 * hold must not make a success a failure. What is nested too deep to be kept is cut off there.
 */
export function toJson(value: unknown): Json {
  try {
    const json = parseJson(stringify(value, bigintAsText) ?? 'null');
    return isTooDeep(json) ? cutOff(json, MOST_LEVELS) : json;
  } catch {
    return messageOf(value);
  }
}

/**
 * Reads JSON.
 *
 * @throws SyntaxError for what is none.
 */
export const parseJson: (text: string) => Json = JSON.parse;

/** Undefined for what JSON has no word for, such as a function. */
const stringify: (value: unknown, replacer: (key: string, value: unknown) => unknown) => string | undefined =
  JSON.stringify;

/** Stands where a value was cut off. */
const CUT_OFF = '…';

function cutOff(value: Json, levels: number): Json {
  if (!isObject(value)) return value;
  if (levels === 0) return CUT_OFF;
  if (Array.isArray(value)) return value.map((part) => cutOff(part, levels - 1));
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, cutOff(part, levels - 1)]));
}

function bigintAsText(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}
