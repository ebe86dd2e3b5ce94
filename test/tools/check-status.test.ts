import type { Facts } from 'meanwhile';
import { describe, expect, test } from 'vitest';
import { carryOut } from '../../src/tools/carry-out.ts';
import { catalogOf } from '../../src/tools/catalog.ts';
import { statusOf } from '../../src/tools/check-status.ts';
import { deskFor, type TimedRun } from '../../src/tools/desk.ts';
import { runOf } from '../kit/run-of.ts';

const running = { ...runOf({ tool: 'paint_tool', percent: 40, message: 'Coat 2 is on.', startedAt: 5 }), etaMs: 4_000 };
const timeLeft = { time_left: 'about 4 seconds more' };
const told = { tool: 'paint_tool', label: 'the painting', status: 'running', progress: 40, message: 'Coat 2 is on.' };

describe('U2.1: what check_status answers', () => {
  test('is idle when nothing runs', () => {
    expect(statusOf([])).toEqual({ status: 'idle', progress: null, tool_name: null, runs: [], queued: [] });
  });

  test('is running with 0 percent right after acceptance', () => {
    expect(statusOf([{ ...running, percent: 0, message: '' }])).toEqual({
      status: 'running',
      progress: 0,
      tool_name: 'paint_tool',
      runs: [{ ...told, progress: 0, message: '', ...timeLeft }],
      queued: [],
    });
  });

  test.each([
    ['running', 40, 'running'],
    ['succeeded', 100, 'completed'],
    ['failed', 40, 'unknown'],
    ['cancelled', 40, 'unknown'],
    ['timedOut', 40, 'unknown'],
    ['unknown', 40, 'unknown'],
  ] as const)('says of a run that is %s at %i percent: %s', (status, percent, seed) => {
    expect(statusOf([{ ...running, status, percent }])).toEqual({
      status: seed,
      progress: percent,
      tool_name: 'paint_tool',
      runs: [{ ...told, status, progress: percent, ...(status === 'running' && timeLeft) }],
      queued: [],
    });
  });

  test('U2.3: of two runs names both, and answers for the newest', () => {
    const first: TimedRun = {
      ...running,
      tool: 'clean_tool',
      label: 'the cleaning',
      status: 'succeeded',
      percent: 100,
    };
    expect(statusOf([first, running])).toEqual({
      status: 'running',
      progress: 40,
      tool_name: 'paint_tool',
      runs: [
        { ...told, tool: 'clean_tool', label: 'the cleaning', status: 'succeeded', progress: 100 },
        { ...told, ...timeLeft },
      ],
      queued: [],
    });
  });

  test('U2.1, U2.3: names what waits, each with its place, beside what runs', () => {
    const waiting = { messages: ['message-2'], turnId: 'turn-1', priority: 'normal' as const, at: 5 };
    const queue = [
      { ...waiting, operationId: 'operation-3', label: 'the garage' },
      { ...waiting, operationId: 'operation-2', label: 'your bill' },
    ];
    expect(statusOf([running], queue)).toMatchObject({
      status: 'running',
      queued: [
        { id: 'operation-3', label: 'the garage', place: 1 },
        { id: 'operation-2', label: 'your bill', place: 2 },
      ],
    });
  });

  test.each([
    [2, 'second attempt'],
    [3, 'third attempt'],
    [5, 'fifth attempt'],
    [6, '6th attempt'],
  ])('I13: names attempt %i, and the first one not', (attempt, words) => {
    const run = { ...running, attempt, percentAt: 1 };
    expect(statusOf([run]).runs).toEqual([{ ...told, attempt: words, ...timeLeft }]);
  });

  test('G9: says so where nobody knows the percent, as long as it runs', () => {
    const mixing = { ...running, percent: 0, measured: false };
    expect(statusOf([mixing]).runs).toEqual([{ ...told, progress: 0, measured: false, ...timeLeft }]);
    expect(statusOf([{ ...mixing, status: 'failed' }]).runs).toEqual([{ ...told, progress: 0, status: 'failed' }]);
  });

  test('A12: tells neither result, nor ids, nor what is announced', () => {
    const secret = { ...running, result: { pin: 'secret' }, announcement: 'secret', error: 'secret' };
    expect(JSON.stringify(statusOf([secret]))).not.toMatch(/secret|operation-1|call-1/);
  });
});

describe('asked by a model', () => {
  const site = { conversationId: 'customer-1', turnId: 'turn-1', session: {} };
  const call = { id: 'call-1', name: 'check_status', args: {} };
  const ask = (
    { runs = [], ...more }: { runs?: readonly TimedRun[]; conversationId?: string; session?: Facts },
    args = {},
  ) => {
    const lookUp = { ...site, ...more, operationId: 'operation-1', runs: [...runs], queue: [] };
    const now = running.startedAt + running.expectedMs - running.etaMs;
    const desk = deskFor({ ...lookUp, requests: [], calls: [] }, now, 10);
    return carryOut({ ...call, args }, catalogOf([]).chat, { ...site, ...more, desk }, new AbortController().signal);
  };

  test('it answers with the runs of the chat that asks', async () => {
    const { result } = await ask({ runs: [running] });
    expect(result).toMatchObject({ callId: 'call-1', name: 'check_status', failed: false });
    expect(JSON.parse(result.content)).toEqual(statusOf([running]));
  });

  test('U2.6: it needs no verification and changes nothing', async () => {
    const runs = Object.freeze([Object.freeze({ ...running })]);
    const { result, facts } = await ask({ runs, session: Object.freeze({ verified: false }) });
    expect([result.failed, facts]).toEqual([false, {}]);
  });

  test('U2.4: where nothing runs it says idle, whatever runs elsewhere', async () => {
    const [busy, idle] = await Promise.all([ask({ runs: [running] }), ask({ conversationId: 'customer-2' })]);
    expect(JSON.parse(busy.result.content)).toMatchObject({ status: 'running' });
    expect(JSON.parse(idle.result.content)).toMatchObject({ status: 'idle', runs: [] });
  });

  test('the main operation does not have it', async () => {
    const { result } = await carryOut(call, catalogOf([]).main, site, new AbortController().signal);
    expect(result.content).toBe('{"error":"not_available"}');
  });
});
