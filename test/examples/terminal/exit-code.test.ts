import { expect, test } from 'vitest';
import { codeAfter, codeAfterWriting } from '../../../examples/telco/terminal/exit-code.ts';

test.each([
  ['SIGHUP', 129],
  ['SIGQUIT', 131],
  ['SIGTERM', 143],
] as const)('%s ends with %i', (signal, code) => {
  expect(codeAfter(signal)).toBe(code);
});

test('a reader who has gone is no failure, a full disk is one', () => {
  expect(codeAfterWriting(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }))).toBe(0);
  expect(codeAfterWriting(Object.assign(new Error('no space left'), { code: 'ENOSPC' }))).toBe(1);
});
