import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { LiveOperation } from '../../machines/conversation-protocol.ts';
import {
  checkInsWith,
  dueAt,
  isQuiet,
  longestWait,
  withCheckIn,
  type Silence,
} from '../../src/conversation/check-ins.ts';
import { LONGEST_MS } from '../../src/effects/bounds.ts';
import { contextOf } from '../kit/context-of.ts';
import { runOf } from '../kit/run-of.ts';

const silence: Silence = { afterMs: 10, againAfterMs: 30, most: 2, speechTimeout: 100, deliveryTimeout: 200 };
const operation: LiveOperation = { operationId: 'operation-1', long: true, runs: [runOf({})] };
const working = contextOf({ operation, spokenAt: 1_000 });
const turn = { turnId: 'turn-1', startedAt: 0, completedAt: null, abortedAt: null };

test('what the app leaves out is the default', () => {
  expect(checkInsWith({})).toEqual({ afterMs: 10_000, againAfterMs: 20_000, most: 3 });
  expect(checkInsWith({ afterMs: 5, most: 1 })).toEqual({ afterMs: 5, againAfterMs: 20_000, most: 1 });
});

test('there is a silence to be waited for while a run goes on', () => {
  expect(isQuiet(working, silence)).toBe(true);
  expect(isQuiet({ ...working, chatTurn: { ...turn, completedAt: 1 } }, silence)).toBe(true);
});

test.each([
  ['nobody works', contextOf()],
  ['no run goes on', { ...working, operation: { ...operation, runs: [runOf({ status: 'succeeded' })] } }],
  ['it was told to stop', { ...working, operation: { ...operation, stopping: true as const } }],
  ['the chat is at an answer', { ...working, chatTurn: turn }],
  ['its result is not told either', { ...working, operation: { ...operation, runs: [runOf({ delivery: 'silent' })] } }],
  ['it was said often enough', { ...working, operation: { ...operation, checkedIn: { times: 2, at: 0 } } }],
])('there is none if %s', (_, context) => {
  expect(isQuiet(context, silence)).toBe(false);
});

test('it is counted from what was heard last', () => {
  expect(dueAt(working, silence)).toBe(1_010);
});

test('who was not heard to stop counts as speaking for a while, and so does what may still be played', () => {
  expect(dueAt({ ...working, speaking: true }, silence)).toBe(1_110);
  expect(dueAt({ ...working, playing: 'turn-1' }, silence)).toBe(1_210);
  expect(dueAt({ ...working, speaking: true, playing: 'turn-1' }, silence)).toBe(1_210);
});

test('it is said again after a pause, and after a silence, whichever is later', () => {
  const once = { ...working, ...withCheckIn({ ...working, now: 1_000 }) };
  expect(once.operation).toEqual({ ...operation, checkedIn: { times: 1, at: 1_000 } });
  expect(dueAt(once, silence)).toBe(1_030);
  expect(dueAt({ ...once, spokenAt: 1_025 }, silence)).toBe(1_035);
  expect(withCheckIn({ ...once, now: 1_030 }).operation?.checkedIn).toEqual({ times: 2, at: 1_030 });
});

test('from any moment it takes the silence or the pause at most, whichever is longer, and what a timer can wait', () => {
  expect(longestWait(working, silence)).toBe(10);
  expect(longestWait({ ...working, speaking: true, playing: 'turn-1' }, silence)).toBe(210);
  const once = { ...working, ...withCheckIn({ ...working, now: 1_000 }) };
  expect(longestWait(once, silence)).toBe(30);
  expect(longestWait({ ...once, speaking: true }, silence)).toBe(110);
  expect(longestWait({ ...working, speaking: true }, { ...silence, afterMs: LONGEST_MS })).toBe(LONGEST_MS);
});

test('it is never due before the silence and the pause are over, whatever is said', () => {
  const times = fc.nat(100_000);
  fc.assert(
    fc.property(times, times, fc.boolean(), fc.constantFrom('', 'turn-1'), (spokenAt, at, speaking, playing) => {
      const context = contextOf({
        operation: { ...operation, checkedIn: { times: 1, at } },
        spokenAt,
        speaking,
        playing,
      });
      const due = dueAt(context, silence);
      expect(due).toBeGreaterThanOrEqual(spokenAt + silence.afterMs);
      expect(due).toBeGreaterThanOrEqual(at + silence.againAfterMs);
    }),
  );
});
