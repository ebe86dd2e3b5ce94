/**
 * The facts that a text does not hold.
 *
 * A text holds a fact if it has the same words, numbers and signs in the same order. Upper and lower case make no
 * difference, nor do blanks, the kinds of hyphens and quotes, and marks of emphasis around words. A number is compared
 * as it is written, with its separators and a sign or a point right before it: nobody can tell whether `1.000` is a
 * thousand, so it is not `1 000`. Letters and digits in one piece are one word, but for a number and its unit: `7F3` is
 * not in `7F3A`, and `45 EUR` is in `45EUR` and not in `-45 EUR`.
 */
export function lostFacts(text: string, facts: readonly string[]): string[] {
  if (facts.length === 0) return [];
  const said = tokensIn(text);
  return facts.filter((fact) => !said.includes(tokensIn(fact)));
}

/** Scripts that put no blanks between words: there each letter is compared by itself. */
const UNSPACED = '[\\p{sc=Han}\\p{sc=Hira}\\p{sc=Kana}\\p{sc=Thai}\\p{sc=Lao}\\p{sc=Khmr}\\p{sc=Mymr}]';

const LETTER = `(?:(?!${UNSPACED})[\\p{L}\\p{M}])`;
const UNJOINED = '(?<![\\p{L}\\p{M}\\p{N}])';

const DIGITS = "\\p{N}{1,3}(?: \\p{N}{3}(?!\\p{N}))+(?:[.,]\\p{N}+)*|\\p{N}+(?:[.,:/'*_×-]\\p{N}+)*";
/** A sign or a point right before it belongs to it; a point that ends something does not. */
const NUMBER = `(?:(?<![\\p{L}\\p{M}\\p{N}.,])[-+±]?[.,]?)?(?:${DIGITS})`;
/** `US$` is another sign than `$`, and so is `-$`. */
const MONEY_SIGN = `(?:${UNJOINED}[-+±])?(?<![\\p{L}\\p{M}])${LETTER}{0,3}\\p{Sc}`;
/** `EUR` in `EUR45`, which would be taken for a code. */
const CURRENCY = `${UNJOINED}(?:${Intl.supportedValuesOf('currency').join('|').toLowerCase()})(?=\\p{N}+(?![\\p{L}\\p{N}]))`;
/** Letters with digits behind them, in one piece with whatever else is in it. */
const CODE = `\\p{N}*(?:${LETTER}+\\p{N}+)+${LETTER}*`;

/** A number with its separators, groups of three digits behind blanks among them; a code; a word; a sign. */
const TOKEN = new RegExp([MONEY_SIGN, CURRENCY, CODE, NUMBER, UNSPACED, `${LETTER}+`, '\\S'].join('|'), 'gu');

/** A fraction or a power right behind a digit: made plain, `3½` and `3²` would begin with 31 and be 32. */
const BEHIND_DIGIT = /((?<=\p{N})\p{No}+)/u;

/** The tokens of a text, a line each. */
function tokensIn(text: string): string {
  const folded = text
    .split(BEHIND_DIGIT)
    .map((part, index) => (index % 2 === 0 ? part.normalize('NFKC') : part))
    .join('')
    .toLowerCase()
    .replace(/[\p{Pd}\u2212]/gu, '-')
    .replace(/[‘’]/gu, "'")
    .replace(/(?<!\p{N})[*_]|[*_](?!\p{N})|`/gu, ' ')
    .replace(/\s+/gu, ' ');
  const tokens = folded.match(TOKEN) ?? [];
  return ['', ...tokens, ''].join('\n').replace(/^\n\n$/, '\n');
}
