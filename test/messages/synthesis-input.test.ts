import { expect, test } from 'vitest';
import { synthesisInput } from '../../src/messages/synthesis-input.ts';

const run = { tool: 'draw_up', label: 'your bill', status: 'succeeded', result: { total: 30, currency: 'EUR' } };

function partsOf(input: Partial<Parameters<typeof synthesisInput>[0]>): unknown {
  const messages = synthesisInput({ instructions: 'Join.', reply: 'It is 30 euros.', runs: [], interim: [], ...input });
  return JSON.parse(messages[1]?.content ?? '');
}

test('the synthesis reads its instructions, and the parts as JSON (E1)', () => {
  const interim = [{ user: ['How far?', 'Hello?'], assistant: 'Half way.' }];
  const messages = synthesisInput({ instructions: 'Join.', reply: 'It is 30 euros.', runs: [run], interim });
  expect(messages.map(({ role }) => role)).toEqual(['system', 'user']);
  expect(messages[0]?.content).toBe('Join.');
  expect(partsOf({ runs: [run], interim })).toEqual({ reply: 'It is 30 euros.', runs: [run], interim });
});

test('ids, arguments and whatever else a run or an exchange carries do not get in', () => {
  const full = { ...run, runId: 'operation-1/a', callId: 'a', args: { number: '123' }, percent: 100 };
  const exchange = { turnId: 'turn-1', user: ['u'], assistant: 'a', statusOnly: false };
  expect(partsOf({ runs: [full], interim: [exchange] })).toEqual({
    reply: 'It is 30 euros.',
    runs: [run],
    interim: [{ user: ['u'], assistant: 'a' }],
  });
});

test('a run without a result says so', () => {
  const { result: _, ...cancelled } = { ...run, status: 'cancelled' };
  expect(partsOf({ runs: [cancelled] })).toMatchObject({ runs: [{ status: 'cancelled', result: null }] });
});

test('E3 only words that were spoken get in: blank texts and exchanges of blank texts do not', () => {
  const interim = [
    { user: ['', ' '], assistant: '' },
    { user: [], assistant: ' \n' },
    { user: ['', 'asked'], assistant: '' },
    { user: [''], assistant: 'told' },
  ];
  expect(partsOf({ interim })).toMatchObject({
    interim: [
      { user: ['asked'], assistant: '' },
      { user: [], assistant: 'told' },
    ],
  });
});

test('E5 questions taken together stay together with their one answer, in order', () => {
  const interim = [
    { user: ['a', 'b'], assistant: 'ab' },
    { user: ['c'], assistant: 'c' },
  ];
  expect(partsOf({ interim })).toMatchObject({ interim });
});
