import { expect, test } from 'vitest';
import type { Json } from '../../machines/json.ts';
import { resultOf } from '../../src/tools/call-result.ts';

test.each<[Json, string]>([
  ['27 GB', '27 GB'],
  ['', '""'],
  [' ', '" "'],
  [null, 'null'],
  [{ gb: 27 }, '{"gb":27}'],
])('the result %j is read as %s: words as they are, all else as JSON, and never as nothing', (value, content) => {
  expect(resultOf({ id: 'call-1', name: 'look' }, value).content).toBe(content);
});
