import { inspect } from 'node:util';
import { isWaitable, LONGEST_MS } from '../effects/bounds.ts';
import type { LongRunning, Traits } from './traits.ts';

/**
 * What can't be right about the traits in a tool's metadata, in words that go on "it can't be used:"; undefined if
 * nothing is wrong.
 *
 * A trait that stands in the wrong place or is misspelt is a flaw too: it would be ignored without a word.
 */
export function traitFlaw(metadata: Record<string, unknown> = {}): string | undefined {
  const { meanwhile } = metadata;
  if (meanwhile === undefined) {
    const stray = Object.keys(metadata).find((name) => Object.hasOwn(TRAITS, name));
    return stray && `${stray} stands bare in its metadata, where nobody reads it; build metadata with traits(…)`;
  }
  if (!isRecord(meanwhile)) return 'its traits are no object; build them with traits(…)';
  const { longRunning } = meanwhile;
  return (
    flawIn(meanwhile, TRAITS) ??
    (isRecord(longRunning) ? flawIn({ expectedMs: undefined, ...longRunning }, LONG_RUNNING) : undefined) ??
    contradiction(meanwhile)
  );
}

/** What a value must be. */
type Kind = { is(value: unknown): boolean; words: string };

const flag: Kind = { is: (value) => value === true, words: 'true' };
const options: Kind = { is: isRecord, words: 'an object of options' };
const fact: Kind = { is: (value) => typeof value === 'string' && value !== '', words: 'the name of a fact' };
const rule: Kind = { is: (value) => typeof value === 'function', words: 'a function' };
const words: Kind = { is: (value) => typeof value === 'string' || rule.is(value), words: 'a text or a function' };
const time: Kind = {
  is: (value) => isWaitable(value) && value > 0,
  words: `milliseconds over 0, and no more than ${LONGEST_MS}`,
};

const TRAITS: Record<keyof Traits, Kind> = {
  longRunning: optional(options),
  readOnly: optional(flag),
  requires: optional(fact),
  establishes: optional(rule),
};

const LONG_RUNNING: Record<keyof LongRunning, Kind> = {
  expectedMs: time,
  timeoutMs: optional(time),
  label: optional(words),
  acknowledgment: optional(words),
  when: optional(rule),
  check: optional(rule),
  announce: optional(rule),
};

function optional(kind: Kind): Kind {
  return { ...kind, is: (value) => value === undefined || kind.is(value) };
}

function flawIn(given: Record<string, unknown>, kinds: Record<string, Kind>): string | undefined {
  for (const [name, value] of Object.entries(given)) {
    const kind = Object.hasOwn(kinds, name) ? kinds[name] : undefined;
    if (!kind) return `it has no use for ${name}; there are ${Object.keys(kinds).join(', ')}`;
    if (!kind.is(value)) return `${name} is ${shown(value)}; give ${kind.words}`;
  }
  return undefined;
}

/** What can't be true together. */
function contradiction({ longRunning, readOnly, establishes }: Record<string, unknown>): string | undefined {
  if (readOnly && establishes) return 'it is readOnly(), so it establishes nothing';
  if (longRunning && establishes) return 'it is longRunning(), and only quick tools establish facts';
  return undefined;
}

function shown(value: unknown): string {
  return typeof value === 'function' ? 'a function' : inspect(value);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
