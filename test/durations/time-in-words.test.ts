import { expect, test } from 'vitest';
import { timeInWords } from '../../src/durations/time-in-words.ts';

test.each([
  [1, 'about a second more'],
  [1_000, 'about a second more'],
  [3_200, 'about 3 seconds more'],
  [3_600, 'about 4 seconds more'],
  [89_000, 'about 89 seconds more'],
  [90_000, 'about 2 minutes more'],
  [3_600_000, 'about 60 minutes more'],
  [7_200_000, 'about 2 hours more'],
  [null, 'longer than expected, and nobody can tell how long'],
  [-5, 'longer than expected, and nobody can tell how long'],
  [Number.POSITIVE_INFINITY, 'longer than expected, and nobody can tell how long'],
  [Number.NaN, 'longer than expected, and nobody can tell how long'],
])('%s ms is said as: %s', (ms, words) => {
  expect(timeInWords(ms)).toBe(words);
});
