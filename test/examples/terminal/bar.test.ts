import { expect, test } from 'vitest';
import type { RunStatus } from 'meanwhile';
import { barOf as drawn } from '../../../examples/telco/terminal/bar.ts';
import { runOf } from '../../kit/run-of.ts';

const paint = { done: (text: string) => text, rest: (text: string) => text };
const now = 1_000_000;
const run = runOf({
  label: 'your bill',
  percent: 33,
  message: 'I have your last bill and am checking the charges.',
  startedAt: now,
  expectedMs: 3600,
});
const over = { ...run, status: 'succeeded' } as const;

function barOf(shown: RunStatus, columns: number): string {
  return drawn(shown, { columns, now }, paint);
}

test('a bar names what runs, how far it is, how much longer it takes, and what it said last', () => {
  expect(barOf(run, 120)).toBe(
    'your bill ━━━━━━━╌╌╌╌╌╌╌╌╌╌╌╌╌  33 %  about 4 s  I have your last bill and am checking the charges.',
  );
});

test.each([
  [0, 'your bill ╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌   0 %'],
  [50, 'your bill ━━━━━━━━━━╌╌╌╌╌╌╌╌╌╌  50 %'],
  [100, 'your bill ━━━━━━━━━━━━━━━━━━━━ 100 %'],
])('a bar at %i % is as wide as at any other', (percent, bar) => {
  expect(barOf({ ...over, percent }, 80)).toBe(bar);
});

test('a bar never fills the last column, however narrow the terminal is', () => {
  for (let columns = 12; columns <= 120; columns += 1) {
    const bar = barOf({ ...run, label: 'the change of your plan' }, columns);
    expect(bar.length, `${columns} columns: ${bar}`).toBeLessThan(columns);
    expect(bar).toContain(' 33 %');
  }
});

test('a message that would be cut to a word is left out', () => {
  expect(barOf(run, 65)).toBe('your bill ━━━━━━━╌╌╌╌╌╌╌╌╌╌╌╌╌  33 %  about 4 s');
});

test.each([
  [{ expectedMs: 3600 }, 'about 4 s'],
  [{ expectedMs: 3400 }, 'about 3 s'],
  [{ expectedMs: 400 }, 'about 1 s'],
  [{ expectedMs: 89_400 }, 'about 89 s'],
  [{ expectedMs: 90_000 }, 'about 2 min'],
  [{ expectedMs: 200_000 }, 'about 3 min'],
  [{ expectedMs: 0 }, 'longer than expected'],
  [{ expectedMs: 10_000, startedAt: now - 10_000, percentAt: now }, 'about 11 s'],
  [{ stalled: true as const }, 'no sign of life'],
  [{ attempt: 2 }, 'try 2, about 4 s'],
  [{ attempt: 1, retryAt: now + 2500 }, 'try 2, again in 3 s'],
  [{ attempt: 1, retryAt: now - 1000 }, 'try 2, again in 1 s'],
])('how it goes is told before what the tool said: %j', (course, told) => {
  expect(barOf({ ...run, ...course }, 120)).toBe(
    `your bill ━━━━━━━╌╌╌╌╌╌╌╌╌╌╌╌╌  33 %  ${told}  I have your last bill and am checking the charges.`,
  );
});

test('what is over says nothing of the time any more, nor what it did last', () => {
  expect(barOf({ ...over, stalled: true }, 120)).toBe('your bill ━━━━━━━╌╌╌╌╌╌╌╌╌╌╌╌╌  33 %');
  expect(barOf({ ...over, attempt: 3 }, 120)).toBe('your bill ━━━━━━━╌╌╌╌╌╌╌╌╌╌╌╌╌  33 %  try 3');
});

test('how much longer it takes is shown for as long as the bar has four cells', () => {
  const bars = [50, 34, 32, 31].map((columns) => barOf(run, columns));
  expect(bars).toEqual([
    'your bill ━━━━━━━╌╌╌╌╌╌╌╌╌╌╌╌╌  33 %  about 4 s',
    'your bill ━━╌╌╌╌  33 %  about 4 s',
    'your bill ━╌╌╌  33 %  about 4 s',
    'your bill ━━━━━╌╌╌╌╌╌╌╌╌  33 %',
  ]);
});
