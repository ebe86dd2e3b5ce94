import { expect, test } from 'vitest';
import { errorLines } from '../../../examples/telco/terminal/error-lines.ts';

const text = 'Leave it there with /quit\u001B[2J and start again.';

test('a complaint is wrapped by words on a terminal', () => {
  expect(errorLines(text, 24)).toBe('Leave it there with\n/quit and start again.\n');
});

test('it stays one line where it is read by a program', () => {
  expect(errorLines(text, undefined)).toBe('Leave it there with /quit and start again.\n');
});
