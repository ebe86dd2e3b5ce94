import { expect, test } from 'vitest';
import { kindOf, messageOf } from '../../src/effects/error.ts';

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
])('of %s there is a message', (_, thrown, message) => {
  expect(messageOf(thrown)).toBe(message);
});

function ofPostgres(code: string) {
  return Object.assign(new Error('no paint for Jo'), { name: 'error', severity: 'FATAL', code });
}

const secretive = new Proxy(
  {},
  {
    get() {
      throw new Error('nobody looks at me');
    },
  },
);

test.each<[string, unknown, string]>([
  ['an error with a code', Object.assign(new TypeError('no paint'), { code: 'ECONNREFUSED' }), ' (ECONNREFUSED)'],
  ['an error of a class', new RangeError('no paint'), ' (RangeError)'],
  ['an error of a class without a name', new (class PaintError extends Error {})('no paint'), ' (PaintError)'],
  ['a plain error', new Error('no paint'), ''],
  ['an error that names a class itself', Object.assign(new Error(), { constructor: { name: 'Jo' } }), ''],
  ['an error of no class', Object.setPrototypeOf(new Error('no paint'), null), ''],
  ['an object of a class', new Map(), ''],
  ['an error with a code that is a sentence', Object.assign(new Error(), { code: 'no paint for Jo' }), ''],
  ['an error with a code that is a number', Object.assign(new Error(), { code: 447700900123 }), ''],
  ['an error of PostgreSQL', ofPostgres('57P01'), ' (57P01)'],
  ['an error of PostgreSQL with a code of digits', ofPostgres('23505'), ' (23505)'],
  ['an error of PostgreSQL with a longer code', ofPostgres('447700'), ' (error)'],
  ["an error with five digits that are no database's", Object.assign(new Error(), { code: '90210' }), ''],
  ['an error with a code of digits', Object.assign(new Error(), { code: '447700900123' }), ''],
  ['an error with a long code', Object.assign(new Error(), { code: 'x'.repeat(41) }), ''],
  ['a text', 'no paint', ''],
  ['nothing', null, ''],
  ['what cannot be looked at', secretive, ''],
])('A13: of %s the kind is told, and nothing it says', (_, thrown, kind) => {
  expect(kindOf(thrown)).toBe(kind);
});
