import { expect, test } from 'vitest';
import type { QueuedRequest } from '../../machines/queue-protocol.ts';
import { fixedPhrases } from '../../src/conversation/fixed-phrases.ts';
import { DEFAULT_PHRASES } from '../../src/phrases.ts';
import { contextOf, lineOf, offer } from '../kit/context-of.ts';
import { runOf } from '../kit/run-of.ts';

const fixed = fixedPhrases(DEFAULT_PHRASES);
const queued = (operationId: string, label: string): QueuedRequest => ({
  operationId,
  label,
  messages: [],
  turnId: null,
  priority: 'normal',
  at: 0,
});
const queue = [queued('operation-2', 'your bill'), queued('operation-3', 'the weather')];
const working = (...runs: ReturnType<typeof runOf>[]) =>
  contextOf({ operation: { operationId: 'operation-1', long: true, runs } });

test('each has an id of its own that names what it is about, and is said by the lane it belongs to', () => {
  expect(fixed.putOff({ turnId: 'turn-3' })).toEqual({
    id: 'turn-3/later',
    kind: 'interim',
    text: DEFAULT_PHRASES.putOff,
  });
  const confirmation = { ...offer, operationId: 'operation-1', token: '', expiresAt: 0 };
  expect(fixed.declined(contextOf({ confirmation }))).toEqual({
    id: 'operation-1/declined',
    kind: 'answer',
    text: DEFAULT_PHRASES.declined,
  });
  expect(fixed.tooLong(contextOf({ messages: 4 }))).toEqual({
    id: 'message-4!',
    kind: 'answer',
    text: DEFAULT_PHRASES.tooLong,
  });
});

test('the newest request is told its place, and belongs to the operation it will be', () => {
  const turn = 'operation-3';
  expect(fixed.place(contextOf({ queue, operations: 3 }))).toEqual({
    id: 'operation-3/queued',
    kind: 'answer',
    turn,
    text: DEFAULT_PHRASES.queued('the weather', 2),
  });
  expect(fixed.place(contextOf({ queue, operations: 2 })).text).toBe(DEFAULT_PHRASES.queued('your bill', 1));
});

test('a request for which there is no room is named as it begins, without its full stop', () => {
  const refused = fixed.refused(contextOf({ messages: 4 }), { text: 'Draw up my bill. ' });
  expect(refused).toEqual({ id: 'message-4!', kind: 'answer', text: DEFAULT_PHRASES.queueFull('Draw up my bill') });
});

test('a request that is taken off the list is named', () => {
  expect(fixed.unqueued(contextOf({ queue }), { operationId: 'operation-3' })).toEqual({
    id: 'operation-3/cancelled',
    kind: 'answer',
    text: DEFAULT_PHRASES.unqueued('the weather'),
  });
});

test('what cannot be stopped is named each time it is asked for, under another id', () => {
  const run = runOf({ label: 'your bill', unstoppable: true });
  const first = fixed.unstoppable(working(run));
  expect(first).toEqual({
    id: 'operation-1/unstoppable-0',
    kind: 'answer',
    text: DEFAULT_PHRASES.unstoppable('your bill'),
  });
  expect(fixed.unstoppable({ ...working(run), transcript: [lineOf()] }).id).toBe('operation-1/unstoppable-1');
});

test('what is said by itself tells the run that goes on: its percent if it told one, and the rest of its time', () => {
  const told = (percent: number | null, etaMs: number | null) => DEFAULT_PHRASES.checkIn('your bill', percent, etaMs);
  const run = runOf({ label: 'your bill', percent: 40, expectedMs: 10_000, startedAt: 0 });
  const over = runOf({ runId: 'other', label: 'the weather', status: 'succeeded', percent: 100 });
  const at = (now: number, ...runs: ReturnType<typeof runOf>[]) => fixed.checkIn({ ...working(...runs), now });
  expect(at(4_000, run, over)).toEqual({ id: 'operation-1/check-in-1', kind: 'interim', text: told(40, 6_000) });
  expect(at(4_000, { ...run, measured: false }).text).toBe(told(null, 6_000));
  expect(at(11_000, run).text).toBe(told(40, null));
  const again = { ...run, attempt: 2, attemptAt: 5_000 };
  expect(at(6_000, { ...run, retryAt: 7_000 }).text).toBe(told(null, 11_000));
  expect(at(6_000, again).text).toBe(told(null, 9_000));
  expect(at(6_000, { ...again, percent: 60, percentAt: 6_000 }).text).toContain('60 percent');
});

test('what is said by itself is counted', () => {
  const context = working(runOf({}));
  const again = {
    ...context,
    operation: context.operation && { ...context.operation, checkedIn: { times: 2, at: 0 } },
  };
  expect(fixed.checkIn(again).id).toBe('operation-1/check-in-3');
});

test('the default check-in is fit for speech', () => {
  expect(DEFAULT_PHRASES.checkIn('your bill', 40, 6_000)).toBe(
    'I am still on it: your bill. 40 percent of it is done. It takes about 6 seconds more.',
  );
  expect(DEFAULT_PHRASES.checkIn('your bill', null, null)).toBe(
    'I am still on it: your bill. It takes longer than expected, and nobody can tell how long.',
  );
});
