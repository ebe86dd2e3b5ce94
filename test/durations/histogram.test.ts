import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  counted,
  faded,
  isHistogram,
  merged,
  MOST,
  NOTHING,
  quantile,
  totalOf,
} from '../../src/durations/histogram.ts';

/** Numbers from 0 to 1 that are the same in each run. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return (state + 0.5) / 2 ** 32;
  };
}

/** Distributions of durations, each by its quantiles, in milliseconds. */
const distributions: [string, (share: number) => number][] = [
  ['evenly between one and five seconds', (share) => 1_000 + 4_000 * share],
  ['mostly short, with a long tail', (share) => -2_000 * Math.log(1 - share)],
  ['a few minutes', (share) => 60_000 * (1 + share) ** 2],
];

const seenOf = (durations: readonly number[]) => durations.reduce(counted, NOTHING);
const histograms = fc.array(fc.integer({ min: 0, max: 1e7 }), { maxLength: 40 }).map(seenOf);

describe('U13: what is learned of durations', () => {
  test.each(distributions)('%s: converges to p50 and p99 within ten percent', (_, quantileOf) => {
    for (const seed of [1, 2, 3]) {
      const random = seeded(seed);
      const seen = seenOf(Array.from({ length: 5_000 }, () => quantileOf(random())));
      for (const share of [0.5, 0.99]) {
        const off = (quantile(seen, share) ?? 0) / quantileOf(share);
        expect(Math.abs(off - 1)).toBeLessThan(0.1);
      }
    }
  });

  test('of one duration it is that, to within five percent', () => {
    for (const ms of [1, 2, 17, 1_000, 123_456, 2 ** 31 - 1]) {
      const off = (quantile(seenOf([ms]), 0.5) ?? 0) / ms;
      expect(Math.abs(off - 1)).toBeLessThan(ms < 10 ? 0.5 : 0.06);
    }
    expect(quantile(NOTHING, 0.5)).toBeUndefined();
  });

  test('is merged alike in whatever order, and loses nothing', () => {
    fc.assert(
      fc.property(histograms, histograms, histograms, (one, two, three) => {
        expect(merged(one, two)).toEqual(merged(two, one));
        expect(merged(merged(one, two), three)).toEqual(merged(one, merged(two, three)));
        expect(merged(one, NOTHING)).toEqual(one);
        expect(totalOf(merged(one, two))).toBe(totalOf(one) + totalOf(two));
        expect(isHistogram(JSON.parse(JSON.stringify(one)))).toBe(true);
      }),
    );
  });

  test('is clamped: no duration, however odd, makes it odd', () => {
    for (const ms of [-5, 0, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e300]) {
      const found = quantile(seenOf([ms]), 0.5);
      expect(found).toBeGreaterThanOrEqual(1);
      expect(found).toBeLessThanOrEqual(2 ** 31 - 1);
    }
  });

  test('forgets what was long ago: after a change it follows', () => {
    let seen = seenOf(Array.from({ length: 900 }, () => 1_000));
    for (let call = 0; call < 2_000; call += 1) seen = faded(counted(seen, 5_000));
    expect(quantile(seen, 0.5)).toBeGreaterThan(4_500);
    expect(totalOf(seen)).toBeLessThanOrEqual(MOST);
  });

  test('is no histogram: what a store may hold instead', () => {
    for (const odd of [
      null,
      5,
      'x',
      [],
      { a: 1 },
      { 5: -1 },
      { 5: 1e308 },
      { 5: 1_500, 6: 1_500 },
      { 5: '1' },
      { 5: null },
    ]) {
      expect(isHistogram(odd)).toBe(false);
    }
  });
});
