import { expect, test, vi } from 'vitest';
import { remembered } from '../../../examples/telco/demo-model/understanding/remembered.ts';

test('a text is read once, until more others than are remembered have been read', () => {
  const read = vi.fn((text: string) => text.split(' '));
  const words = remembered(read, 2);
  expect(words('a b')).toEqual(['a', 'b']);
  words('c');
  expect(words('a b')).toBe(words('a b'));
  expect(read.mock.calls).toEqual([['a b'], ['c']]);
  words('d');
  words('e');
  expect(words('a b')).toEqual(['a', 'b']);
  expect(read.mock.calls).toEqual([['a b'], ['c'], ['d'], ['e'], ['a b']]);
});
