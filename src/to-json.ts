import type { Json } from '../machines/json.ts';
import { messageOf } from './effects/error.ts';

/**
 * What JSON can say of a value.
 *
 * It never fails: a tool has done its work by the time its result is written down, and a result that JSON can't
 * hold must not make a success a failure.
 */
export function toJson(value: unknown): Json {
  try {
    return parseJson(stringify(value, bigintAsText) ?? 'null');
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

function bigintAsText(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}
