import { expect, test } from 'vitest';
import { tidy } from '../../../examples/telco/terminal/tidy.ts';

test('what a model says cannot move the cursor, colour the terminal or ring its bell', () => {
  expect(tidy('\u001B[2J\u001B[31mred\u001B[0m \u0007\u0008bell\u009B1A')).toBe('red bell');
  expect(tidy('\u001B]0;title\u0007text')).toBe('text');
});

test('words, line breaks and other scripts stay', () => {
  expect(tidy('Grüße,\r\nΚαλημέρα\t今日は 👋')).toBe('Grüße,\nΚαλημέρα 今日は 👋');
});
