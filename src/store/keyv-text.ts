import type { Json } from '../../machines/json.ts';

/**
 * A value as Keyv 6 writes it into an adapter: whatever reads it through a Keyv finds the same.
 *
 * Keyv marks what JSON has no words for by a colon in front, so a text that begins with one gets another.
 */
export function keyvText(value: Json): string {
  const text = JSON.stringify({ value });
  if (!MAY_BE_MARKED.test(text)) return text;
  return JSON.stringify({ value }, (_, part: unknown) => (isMarked(part) ? `:${part}` : part));
}

/**
 * What `keyvText` or a Keyv wrote.
 *
 * @throws SyntaxError for what is no JSON.
 */
export function parseKeyvText(text: string): unknown {
  if (!MAY_BE_MARKED.test(text)) return JSON.parse(text);
  return JSON.parse(text, (_, part: unknown) => (isMarked(part) ? part.slice(1) : part));
}

/** A text that begins with a colon, or what looks like one: to look into each part takes six times as long. */
const MAY_BE_MARKED = /(?:^|[:[,])\s*"(?::|\\u003a)/i;

function isMarked(part: unknown): part is string {
  return typeof part === 'string' && part.startsWith(':');
}
