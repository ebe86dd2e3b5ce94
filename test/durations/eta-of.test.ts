import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { etaOf, type Timed } from '../../src/durations/eta-of.ts';

const EXPECTED = 10_000;
const begun: Timed = { status: 'running', startedAt: 1_000, retryAt: null, expectedMs: EXPECTED, percent: 0 };
const at = (ms: number, own: Partial<Timed> = {}) => etaOf({ ...begun, ...own }, begun.startedAt + ms);
/** As it is `ms` after the beginning, when a percent is told just then. */
const told = (ms: number, percent: number) => at(ms, { percent, percentAt: begun.startedAt + ms });

describe('of a run that tells no percent', () => {
  test('it is what is left of the time it was expected to take, and null when that is over', () => {
    expect([0, 4_000, 9_999, 10_000, 60_000].map((ms) => at(ms))).toEqual([10_000, 6_000, 1, null, null]);
  });

  test('it is no longer than that when the clock was set back', () => {
    expect(at(-60_000)).toBe(EXPECTED);
  });
});

describe('of a run that tells a percent', () => {
  test('it is what is left, if it goes on just as expected', () => {
    for (let percent = 1; percent < 100; percent += 1)
      expect(told((EXPECTED * percent) / 100, percent)).toBeCloseTo(EXPECTED * (1 - percent / 100), -1);
  });

  test.each([0.25, 0.5, 2, 4])('it comes to what is really left of one that takes %f times as long', (factor) => {
    const really = factor * EXPECTED;
    const errors = [10, 30, 50, 70, 90].map((percent) => {
      const left = really * (1 - percent / 100);
      return Math.abs((told((really * percent) / 100, percent) ?? 0) - left) / really;
    });
    expect(errors).toEqual(errors.toSorted((one, other) => other - one));
    expect(errors.at(-1)).toBeLessThan(0.04);
  });

  test('is nearer to what is really left than the expected time alone would be', () => {
    for (const [factor, percent] of [
      [2, 50],
      [3, 60],
      [0.5, 50],
    ] as const) {
      const ms = (factor * EXPECTED * percent) / 100;
      const left = factor * EXPECTED - ms;
      const alone = Math.max(0, EXPECTED - ms);
      expect(Math.abs((told(ms, percent) ?? 0) - left)).toBeLessThan(Math.abs(alone - left));
    }
  });

  test('it counts down from one percent to the next, and is null when that does not come', () => {
    const half = { percent: 50, percentAt: begun.startedAt + 5_000 };
    expect([5_000, 7_000, 9_999, 10_000, 30_000].map((ms) => at(ms, half))).toEqual([5_000, 3_000, 1, null, null]);
  });

  test('from one percent to the next it never rises; it is null only when the expected time is over, and the estimate', () => {
    const percents = fc.array(fc.record({ after: fc.nat(8_000), percent: fc.integer({ min: 1, max: 99 }) }), {
      minLength: 1,
      maxLength: 6,
    });
    fc.assert(
      fc.property(percents, (steps) => {
        let saidAt = 0;
        for (const { after, percent } of steps) {
          saidAt += after;
          const run = { percent, percentAt: begun.startedAt + saidAt };
          const estimate = at(saidAt, run) ?? 0;
          const ends = Math.max(EXPECTED, saidAt + estimate);
          const etas = Array.from(
            { length: 101 },
            (_, step) => at(saidAt + ((ends - saidAt - 1) * step) / 100, run) ?? 0,
          );
          expect(etas.filter((eta) => !(eta > 0 && eta <= estimate))).toEqual([]);
          expect(etas).toEqual(etas.toSorted((one, other) => other - one));
          for (const late of [1, 3_600_000]) expect(at(ends + late, run)).toBeNull();
        }
      }),
    );
  });

  test('one that tells the percent before the work is done is not longer than expected while it is not', () => {
    const half = { percent: 50, percentAt: begun.startedAt };
    expect([0, 2_500, 5_000, 9_999, 10_000].map((ms) => at(ms, half))).toEqual([2_500, 1_875, 1_250, 1, null]);
  });

  test('one that overran its time and goes on has one again', () => {
    expect(at(19_999)).toBeNull();
    expect(told(20_000, 80)).toBeGreaterThan(3_000);
  });

  test('a clock that was set back before it was told takes nothing from it', () => {
    expect(told(-60_000, 50)).toBe(EXPECTED / 4);
  });

  test('it is finite and never negative, whatever the clock says and the tool', () => {
    for (const percent of [0.5, 1, 50, 99])
      for (const saidAt of [-60_000, 0, 1, 3_600_000])
        for (const ms of [-60_000, 0, saidAt, 7_200_000]) {
          const eta = at(ms, { percent, percentAt: begun.startedAt + saidAt });
          expect(eta === null || (eta > 0 && eta <= EXPECTED + Math.max(0, saidAt))).toBe(true);
        }
  });
});

describe('of a run that is tried again', () => {
  const second = { attemptAt: begun.startedAt + 8_000, percent: 60 };

  test('it is the time of the new attempt, however long the one before took and how far it came', () => {
    expect([8_000, 12_000, 17_999, 18_000].map((ms) => at(ms, second))).toEqual([10_000, 6_000, 1, null]);
  });

  test('it follows the percent as soon as that is more than it was before, at the pace of the new attempt', () => {
    const further = { ...second, percent: 80, percentAt: begun.startedAt + 16_000 };
    expect(at(16_000, further)).toBe(2_000);
  });

  test('it is the pause and the whole time as long as the next one has not begun', () => {
    const waiting = { ...second, retryAt: begun.startedAt + 9_000 };
    expect([8_000, 8_600, 9_500].map((ms) => at(ms, waiting))).toEqual([11_000, 10_400, 10_000]);
  });

  test('a clock that is set back in the pause makes it no longer than if the attempt before had failed at once', () => {
    const waiting = { ...second, retryAt: begun.startedAt + 9_000 };
    expect([-3_600_000, 0].map((ms) => at(ms, waiting))).toEqual([11_000, 11_000]);
    expect(at(-3_600_000, { retryAt: begun.startedAt + 2_000 })).toBe(12_000);
    expect(at(-3_600_000, { retryAt: begun.startedAt - 2_000 })).toBe(10_000);
  });
});

test('there is none of a run that is over, and of one that has stalled', () => {
  expect(at(1_000, { status: 'succeeded' })).toBeNull();
  expect(at(1_000, { stalled: true })).toBeNull();
});
