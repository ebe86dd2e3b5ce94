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
