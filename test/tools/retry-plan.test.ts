import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { soundRandom } from '../../src/effects/random.ts';
import { pauseAfter, retryPlanOf } from '../../src/tools/retry-plan.ts';

const ms = fc.double({ min: 1, max: 2 ** 31 - 1, noNaN: true });
const plan = fc.record({
  attempts: fc.integer({ min: 1, max: 100 }),
  firstMs: ms,
  factor: fc.double({ min: 1, max: 1e6, noNaN: true }),
  longestMs: ms,
});
const attempt = fc.integer({ min: 1, max: 1_000 });
const chance = fc.double({ min: 0, max: 1, noNaN: true });

describe('U12: how long a pause is', () => {
  test('by default: up to one second, then two, four and so on, and never more than thirty', () => {
    const full = [1, 2, 3, 4, 5, 6, 7, 1_000].map((count) => pauseAfter(count, retryPlanOf(), 0));
    expect(full).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
  });

  test('is at least half of what the plan says, at most all of it, and a number a timer can wait', () => {
    fc.assert(
      fc.property(plan, attempt, chance, (its, count, random) => {
        const full = Math.min(its.longestMs, its.firstMs * its.factor ** (count - 1));
        const pause = pauseAfter(count, its, random);
        expect(pause).toBeGreaterThanOrEqual(full / 2);
        expect(pause).toBeLessThanOrEqual(full);
        expect(pause).toBeLessThan(2 ** 31);
      }),
    );
  });

  test('does not fall from attempt to attempt, as long as chance stays the same', () => {
    fc.assert(
      fc.property(plan, attempt, chance, (its, count, random) => {
        expect(pauseAfter(count + 1, its, random)).toBeGreaterThanOrEqual(pauseAfter(count, its, random));
      }),
    );
  });

  test('differs by chance, so that those who failed together do not come back together', () => {
    const pauses = [0, 0.25, 0.5, 0.75, 1].map((random) => pauseAfter(1, retryPlanOf(), random));
    expect(pauses).toEqual([1_000, 875, 750, 625, 500]);
  });
});

describe('a plan', () => {
  test('is the default where the tool says nothing', () => {
    expect(retryPlanOf()).toEqual({ attempts: 3, firstMs: 1_000, factor: 2, longestMs: 30_000 });
    expect(retryPlanOf({ attempts: 1 })).toEqual({ attempts: 1, firstMs: 1_000, factor: 2, longestMs: 30_000 });
  });

  test('whose first pause is long has none that is shorter', () => {
    expect(retryPlanOf({ firstMs: 60_000 })).toMatchObject({ firstMs: 60_000, longestMs: 60_000 });
    expect(retryPlanOf({ firstMs: 5, longestMs: 9 })).toMatchObject({ firstMs: 5, longestMs: 9 });
  });
});

test('chance that is out of its range, no number, or throws, is none: nothing may throw inside a chart', () => {
  const odd = [-0.1, 1.1, Number.NaN, Number.POSITIVE_INFINITY, '0.5', undefined];
  expect(odd.map((value) => soundRandom(() => value as number)())).toEqual(odd.map(() => 0));
  const broken = soundRandom(() => {
    throw new Error('no dice');
  });
  expect(broken()).toBe(0);
  expect([0, 0.5, 1].map((value) => soundRandom(() => value)())).toEqual([0, 0.5, 1]);
});
