import { expect, test } from 'vitest';
import type { LongCall } from '../../machines/tool-run-protocol.ts';
import { stallMs, stallMsOf } from '../../src/durations/stall-patience.ts';

const call = { expectedMs: 10_000, timeoutMs: 100_000 };
const learned = (p99Ms: number) => ({ calls: 50, p50Ms: p99Ms / 2, p99Ms });

test('the patience with a silent run is a quarter more than 99 of 100 calls took', () => {
  expect(stallMs(call, learned(16_000))).toBe(20_000);
});

test('twice the expected time, where nothing has been learned', () => {
  expect(stallMs(call, undefined)).toBe(20_000);
});

test('five seconds at least, and no longer than a run may take', () => {
  expect(stallMs(call, learned(100))).toBe(5_000);
  expect(stallMs(call, learned(1_000_000))).toBe(100_000);
  expect(stallMs({ expectedMs: 1_000, timeoutMs: 3_000 }, undefined)).toBe(3_000);
});

test('a call that an earlier version accepted is waited for without a word, as long as it may take', () => {
  expect(stallMsOf({ timeoutMs: 100_000 } as LongCall)).toBe(100_000);
  expect(stallMsOf({ timeoutMs: 100_000, stallMs: 7_000 } as LongCall)).toBe(7_000);
});
