import fc from 'fast-check';
import { speakable } from 'meanwhile';
import { describe, expect, test } from 'vitest';
import { SPOKEN } from '../../src/speech/spoken-signs.ts';

const SPEAKABLE = new RegExp(`^${SPOKEN}*$`, 'v');
const digitsOf = (text: string) => text.match(/\p{Nd}/gu) ?? [];
/** Runs of digits: two that became one would be another number. */
const numbersOf = (text: string) => text.match(/\p{N}+/gu) ?? [];

/** Pieces of Markdown, HTML and speech that meet in every way but one: as the target of a link, which hides its digits. */
const piece = fc.constantFrom(
  ...'- + * ** _ ` ``` ~ ~~ # > < ]( [ ] ( ) ![ | \\ = => -> >= " \' : ; . , … ! ? % € & / // @ · — –'.split(' '),
  ...'<b> </p> <br/> word é e\u0301 میخ 日本 \ud800 😀 1️⃣ ℹ️ ℃ 𝗯 ² ½ ٣ 5 10 4.50 ١'.split(' '),
  ...'- [x] |\n|\r\n|\t| |\u00a0|\u200b|\u202e|\u2028'.split('|'),
);
const written = fc
  .array(piece, { maxLength: 16 })
  .map((pieces) => pieces.join(''))
  .filter((text) => !/\]\(<?(?:[#./]|word)/.test(text.replace(/\p{DI}/gu, '')));
const addresses = fc
  .array(fc.oneof(piece, fc.webUrl({ withQueryParameters: true, withFragments: true }), fc.constant('https://')))
  .map((pieces) => pieces.join(''));
const anything = fc.oneof(written, addresses, fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }));
const runs = { numRuns: 3000 };

describe('G7, U8: whatever the text is', () => {
  test('it is said in signs that a voice reads, on one line, and nothing is thrown', () => {
    fc.assert(
      fc.property(anything, (text) => {
        const said = speakable(text);
        expect(said).toMatch(SPEAKABLE);
        expect(said).not.toMatch(/^ | {2}| $/);
      }),
      runs,
    );
  });

  test('what can be said stays as it is', () => {
    fc.assert(
      fc.property(anything, (text) => {
        expect(speakable(speakable(text))).toBe(speakable(text));
      }),
      runs,
    );
  });

  test('it says something if the text has a letter or a digit', () => {
    const something = anything.filter((text) => /[[\p{L}\p{Nd}]--[\p{ExtPict}\p{DI}]]/v.test(text));
    fc.assert(
      fc.property(something, (text) => {
        expect(speakable(text)).toMatch(/[\p{L}\p{N}]/u);
      }),
      runs,
    );
  });

  test('every digit is said, in order, and no two numbers become one', () => {
    fc.assert(
      fc.property(written, (text) => {
        const seen = text.replace(/\p{DI}/gu, '');
        expect(digitsOf(speakable(text))).toEqual(digitsOf(seen));
        expect(numbersOf(speakable(text)).length).toBeGreaterThanOrEqual(numbersOf(seen).length);
      }),
      runs,
    );
  });

  test('plain sentences are left alone', () => {
    const word = fc.stringMatching(/^[a-z]{1,8}$/);
    const figure = fc.constantFrom('45.00 EUR', '1,234.50', '2026-11-22', '+12125550142', '27.5 GB', '50 %', '3-5');
    const sentence = fc
      .tuple(fc.array(fc.oneof(word, figure), { minLength: 1, maxLength: 8 }), fc.constantFrom('.', '?', '!'))
      .map(([words, end]) => words.join(' ') + end);
    fc.assert(
      fc.property(fc.array(sentence, { minLength: 1, maxLength: 4 }), (sentences) => {
        expect(speakable(sentences.join(' '))).toBe(sentences.join(' '));
      }),
    );
  });
});

test.each([
  // numbers, money, dates
  ['45.00 EUR'],
  ['1,234.50'],
  ['1.234,50 €'],
  ["1'234.50 CHF"],
  ['€ 45, $45, 45 £'],
  ['2026-11-22'],
  ['22/11/2026, 10:30'],
  ['+12125550142'],
  ['+1 (212) 555-0142'],
  ['27.5 GB'],
  ['50 %'],
  ['3-5'],
  ['-5 °C'],
  ['.5 ± 0.1'],
  ['<5 ms, >3, ~10, ≤ 7, 2×3 = 6'],
  ['27٫5 و ١٢٪'],
  ['½ or 5²'],
  // words
  ["It's 24/7, and/or AT&T & Co."],
  ['jo@example.com'],
  ['Wait... what?'],
  ['C++ (the language)'],
  ['¿Qué tal?'],
  ['日本語。テスト、（５）！'],
  ['क्या यह ठीक है?'],
])('%s is left alone', (text) => {
  expect(speakable(text)).toBe(text);
});

test.each([
  // lines
  ['# Your bill\n\nIt is ready.\n', 'Your bill. It is ready.'],
  ['Your bill\n=========\n\n---\nIt is ready', 'Your bill. It is ready'],
  ['You have:\r\n- 27 GB\r\n- 5 EUR', 'You have: 27 GB. 5 EUR'],
  ['* one\n+ two\n• three\n– four', 'one. two. three. four'],
  ['1. First\n2) Second', '1. First. 2) Second'],
  ['- [x] Paid\n- [ ] Sent', 'Paid. Sent'],
  ['> 5 GB left\n>> he said', '5 GB left. he said'],
  ['5\n3', '5. 3'],
  ['one,\ntwo;\nthree', 'one, two; three'],
  ['| Plan | Price |\n|:-----|------:|\n| S | 9.99 EUR |', 'Plan, Price. S, 9.99 EUR'],
  ['Look:\n\n```js\nconst a = 1;\n```\nDone', 'Look: const a = 1; Done'],
  // within a line
  ['**Total:** *45.00* __EUR__ ~~46~~', 'Total: 45.00 EUR 46'],
  ['**5**3 and `4``2`', '5 3 and 4 2'],
  ['5*3 = 15, 2 * 3 = 6, 3~5, 3–5', '5×3 = 15, 2 × 3 = 6, 3-5, 3-5'],
  ['`draw_up_bill`', 'draw up bill'],
  ['\\*Not bold\\*, 1\\. and 2\\_3', 'Not bold, 1. and 2 3'],
  ["1\\.5 and it\\'s", "1.5 and it's"],
  ['yes—no--well, 5 - - 3, 1⁄2', 'yes - no - well, 5 - 3, 1/2'],
  ['<  5, (< a >), (📞 555 📞)', '<5, (a), (555)'],
  ['an\u00adother\u200b one\u202e', 'another one'],
  ['1\u202f234\u00a0EUR', '1 234 EUR'],
  ['−5 – ‘yes’ — “no”…', "-5 - 'yes' - no..."],
  ['Done ✅. Really 😀! 1️⃣ First', 'Done. Really! 1 First'],
  ['(📞 555) :-) ;)', '(555)'],
  ['Plan S → Plan M -> Plan L', 'Plan S, Plan M, Plan L'],
  ['x >= 5, y <= 3, < 4', 'x ≥ 5, y ≤ 3, <4'],
  ['a < b > c ~ d', 'a b c d'],
  ['Really?!?! Yes!!!!! No......', 'Really?!?! Yes! No...'],
  ['𝗯𝗼𝗹𝗱 𝟒𝟓 ℃, № 5', 'bold 45 °C, No 5'],
  ['Order #123 costs \\$45', 'Order 123 costs $45'],
  ['a\u0000b\u001b[31mc\ud800d', 'a b 31mc d'],
  // links, addresses, HTML
  ['[Your bill](https://example.com/42?a=7 "The bill") is there.', 'Your bill is there.'],
  ['[a](/x/1), [b](#2), [c](file.txt), [d](<mailto:a@b.c>), e ![f](/f_(3).png)', 'a, b, c, d, e f'],
  ['[Total](45.00) and [1](2)', 'Total (45.00) and 1 (2)'],
  ['See https://example.com/bill/2026?id=9&x=1#top.', 'See example.com/bill/2026.'],
  ['Is it **https://example.com/**?', 'Is it example.com?'],
  ['<https://example.com>', 'example.com'],
  ['Jo<br>said <b class="x">5</b><sup>2</sup>, <br/>&<p>left', 'Jo. said 5 2, left'],
  ['Dear <name>, x <y and 5 > 4', 'Dear, x y and 5 >4'],
  // nothing else is there to be said
  ['<b>', 'b'],
  ['```js\n```', 'js'],
  ['', ''],
  ['?! --- 😀 €', ''],
  ['€\nℹ️ €\n45 €', '45 €'],
])('%j is said as %j', (text, said) => {
  expect(speakable(text)).toBe(said);
});

test('a megabyte of anything takes time in proportion: else this would not end', () => {
  const signs = ['*', '[', '(', '](', '](a(', '](a.', '](#"', '<a ', '<a b=', '`', '~', '- ', '=>', '-', ' ', '\n'];
  const more = ['|', '\\', '.', '5*', '( ', ' )', 'https://', '\ud800', '\u200b', '\u0301', '> ', '\n```', '<'];
  for (const sign of [...signs, ...more]) {
    expect(speakable(`1${sign.repeat(1_000_000 / sign.length)}a`)).toMatch(/^1/);
  }
  expect(speakable(`${'['.repeat(500_000)}word${']('.repeat(250_000)}`)).toBe('word');
}, 120_000);
