import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clipped } from '../../src/messages/clipped.ts';

test('an utterance that is not too long stays as it is', () => {
  for (const text of ['', ' ', 'Hello.', ' Hello. ']) expect(clipped(text, 8)).toBe(text);
});

test('white space around it does not make it too long', () => {
  expect(clipped('   Hello.   ', 6)).toBe('Hello.');
});

test.each([
  ['a sentence', 'One is done. Two is done. Three is not.', 30, 'One is done. Two is done. …'],
  ['a question', 'Is it done? Is that done? Well', 28, 'Is it done? Is that done? …'],
  ['a quotation', 'He said: "It is done." And then he left.', 30, 'He said: "It is done." …'],
  ['a line', 'First of all\nSecond of all and so on', 22, 'First of all …'],
  ['a sentence in Chinese', '早上好。我想知道这个月还剩多少', 12, '早上好。我想知道这个 …'],
  ['two sentences in Chinese', '早上好我想知道。这个月还剩多少', 12, '早上好我想知道。 …'],
])('it is cut behind %s', (_, text, most, expected) => {
  expect(clipped(text, most)).toBe(expected);
});

test.each([
  ['an amount has no end inside', 'It will cost you 45.90 euros in all', 28, 'It will cost you 45.90 …'],
  ['nor has a word', 'We are looking everywhere', 20, 'We are looking …'],
])('else behind a word: %s', (_, text, most, expected) => {
  expect(clipped(text, most)).toBe(expected);
});

test('in the middle, where more than half would be lost', () => {
  expect(clipped(`Yes. ${'a'.repeat(40)}`, 22)).toBe(`Yes. ${'a'.repeat(15)} …`);
  expect(clipped('a'.repeat(40), 22)).toBe(`${'a'.repeat(20)} …`);
});

test('no emoji is cut in half', () => {
  expect(clipped('😀😀😀😀', 7)).toBe('😀😀 …');
  expect(clipped('😀😀😀😀', 6)).toBe('😀😀 …');
});

describe('of any text', () => {
  const anyText = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 60 }),
    fc
      .array(fc.constantFrom('One.', 'word', '😀', '3.5', '"no."', '\n', ' ', '早。'), { maxLength: 30 })
      .map((words) => words.join(' ')),
  );
  const forAll = (check: (text: string, most: number) => void) =>
    fc.assert(fc.property(anyText, fc.integer({ min: 1, max: 70 }), check), { numRuns: 2000 });

  test('it is no longer than it may be, and clipping it twice is clipping it once', () => {
    forAll((text, most) => {
      expect(clipped(text, most).length).toBeLessThanOrEqual(most);
      expect(clipped(clipped(text, most), most)).toBe(clipped(text, most));
    });
  });

  test('it is how the text begins, and the mark; of what says something, something is left', () => {
    forAll((text, most) => {
      const short = clipped(text, most);
      if (short !== text && short !== text.trim()) {
        expect(short.endsWith('…')).toBe(true);
        expect(text.trim().startsWith(short.slice(0, -1).trimEnd())).toBe(true);
      }
      if (text.trim() !== '') expect(short.trim()).not.toBe('');
    });
  });

  test('it has no half characters that the text had not', () => {
    forAll((text, most) => {
      expect(clipped(text, most).isWellFormed()).toBe(text.isWellFormed());
    });
  });

  test('a megabyte takes no time worth speaking of', () => {
    for (const page of ['a', ' ', '.', '."', 'a ', '. '].map((part) => part.repeat(500_000)))
      expect(clipped(page, 400_000).length).toBeLessThanOrEqual(400_000);
  });
});
