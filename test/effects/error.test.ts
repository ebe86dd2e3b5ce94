import { expect, test } from 'vitest';
import { asError, messageOf } from '../../src/effects/error.ts';

const unspeakable = {
  toString() {
    throw new Error('not even that');
  },
};

test.each<[string, unknown, string]>([
  ['an error', new Error('no paint'), 'no paint'],
  ['a text', 'no paint', 'no paint'],
  ['nothing', undefined, 'undefined'],
  ['what cannot be put into words', unspeakable, 'an error that cannot be put into words'],
  ['an object without a prototype', Object.create(null), 'an error that cannot be put into words'],
])('of %s there is a message, and an error that keeps it', (_, thrown, message) => {
  expect(messageOf(thrown)).toBe(message);
  expect(asError(thrown)).toMatchObject({ message, cause: thrown });
});
