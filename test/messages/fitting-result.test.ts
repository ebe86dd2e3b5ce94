import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fittingResult } from '../../src/messages/fitting-result.ts';

test('a result that is not too large stays as it is', () => {
  const content = 'x'.repeat(40_000);
  expect(fittingResult(content, 40_000)).toBe(content);
});

test('one that is reads as a note with its beginning, and not as an error', () => {
  const told = JSON.parse(fittingResult('x'.repeat(1_048_576), 40_000));
  expect(told).toEqual({
    note: 'too_large',
    message: 'This result has 1,048,576 characters, and you are given 40,000 at most: how it begins.',
    beginning: expect.stringMatching(/^x{39000,}$/),
  });
});

test('where there is no room for a beginning, the words are left', () => {
  expect(JSON.parse(fittingResult('x'.repeat(100), 1))).toMatchObject({ note: 'too_large', beginning: '' });
});

test('of any result, it is JSON no larger than it may be, that begins as the result does', () => {
  const anyResult = fc.oneof(
    fc.string({ unit: 'grapheme', minLength: 300, maxLength: 2000 }),
    fc.string({ unit: fc.constantFrom('"', '\\', '\n', '\u0000', 'a', '😀'), minLength: 300, maxLength: 2000 }),
  );
  fc.assert(
    fc.property(anyResult, fc.integer({ min: 200, max: 1500 }), (content, most) => {
      const told = fittingResult(content, most);
      expect(told.length).toBeLessThanOrEqual(Math.max(most, 200));
      if (content.length <= most) return;
      const { beginning } = JSON.parse(told) as { beginning: string };
      expect(content.startsWith(beginning)).toBe(true);
      if (content.isWellFormed()) expect(beginning.isWellFormed()).toBe(true);
    }),
    { numRuns: 1000 },
  );
});
