import { describe, expect, test } from 'vitest';
import type { ToolCall } from '../../machines/messages.ts';
import { numbered } from '../../src/model/numbered.ts';

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
    expect(numbered([call('same'), call('same')], steps, 32).map(({ id }) => id)).toEqual(ids);
  });

  test('over a whole operation no id comes twice, whatever the model calls them', () => {
    const steps: ReturnType<typeof step>[] = [];
    for (const count of [1, 3, 2]) {
      const calls = numbered(
        Array.from({ length: count }, () => call('')),
        steps,
        32,
      );
      steps.push({ text: '', calls, results: [], long: [] });
    }
    const ids = steps.flatMap(({ calls }) => calls.map(({ id }) => id));
    expect(new Set(ids).size).toBe(6);
  });

  test('their arguments stay', () => {
    expect(numbered([call('x')], [], 32)).toEqual([{ id: 'call-1', name: 'paint', args: { coats: 2 } }]);
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
  const [only] = numbered([call('x', name)], [], 32);
  expect(only?.name).toBe(expected);
  expect(only?.name).toMatch(/^[\w-]{1,64}$/);
});

test('C11: of a reply that asks for thousands of tools the first few count', () => {
  const calls = Array.from({ length: 5000 }, () => call('x'));
  expect(numbered(calls, [step(2)], 3).map(({ id }) => id)).toEqual(['call-3', 'call-4', 'call-5']);
});
