import { expect, test } from 'vitest';
import { barOf } from '../../../examples/telco/terminal/bar.ts';

const paint = { done: (text: string) => text, rest: (text: string) => text };
const run = { label: 'your bill', percent: 33, message: 'I have your last bill and am checking the charges.' };

test('a bar names what runs, how far it is, and what it said last', () => {
  expect(barOf(run, 100, paint)).toBe(
    'your bill ━━━━━━━╌╌╌╌╌╌╌╌╌╌╌╌╌  33 %  I have your last bill and am checking the charges.',
  );
});

test.each([
  [0, 'your bill ╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌   0 %'],
  [50, 'your bill ━━━━━━━━━━╌╌╌╌╌╌╌╌╌╌  50 %'],
  [100, 'your bill ━━━━━━━━━━━━━━━━━━━━ 100 %'],
])('a bar at %i % is as wide as at any other', (percent, bar) => {
  expect(barOf({ ...run, percent, message: '' }, 80, paint)).toBe(bar);
});

test('a bar never fills the last column, however narrow the terminal is', () => {
  for (let columns = 12; columns <= 120; columns += 1) {
    const bar = barOf({ ...run, label: 'the change of your plan' }, columns, paint);
    expect(bar.length, `${columns} columns: ${bar}`).toBeLessThan(columns);
    expect(bar).toContain(' 33 %');
  }
});

test('a message that would be cut to a word is left out', () => {
  expect(barOf(run, 50, paint)).toBe('your bill ━━━━━━━╌╌╌╌╌╌╌╌╌╌╌╌╌  33 %');
});

test('says how much longer it takes, before what the tool says, if that is known', () => {
  const paint = { done: (text: string) => text, rest: (text: string) => text };
  const run = { label: 'your bill', percent: 40, message: 'I am checking the charges.' };
  expect(barOf({ ...run, etaMs: 3_200 }, 80, paint)).toMatch(/ 40 % {2}about 4 s {2}I am checking the charges\.$/);
  expect(barOf({ ...run, etaMs: 0 }, 80, paint)).toMatch(/ 40 % {2}I am checking the charges\.$/);
  expect(barOf({ ...run, etaMs: null }, 80, paint)).toMatch(/ 40 % {2}I am checking the charges\.$/);
});
