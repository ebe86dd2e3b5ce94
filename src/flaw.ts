import { LONGEST_MS } from './effects/bounds.ts';
import { hasMethods } from './methods.ts';
import { isObject, isRecord } from './shape.ts';

/** What a value must be, and how that is said. */
export type Kind = { is(value: unknown): boolean; words: string };

/** The same, or nothing at all. */
export function optional(kind: Kind): Kind {
  return { ...kind, is: (value) => value === undefined || kind.is(value) };
}

/** A text, an empty one among them. */
export const text: Kind = { is: (value) => typeof value === 'string', words: 'a text' };

/** A text that says something. */
export const wording: Kind = {
  is: (value) => typeof value === 'string' && value.trim() !== '',
  words: 'a text that is not blank',
};

/** What something is called by. */
export const naming: Kind = {
  is: (value) => typeof value === 'string' && value !== '',
  words: 'a text that is not empty',
};

/** A choice of two. */
export const yesOrNo: Kind = { is: (value) => typeof value === 'boolean', words: 'true or false' };

/** One of these words. */
export function oneOf(known: readonly string[]): Kind {
  const words = new Intl.ListFormat('en-GB', { type: 'disjunction' }).format(known.map(shown));
  return { is: (value) => known.some((word) => word === value), words };
}

/** A function. */
export const rule: Kind = { is: (value) => typeof value === 'function', words: 'a function' };

/** A time that a timer can wait; none at all is one. */
export const wait: Kind = {
  is: (value) => typeof value === 'number' && value >= 0 && value <= LONGEST_MS,
  words: `milliseconds from 0 to ${LONGEST_MS}`,
};

/** A time that a timer can wait, and some. */
export const time: Kind = {
  is: (value) => wait.is(value) && value !== 0,
  words: `milliseconds over 0, and no more than ${LONGEST_MS}`,
};

/** How many of something there are, if there are any. */
export const count: Kind = {
  is: (value) => Number.isInteger(value) && Number(value) > 0,
  words: 'a whole number from 1',
};

/** An object that is no list. */
export const options: Kind = { is: isRecord, words: 'an object of options' };

/** An object that has these functions. */
export function having(words: string, ...functions: string[]): Kind {
  return { is: (value) => hasMethods(value, ...functions), words };
}

/**
 * What is wrong with the first field that can't be right, in words; undefined if nothing is. Unknown fields are.
 *
 * `named` says how a wrong value is named: where it may be what somebody said, by its type alone.
 */
export function flawIn(
  given: Record<string, unknown>,
  kinds: Record<string, Kind>,
  named: (value: unknown) => string = shown,
): string | undefined {
  for (const [name, value] of Object.entries(given)) {
    const kind = Object.hasOwn(kinds, name) ? kinds[name] : undefined;
    if (!kind) return `it has no use for ${name}; there are ${Object.keys(kinds).join(', ')}`;
    if (!kind.is(value)) return `${name} is ${named(value)}; give ${kind.words}`;
  }
  return undefined;
}

/** A value as an error names it: of an object its fields, not what is in them. */
export function shown(value: unknown): string {
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'string') return `'${value}'`;
  if (Array.isArray(value)) return 'a list';
  return isObject(value) ? `an object of ${Object.keys(value).join(', ') || 'nothing'}` : String(value);
}
