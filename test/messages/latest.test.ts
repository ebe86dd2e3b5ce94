import fc from 'fast-check';
import { expect, test } from 'vitest';
import { latest } from '../../src/messages/latest.ts';

const sumOf = (numbers: readonly number[]) => numbers.reduce((sum, number) => sum + number, 0);
/** Each item is its own number of tokens. */
const sizeOf = (group: readonly number[]) => ({ history: group.length, tokens: sumOf(group) });
const kept = (groups: number[][], history: number, tokens: number) => latest(groups, { history, tokens }, sizeOf);
const plenty = 1e9;

test('the newest groups are kept that have no more messages than the room', () => {
  const groups = [[1], [1, 1], [1, 1, 1]];
  expect([6, 5, 4, 3, 2, 0, -1].map((history) => kept(groups, history, plenty))).toEqual([3, 2, 1, 1, 0, 0, 0]);
});

test('and no more tokens together', () => {
  const groups = [[10], [20, 5], [30]];
  expect([65, 64, 55, 54, 30, 29, -1].map((tokens) => kept(groups, plenty, tokens))).toEqual([3, 2, 2, 1, 1, 0, 0]);
});

test('the first that does not fit ends it', () => {
  expect(kept([[1], [100], [1]], plenty, 50)).toBe(1);
});

test('what is older than that is not counted', () => {
  const counted: number[][] = [];
  const count = (group: number[]) => {
    counted.push(group);
    return sizeOf(group);
  };
  latest([[1], [2], [30], [4]], { history: plenty, tokens: 20 }, count);
  latest([[5], [6], [7]], { history: 1, tokens: plenty }, count);
  expect(counted).toEqual([[4], [30], [7], [6]]);
});

test('of any groups, there is room for what is kept, not for one more, and with more room never less is kept', () => {
  const anyGroups = fc.array(fc.array(fc.nat(50), { maxLength: 4 }), { maxLength: 10 });
  fc.assert(
    fc.property(anyGroups, fc.nat(20), fc.nat(300), fc.nat(10), fc.nat(100), (groups, history, tokens, more, yet) => {
      const some = kept(groups, history, tokens);
      const fits = (count: number) => {
        const size = sizeOf(groups.slice(groups.length - count).flat());
        return size.history <= history && size.tokens <= tokens;
      };
      expect(fits(some)).toBe(true);
      expect(some === groups.length || !fits(some + 1)).toBe(true);
      expect(kept(groups, history + more, tokens + yet)).toBeGreaterThanOrEqual(some);
    }),
    { numRuns: 1000 },
  );
});
