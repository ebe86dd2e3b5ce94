import { describe, expect, test } from 'vitest';
import { LONGEST_LABEL, asLabel } from '../../src/messages/label.ts';

describe('a label', () => {
  test.each([
    ['line breaks', 'your\r\n\nbill\u2028\u2029of\u0085May', 'your bill of May'],
    ['control characters', '\u0000your\u0007\u001b\tbill\u009b', 'your bill'],
    ['spaces', '  your   bill ', 'your bill'],
    ['signs that turn the direction of writing', 'your\u202ebill\u2066', 'your bill'],
  ])('is one line: %s become single spaces', (_, text, label) => {
    expect(asLabel(text)).toBe(label);
  });

  test.each(['', ' \n', '\u0000\u0007', '\u200b\u202e'])('is empty if nothing of it is seen: %j', (text) => {
    expect(asLabel(text)).toBe('');
  });

  test('keeps what is written of several signs', () => {
    expect(asLabel('for 👩‍👧 and می‌خواهم')).toBe('for 👩‍👧 and می‌خواهم');
  });

  test('is cut between characters', () => {
    expect(asLabel('x'.repeat(200))).toBe('x'.repeat(LONGEST_LABEL));
    for (const before of [98, 99, 100]) {
      const label = asLabel(`${'a'.repeat(before)}😀 and more`);
      expect(label.isWellFormed()).toBe(true);
      expect(label.length).toBeLessThanOrEqual(LONGEST_LABEL);
    }
    expect(asLabel(`${'a'.repeat(99)} b`)).toBe('a'.repeat(99));
  });
});
