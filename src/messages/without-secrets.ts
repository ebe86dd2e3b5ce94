import { parseJson } from '../to-json.ts';
import type { Secret } from './secrets.ts';
import { wholePlaces } from './whole-places.ts';

/**
 * A text in which no secret stands as a whole word or number; the same text, if none does.
 *
 * What is JSON is searched by what it says, however it is escaped, and stays JSON: a number becomes a text.
 */
export function withoutSecrets(text: string, secrets: readonly Secret[]): string {
  const there = secrets.filter((secret) => isIn(text, secret));
  if (there.length === 0 && !mayHide(text, secrets)) return text;
  if (isJson(text)) {
    return text.replace(LITERAL, (literal) => literalWithout(literal, literal.includes('\\') ? secrets : there));
  }
  const hidden = there.filter(({ words }) => words() !== undefined);
  return hidden.length === 0 ? text : replaced(text, hidden);
}

function isIn(text: string, secret: Secret): boolean {
  return text.includes(secret.text) || (secret.escaped !== secret.text && text.includes(secret.escaped));
}

/** Whether a secret could be in a JSON text and not be seen there: written in codes, or escaped more than once. */
function mayHide(text: string, secrets: readonly Secret[]): boolean {
  if (!text.includes('\\')) return false;
  return /\\[u/]/.test(text) || secrets.some((secret) => secret.escaped !== secret.text);
}

/** Texts and numbers of JSON. */
const LITERAL = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[\d.eE+-]*/g;

function isJson(text: string): boolean {
  if (!/^\s*["{[]/.test(text)) return false;
  try {
    parseJson(text);
    return true;
  } catch {
    return false;
  }
}

function literalWithout(literal: string, secrets: readonly Secret[]): string {
  if (secrets.length === 0) return literal;
  const value = parseJson(literal);
  const said = typeof value === 'string' ? value : literal;
  const cleaned = withoutSecrets(said, secrets);
  return cleaned === said ? literal : JSON.stringify(cleaned);
}

/** From left to right, and of two that begin alike the longer. */
function replaced(text: string, hidden: readonly Secret[]): string {
  let cleaned = '';
  let done = 0;
  const found = hidden.flatMap((secret) => placesOf(secret, text));
  for (const { at, end, words } of found.toSorted((a, b) => a.at - b.at || b.end - a.end)) {
    if (at < done) {
      done = Math.max(done, end); // of two that overlap the rest of the second goes as well
      continue;
    }
    cleaned += text.slice(done, at) + words;
    done = end;
  }
  return cleaned + text.slice(done);
}

function placesOf({ text, escaped, words }: Secret, inText: string): { at: number; end: number; words: string }[] {
  return [...new Set([text, escaped])].flatMap((form) =>
    wholePlaces(form, inText).map((at) => ({ at, end: at + form.length, words: words() ?? form })),
  );
}
