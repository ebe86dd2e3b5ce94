import { describe, expect, test } from 'vitest';
import { DEFAULT_LIMITS } from '../../src/effects/limits.ts';
import { estimateTokens } from '../../src/messages/count-tokens.ts';
import { synthesisInput } from '../../src/messages/synthesis-input.ts';

const run = { tool: 'draw_up', label: 'your bill', status: 'succeeded', result: { total: 30, currency: 'EUR' } };

const given = { limits: DEFAULT_LIMITS, count: estimateTokens };

function partsOf(input: Partial<Parameters<typeof synthesisInput>[0]>): unknown {
  const messages = synthesisInput({
    instructions: 'Join.',
    reply: 'It is 30 euros.',
    runs: [],
    interim: [],
    ...given,
    ...input,
  });
  return JSON.parse(messages[1]?.content ?? '');
}

test('the synthesis reads its instructions, and the parts as JSON (E1)', () => {
  const interim = [{ user: ['How far?', 'Hello?'], assistant: 'Half way.' }];
  const messages = synthesisInput({ instructions: 'Join.', reply: 'It is 30 euros.', runs: [run], interim, ...given });
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

test('a result in parts is read as its text, and a picture in it by its name', () => {
  const result = [
    { type: 'text', text: 'It is 30 euros.' },
    { type: 'image', data: 'iVBORw0', mimeType: 'image/png' },
  ];
  expect(partsOf({ runs: [{ ...run, result }] })).toMatchObject({ runs: [{ result: 'It is 30 euros. [image]' }] });
});

describe('E12: what is too much', () => {
  const interim = ['a', 'b', 'c'].map((name) => ({ user: [`${name}?`], assistant: `${name}!` }));
  const limits = (own: Partial<typeof DEFAULT_LIMITS>) => ({ ...DEFAULT_LIMITS, ...own });

  test('is a large result, told by how it begins', () => {
    const text = 'word '.repeat(200);
    for (const result of [text, { text }])
      expect(partsOf({ runs: [{ ...run, result }], limits: limits({ result: 300 }) })).toMatchObject({
        runs: [{ result: { note: 'too_large', beginning: expect.stringContaining('word word') } }],
      });
  });

  test('are exchanges: the oldest are left out, by messages and by tokens, and the newest never', () => {
    const kept = (own: Partial<typeof DEFAULT_LIMITS>) => partsOf({ interim, limits: limits(own) });
    expect(kept({ history: 6 })).toMatchObject({ interim });
    expect(kept({ history: 5 })).toMatchObject({ interim: interim.slice(1) });
    expect(kept({ history: 1 })).toMatchObject({ interim: interim.slice(2) });
    const words = estimateTokens('Join.') + estimateTokens('It is 30 euros.');
    expect(kept({ tokens: words + 30 })).toMatchObject({ interim });
    expect(kept({ tokens: words + 29 })).toMatchObject({ interim: interim.slice(1) });
    expect(kept({ tokens: 1 })).toMatchObject({ interim: interim.slice(2) });
  });

  test('are results of runs: the oldest are told without, after them exchanges give way first', () => {
    const runs = [run, { ...run, label: 'the other bill' }];
    const size = estimateTokens(JSON.stringify(runs[1]));
    const words = estimateTokens('Join.') + estimateTokens('It is 30 euros.');
    expect(partsOf({ runs, interim, limits: limits({ tokens: words + 2 * size }) })).toMatchObject({
      runs,
      interim: interim.slice(2),
    });
    expect(partsOf({ runs, limits: limits({ tokens: words + size }) })).toMatchObject({
      runs: [{ ...run, result: null }, runs[1]],
    });
  });
});
