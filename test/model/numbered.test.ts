import { describe, expect, test } from 'vitest';
import type { ToolCall } from '../../machines/messages.ts';
import { numbered } from '../../src/model/numbered.ts';

const limits = { calls: 32, result: 1000 };
const call = (id: string, name = 'paint'): ToolCall => ({ id, name, args: { coats: 2 } });
const step = (count: number) => ({
  text: '',
  calls: Array.from({ length: count }, () => call('x')),
  results: [],
  long: [],
});

describe('D6: calls get ids of ours', () => {
  test.each([
    ['the first', [], ['call-1', 'call-2']],
    ['after three', [step(1), step(2)], ['call-4', 'call-5']],
    ['after a step without any', [step(0), step(1)], ['call-2', 'call-3']],
  ])('%s', (_, steps, ids) => {
    expect(numbered([call('same'), call('same')], steps, limits).map(({ id }) => id)).toEqual(ids);
  });

  test('over a whole operation no id comes twice, whatever the model calls them', () => {
    const steps: ReturnType<typeof step>[] = [];
    for (const count of [1, 3, 2]) {
      const calls = numbered(
        Array.from({ length: count }, () => call('')),
        steps,
        limits,
      );
      steps.push({ text: '', calls, results: [], long: [] });
    }
    const ids = steps.flatMap(({ calls }) => calls.map(({ id }) => id));
    expect(new Set(ids).size).toBe(6);
  });

  test('their arguments stay', () => {
    expect(numbered([call('x')], [], limits)).toEqual([{ id: 'call-1', name: 'paint', args: { coats: 2 } }]);
  });
});

test.each([
  ['paint_house-2', 'paint_house-2'],
  ['paint house', 'paint_house'],
  ['functions.paint', 'functions_paint'],
  ['malen_ü😀', 'malen____'],
  ['p'.repeat(80), 'p'.repeat(64)],
  ['', 'unnamed'],
])('a tool called "%s" is read back as %s, which every provider takes', (name, expected) => {
  const [only] = numbered([call('x', name)], [], limits);
  expect(only?.name).toBe(expected);
  expect(only?.name).toMatch(/^[\w-]{1,64}$/);
});

test('C11: of a reply that asks for thousands of tools the first few count', () => {
  const calls = Array.from({ length: 5000 }, () => call('x'));
  expect(numbered(calls, [step(2)], { ...limits, calls: 3 }).map(({ id }) => id)).toEqual([
    'call-3',
    'call-4',
    'call-5',
  ]);
});

describe('C11: arguments that are too large', () => {
  const read = (args: ToolCall['args'], result: number) =>
    numbered([{ id: 'x', name: 'paint', args }], [], { calls: 1, result })[0]?.args;

  test('are left out, with a mark in their place that says so', () => {
    const args = { colour: 'b'.repeat(1_048_576) };
    const size = JSON.stringify(args).length;
    expect(read(args, size)).toBe(args);
    expect(read(args, 40_000)).toEqual({
      arguments_left_out: 'They had 1,048,589 characters, and 40,000 are the most.',
    });
  });

  test('are those too that cannot be written down', () => {
    const round: ToolCall['args'] = {};
    round['self'] = round;
    expect(read(round, 40_000)).toEqual({ arguments_left_out: 'They cannot be written down.' });
  });
});
