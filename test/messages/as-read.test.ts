import fc from 'fast-check';
import { expect, test } from 'vitest';
import { asRead } from '../../src/messages/as-read.ts';

test('what was heard is read as it was said', () => {
  expect(asRead({ content: 'Your bill is 45 EUR.' })).toBe('Your bill is 45 EUR.');
  expect(asRead({ content: '' })).toBe('');
});

test('what nobody has heard is read as such', () => {
  expect(asRead({ content: ' ', unheard: 'Your bill is 45 EUR.' })).toBe(
    '[The user has not heard this yet: Your bill is 45 EUR.]',
  );
});

test('what was cut off is read behind what was heard', () => {
  expect(asRead({ content: 'Your bill', unheard: 'Your bill is 45 EUR.' })).toBe(
    'Your bill [The user heard no more of this: Your bill is 45 EUR.]',
  );
});

test('a model reads all that was heard, and all that was not', () => {
  fc.assert(
    fc.property(fc.string(), fc.option(fc.string(), { nil: undefined }), (content, unheard) => {
      const read = asRead({ content, ...(unheard !== undefined && { unheard }) });
      expect(read).toContain(content.trim() === '' && unheard !== undefined ? '' : content);
      expect(read).toContain(unheard ?? '');
      expect(read === content).toBe(unheard === undefined);
    }),
  );
});
