import type { Facts, Json } from '../../machines/json.ts';
import { isRecord } from '../shape.ts';

/**
 * What a model reads instead of a value of the session: any text, or undefined if it may read the value.
 *
 * `fact` is the name of the fact; of a value inside of one, the way to it: `customer.iban`.
 */
export type Mask = (fact: string, value: string | number) => string | undefined;

/** A value of the session as it may stand in a text. */
export type Secret = {
  text: string;
  /** The same inside of JSON. */
  escaped: string;
  /** What a model reads instead; undefined if it may read the value. */
  words(): string | undefined;
};

/**
 * The values of a session that are long enough to be told from other words.
 *
 * The mask is asked once, when a value is found. One that throws, or gives no text, is taken for none. A value that
 * several facts hold may be read only if each of them may.
 */
export function secretsOf(session: Facts, mask?: Mask): Secret[] {
  const held = Object.entries(session).flatMap(([fact, value]) => valuesOf(fact, value));
  const long = held.map((one) => ({ ...one, text: String(one.value).trim() })).filter(({ text }) => text.length >= 6);
  return [...Map.groupBy(long, ({ text }) => text)].map(([text, facts]) => ({
    text,
    escaped: JSON.stringify(text).slice(1, -1),
    words: once(() => words(facts)),
  }));

  function words(facts: readonly Held[]): string | undefined {
    return facts.map((one) => wordsFor(one, mask)).find((one) => one !== undefined);
  }
}

type Held = { fact: string; value: string | number };

function valuesOf(fact: string, value: Json): Held[] {
  if (typeof value === 'string' || typeof value === 'number') return [{ fact, value }];
  if (Array.isArray(value)) return value.flatMap((item) => valuesOf(fact, item));
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([name, inner]) => valuesOf(`${fact}.${name}`, inner));
}

function wordsFor({ fact, value }: Held, mask: Mask | undefined): string | undefined {
  const otherwise = `[${fact}]`;
  if (!mask) return otherwise;
  try {
    const words: unknown = mask(fact, value);
    if (words === undefined) return undefined;
    return typeof words === 'string' && words.trim() !== '' ? words : otherwise;
  } catch {
    return otherwise;
  }
}

function once<Value>(make: () => Value): () => Value {
  let made: { value: Value } | undefined;
  return () => (made ??= { value: make() }).value;
}
