import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { later } from '../../../examples/telco/terminal/later.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('something is done later, unless it was taken back', () => {
  const done: string[] = [];
  later(() => done.push('one'), 1000);
  const takeBack = later(() => done.push('two'), 1000);
  takeBack();
  vi.advanceTimersByTime(999);
  expect(done).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(done).toEqual(['one']);
});

test('what is still to come does not keep the process alive', () => {
  vi.useRealTimers();
  const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
  const before = timers();
  const takeBack = later(() => {}, 60_000);
  expect(timers()).toBe(before);
  takeBack();
});
