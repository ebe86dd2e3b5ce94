import { expect, test } from 'vitest';
import type { Json } from '../../machines/json.ts';
import { failureOf, resultOf } from '../../src/tools/call-result.ts';

test.each<[Json, string]>([
  ['27 GB', '27 GB'],
  ['', '""'],
  [' ', '" "'],
  [null, 'null'],
  [{ gb: 27 }, '{"gb":27}'],
])('the result %j is read as %s: words as they are, all else as JSON, and never as nothing', (value, content) => {
  expect(resultOf({ id: 'call-1', name: 'look' }, value).content).toBe(content);
});

const call = { id: 'call-1', name: 'look', args: {} };

test('U3.9: a result in parts is read as its text, and never as nothing', () => {
  const parts = (words: string) => [
    { type: 'text', text: words },
    { type: 'text', text: '' },
  ];
  expect(resultOf(call, parts('27 GB')).content).toBe('27 GB');
  expect(resultOf(call, parts('')).content).toBe('""');
});

test('E12: of an error as long as a page the first of it is told', () => {
  const { content, failed } = failureOf(call, new Error('No line. '.repeat(1000)));
  expect(failed).toBe(true);
  expect(JSON.parse(content)).toEqual({ error: 'failed', message: expect.stringMatching(/^(No line\. )+…$/) });
  expect(content.length).toBeLessThan(2100);
});
