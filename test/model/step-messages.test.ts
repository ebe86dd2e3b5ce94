import { describe, expect, test } from 'vitest';
import type { Message } from '../../machines/messages.ts';
import type { Step } from '../../machines/main-operation-protocol.ts';
import type { RunStatus } from '../../machines/tool-run-protocol.ts';
import { stepMessages as messagesOf } from '../../src/model/step-messages.ts';

const stepMessages = (steps: Step[], runs: RunStatus[] = [], most = 40_000) => messagesOf(steps, runs, most);
const call = { id: 'call-1', name: 'paint', args: {} };
const stepWith = (rest: Partial<Step>): Step[] => [{ text: 'At once.', calls: [call], results: [], long: [], ...rest }];
const run = (rest: Partial<RunStatus>): RunStatus => ({
  runId: 'operation-1/call-1',
  callId: 'call-1',
  tool: 'paint',
  label: 'the painting',
  status: 'succeeded',
  percent: 100,
  message: '',
  measured: true,
  milestones: [],
  attempt: 1,
  retryAt: null,
  expectedMs: 10_000,
  startedAt: 0,
  result: { coats: 2 },
  announcement: '',
  facts: [],
  error: '',
  ...rest,
});
const asked = { role: 'assistant', content: 'At once.', tool_calls: [call] };
const heard = (content: unknown) => ({ role: 'tool', tool_call_id: 'call-1', name: 'paint', content });
const broken = (error: string, message: string) => ({
  ...heard(JSON.stringify({ error, message })),
  status: 'error',
});

test('a quick call is followed by its result, marked when it failed', () => {
  const result = { callId: 'call-1', name: 'paint', content: 'blue', failed: false };
  expect(stepMessages(stepWith({ results: [result] }))).toEqual([asked, heard('blue')]);
  expect(stepMessages(stepWith({ results: [{ ...result, failed: true }] }))).toEqual([
    asked,
    { ...heard('blue'), status: 'error' },
  ]);
});

test('a quick call without a result did not answer in time', () => {
  expect(stepMessages(stepWith({}))).toEqual([
    asked,
    broken('no_answer', 'It did not answer in time. Whether it took effect is not known.'),
  ]);
});

test('a long call that succeeded is followed by its result', () => {
  expect(stepMessages(stepWith({ long: ['call-1'] }), [run({})])).toEqual([asked, heard('{"coats":2}')]);
});

test.each([
  ['running', 'It has not ended yet.'],
  ['failed', 'It failed.'],
  ['cancelled', 'It was cancelled before it changed anything.'],
  ['timedOut', 'It took too long and was stopped before it changed anything.'],
  [
    'unknown',
    'Nobody can tell whether it took effect, and the user is told so: do not say that it worked, and do not try again.',
  ],
] as const)('of a long call that is %s the model is told so, with what the tool said', (status, words) => {
  const told = (error: string) => stepMessages(stepWith({ long: ['call-1'] }), [run({ status, error })]).at(-1);
  expect(told('')).toEqual(broken(status, words));
  expect(told('No paint.')).toEqual(broken(status, `${words} No paint.`));
});

test('a long call without a run was not run', () => {
  expect(stepMessages(stepWith({ long: ['call-1'] }), [run({ callId: 'call-0', status: 'failed' })])).toEqual([
    asked,
    broken(
      'not_run',
      'Not run: the work before it did not succeed, or the facts of the session have changed since it was checked.',
    ),
  ]);
});

describe('a result that is too large', () => {
  const beginning = (message: Message | undefined) => JSON.parse(message?.content ?? '');
  const page = 'word '.repeat(200);

  test('is not handed over whole, and does not look like a failure', () => {
    const result = { callId: 'call-1', name: 'paint', content: page, failed: false };
    for (const [, told] of [
      stepMessages(stepWith({ results: [result] }), [], 300),
      stepMessages(stepWith({ long: ['call-1'] }), [run({ result: page })], 300),
    ]) {
      expect(told?.content.length).toBeLessThanOrEqual(300);
      expect(told).not.toHaveProperty('status');
      expect(beginning(told)).toMatchObject({ note: 'too_large', beginning: expect.stringMatching(/^word word/) });
    }
  });

  test('of a failure stays one', () => {
    const [, told] = stepMessages(stepWith({ long: ['call-1'] }), [run({ status: 'unknown', error: page.repeat(50) })]);
    expect(told).toMatchObject({ status: 'error' });
    expect(beginning(told)).toMatchObject({
      error: 'unknown',
      message: expect.stringMatching(/^Nobody can tell .* …$/),
    });
    expect(told?.content.length).toBeLessThan(2100);
  });
});
