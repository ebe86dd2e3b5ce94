import { expect, test } from 'vitest';
import { fieldLines } from '../../../examples/telco/terminal/field-lines.ts';

test('each field has a line of its own, and what is deeper is further in', () => {
  const record = {
    version: 1,
    runs: [{ tool: 'bill', result: { amount: 45 } }, { tool: 'data' }],
    error: null,
    none: [],
  };
  expect(fieldLines(record)).toEqual([
    'version: 1',
    'runs:',
    '  - tool: "bill"',
    '    result:',
    '      amount: 45',
    '  - tool: "data"',
    'error: null',
    'none: []',
  ]);
});

test('a line break within a field does not begin a line', () => {
  expect(fieldLines({ message: 'one\ntwo' })).toEqual(['message: "one\\ntwo"']);
});
