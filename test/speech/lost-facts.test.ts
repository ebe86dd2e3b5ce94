import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lostFacts } from '../../src/speech/lost-facts.ts';

describe('E1: a text holds a fact', () => {
  test.each([
    ['150.00 EUR', 'The fee is 150.00 EUR.'],
    ['150.00 EUR', 'The fee is **150.00 eur**, as I said.'],
    ['150.00 EUR', 'The fee is 150.00\n\u00a0EUR'],
    ['150.00 EUR', 'The fee is 150.00EUR'],
    ['2026-11-29', 'Until 2026\u201111\u201129, that is.'],
    ['P-40', 'You have P\u201140 now.'],
    ['EU-WEEK-5GB', 'Your eu-week-5gb is active.'],
    ['ΑΒΓ', 'Ο αβγ εδώ.'],
    ['账单', '您的账单是45。'],
    ["1'000 CHF", 'It is 1’000 CHF.'],
    ['1 000 kr', 'It is 1\u202f000 kr.'],
    ['EUR 45', 'It is EUR45.'],
    ['EUR 1,000.50', 'It is EUR1,000.50.'],
    ['45 EUR', 'The fee \u2013 45 EUR \u2013 is due; **45 EUR**, as I said.'],
    ['45 EUR', 'Well... 45 EUR, (45 EUR) or ...45 EUR'],
    ['-5 EUR', 'It is \u22125 EUR'],
    ['US$5', 'It is US$ 5.'],
    ['5 US$', 'It is 5US$.'],
    ['$5', 'It is $5'],
    ['3½ GB', 'You have 3½ GB.'],
    ['10 m²', 'It has 10 m2.'],
    ['7F3', 'Your code is *7f3*.'],
  ])('%s in: %s', (fact, text) => {
    expect(lostFacts(text, [fact])).toEqual([]);
  });
});

describe('E1: a text does not hold a fact', () => {
  test.each([
    ['150.00 EUR', 'The fee is 15.00 EUR.'],
    ['50.00 EUR', 'The fee is 150.00 EUR.'],
    ['15 EUR', 'The fee is 15.50 EUR.'],
    ['150.00 EUR', 'The fee is 150.00 USD, in EUR less.'],
    ['150.00 EUR', 'The fee is 150 EUR.'],
    ['1.000 kr', 'It is 1 000 kr.'],
    ['1 kr', 'It is 1 000 kr.'],
    ['000 kr', 'It is 1 000 kr.'],
    ['29', 'Until 2026-11-29.'],
    ['P-4', 'You have P-40 now.'],
    ['Lite', 'You have Liters.'],
    ['5G', 'You have 15G.'],
    ['ab', 'a b'],
    ['150.00 EUR', ''],
    ['7F3', 'Your code is 7F3A.'],
    ['7F3', 'Your code is X7F3.'],
    ['A7', 'Your code is A7B9.'],
    ['12', 'Your code is AB12.'],
    ['EUR5', 'Your code is EUR5A.'],
    ['45 EUR', 'It is -45 EUR.'],
    ['45 EUR', 'It is \u221245 EUR.'],
    ['$45', 'It is -$45.'],
    ['$5', 'It is US$5.'],
    ['$5', 'It is US$ 5.'],
    ['50 EUR', 'It is .50 EUR.'],
    ['50 EUR', 'It is ,50 EUR.'],
    ['32 EUR', 'It is 3² EUR.'],
    ['31', 'It is 3½.'],
    ['3', 'It is 3½.'],
    ['10 GB', 'You have 2*10 GB.'],
    ['10 GB', 'You have 2×10 GB.'],
    ['0 GB', 'You have 1_0 GB.'],
  ])('%s in: %s', (fact, text) => {
    expect(lostFacts(text, [fact])).toEqual([fact]);
  });
});

test('each fact is looked for by itself, wherever it stands', () => {
  expect(lostFacts('2026-11-29 is the day, 5.00 EUR the fee.', ['5.00 EUR', 'P-40', '2026-11-29'])).toEqual(['P-40']);
  expect(lostFacts('', [])).toEqual([]);
});

test('a fact that is said between blanks is never lost', () => {
  const words = fc.string({ unit: 'binary' });
  fc.assert(fc.property(words, (fact) => lostFacts(`so; ${fact} ;so`, [fact]).length === 0));
});

const letterOrDigit = fc.constantFrom(...'ABCXYZ0123789'.split(''));

test('a code is not in a longer one', () => {
  const pieces = fc.array(letterOrDigit, { minLength: 2, maxLength: 6 }).map((all) => all.join(''));
  const codes = pieces.filter((piece) => /[A-Z]\d/.test(piece));
  fc.assert(
    fc.property(codes, letterOrDigit, (code, more) => {
      expect(lostFacts(`so ${code}, so`, [code])).toEqual([]);
      expect(lostFacts(`so ${code}${more}, so`, [code])).toEqual([code]);
      expect(lostFacts(`so ${more}${code}, so`, [code])).toEqual([code]);
    }),
  );
});

test('a number is not in one that says something else', () => {
  const before = fc.constantFrom('-', '+', '−', '.', '-.', '1', '1.', 'X', '2*', '2×', '1_', '3/', '½*', '7-');
  const behind = fc.constantFrom('0', '.5', ',5', '½', '²', '①', 'X1', '*2', '×2', ':30', '-7');
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 99_999 }), before, behind, (number, one, other) => {
      const fact = `${number} EUR`;
      expect(lostFacts(`so ${fact}, so`, [fact])).toEqual([]);
      expect(lostFacts(`so ${one}${fact}, so`, [fact])).toEqual([fact]);
      expect(lostFacts(`so ${number}${other} EUR, so`, [fact, String(number)])).toEqual([fact, String(number)]);
    }),
  );
});
