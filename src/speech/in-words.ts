/**
 * The words of a text with one space between them, and no sign alone but those a voice reads there: of a unit, or
 * between two words. A sign that closes goes to the word before it.
 */
export function inWords(text: string): string {
  const words: string[] = [];
  for (const word of text.split(' ')) {
    if (WORD.test(word)) words.push(words.length === 0 ? word.replace(QUOTED, '') : word);
    else if (UNIT.test(word)) words.push(word);
    else if (LINK.test(word)) link(words, word);
    else if (CLOSING.test(word)) close(words, word);
  }
  unlink(words);
  return words.join(' ');
}

/** What a word has: a letter or a digit, and one letter is an emoji. */
export const WORD = /[[\p{L}\p{N}]--\p{Extended_Pictographic}]/v;

const UNIT = /^[\p{Sc}%‰٪％°±≈≤≥][)）\p{Terminal_Punctuation}]*$/u;
const LINK = /^[-&=+×÷/]$/;
const CLOSING = /^(?:[)）]\p{Terminal_Punctuation}*|\p{Terminal_Punctuation}+)$/u;
const CLOSED = /[)）\p{Terminal_Punctuation}]$/u;
/** A `>` that begins a line is no comparison but a quotation. */
const QUOTED = /^>/;

/** Between two words, never at the beginning, and one is enough. */
function link(words: string[], sign: string): void {
  const last = words.at(-1);
  if (last !== undefined && !LINK.test(last)) words.push(sign);
}

function unlink(words: string[]): void {
  if (LINK.test(words.at(-1) ?? '')) words.pop();
}

function close(words: string[], sign: string): void {
  unlink(words);
  const last = words.pop();
  if (last !== undefined) words.push(CLOSED.test(last) ? last : last + sign);
}
