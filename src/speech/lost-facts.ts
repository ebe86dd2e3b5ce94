/**
 * The facts that a text does not hold.
 *
 * A text holds a fact if it has the same words, numbers and signs in the same order. Upper and lower case make no
 * difference, nor do blanks, the kinds of hyphens and quotes, and marks of emphasis around words. A number is compared
 * as it is written, its separators included: nobody can tell whether `1.000` is a thousand, so it is not `1 000`.
 */
export function lostFacts(text: string, facts: readonly string[]): string[] {
  if (facts.length === 0) return [];
  const said = tokensIn(text);
  return facts.filter((fact) => !said.includes(tokensIn(fact)));
}

/** Scripts that put no blanks between words: there each letter is compared by itself. */
const UNSPACED = '[\\p{sc=Han}\\p{sc=Hira}\\p{sc=Kana}\\p{sc=Thai}\\p{sc=Lao}\\p{sc=Khmr}\\p{sc=Mymr}]';

const NUMBER = "\\p{N}{1,3}(?: \\p{N}{3}(?!\\p{N}))+(?:[.,]\\p{N}+)*|\\p{N}+(?:[.,:/'-]\\p{N}+)*";
const WORD = `(?:(?!${UNSPACED})[\\p{L}\\p{M}])+`;

/** A number with its separators, groups of three digits behind blanks among them; a word; a sign. */
const TOKEN = new RegExp([NUMBER, UNSPACED, WORD, '\\S'].join('|'), 'gu');

/** The tokens of a text, a line each. */
function tokensIn(text: string): string {
  const folded = text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\p{Pd}\u2212]/gu, '-')
    .replace(/[‘’]/gu, "'")
    .replace(/[*_`]/gu, ' ')
    .replace(/\s+/gu, ' ');
  const tokens = folded.match(TOKEN) ?? [];
  return ['', ...tokens, ''].join('\n').replace(/^\n\n$/, '\n');
}
