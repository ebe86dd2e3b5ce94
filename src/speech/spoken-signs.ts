/**
 * The signs a voice reads, as a class of a regular expression with the flag `v`.
 *
 * Letters with their accents and digits of every script, what ends or parts sentences in any script, signs of
 * currencies, and a few signs that are read as words. `<`, `>` and `~` stay before a number only: anywhere else they
 * are markup.
 */
export const SPOKEN =
  String.raw`[[\p{L}\p{Mn}\p{Mc}\p{N}\p{Terminal_Punctuation}\p{Sc} '\-\(\)%‰٪％&=+×÷\/±≈≤≥<>~@°¿¡·׳״་（）٫٬・]` +
  String.raw`--[\p{Default_Ignorable_Code_Point}\p{Extended_Pictographic}]]`;

/**
 * A text in signs that a voice reads; all else becomes a space.
 *
 * What looks alike is made one: dashes, apostrophes, letters that are bold by themselves. Two numbers never become
 * one. What it gives, it leaves as it is.
 */
export function spokenSigns(text: string): string {
  const plain = text.replace(COMPOSED, (sign) => sign.normalize('NFKC'));
  return STEPS.reduce((signs, [pattern, replacement]) => signs.replace(pattern, replacement), plain);
}

/** Letters and digits for formulas, which some models write for bold, and signs that are words. */
const COMPOSED = /[℃℉№＆＋／＝＠\u{1d400}-\u{1d7ff}]/gu;

const BEFORE_NUMBER = String.raw`(?=[\p{Sc}+\-]?\p{N})`;
const SPACES: [RegExp, string] = [/ {2,}/g, ' '];

/** One after the other; none looks at a sign more than a few times, however hostile the text is. */
const STEPS: readonly [RegExp, string][] = [
  // what Markdown escapes
  [/\\(?=[!-/:-@[-`{-~])/g, ''],
  // a star that multiplies, a tilde from one number to the other; the rest is emphasis and code
  [/(?<=\p{N} )\*(?= \p{N})|(?<=\p{N})\*(?=\p{N})/gu, '×'],
  [/(?<=\p{N})~(?=\p{N})/gu, '-'],
  [/(?<=\p{N})[*`~]+(?=\p{N})/gu, ' '],
  [/[*`]|~{2,}/g, ''],
  // what looks alike
  [/[—―⸺⸻]/g, ' - '],
  [/[\p{Dash_Punctuation}−～]/gu, '-'],
  [/[’‘‛′＇]/g, "'"],
  [/[⁄∕]/g, '/'],
  [/…/g, '...'],
  [/(?<![-=])[-=]+>|[←-⇿⟵-⟿➔➙-➾]/g, ', '],
  [/>=/g, '≥'],
  [/<=/g, '≤'],
  [new RegExp(`[^${SPOKEN}]`, 'gv'), ' '],
  [/-{2,}/g, ' - '],
  SPACES,
  [new RegExp(`[<>~](?! ?${BEFORE_NUMBER})`, 'gu'), ' '],
  SPACES,
  [new RegExp(`(?<!\\p{N})([<>~]) ${BEFORE_NUMBER}`, 'gu'), '$1'],
  [/([(（¿¡]) /g, '$1'],
  // the same sign again and again
  [/([^\p{L}\p{M}\p{N}\s.+])\1+/gu, '$1'],
  [/\.{4,}/g, '...'],
];
