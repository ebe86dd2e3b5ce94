import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { schema, stamped, UnreadableRecord, upgraded, type Fields } from '../../src/store/schema.ts';

const journal = schema(
  'journal',
  ({ tries = 1, ...others }) => ({ ...others, attempts: tries }),
  ({ attempts = 1, ...others }) => ({ ...others, attempts: [attempts] }),
);

test('E7: a record has the version of its schema: one more than there are ways to lead to it', () => {
  expect(stamped(schema('status'), { status: 'running' })).toEqual({ version: 1, status: 'running' });
  expect(stamped(journal, { attempts: [] })).toEqual({ version: 3, attempts: [] });
  expect(JSON.stringify(stamped(journal, { attempts: [], version: 7 }))).toBe('{"version":3,"attempts":[]}');
});

describe('U4.8: a record that is read', () => {
  test.each([
    [
      { version: 1, id: 'x', tries: 2 },
      { version: 3, id: 'x', attempts: [2] },
    ],
    [
      { version: 2, id: 'x', attempts: 2 },
      { version: 3, id: 'x', attempts: [2] },
    ],
    [
      { version: 3, id: 'x', attempts: [2] },
      { version: 3, id: 'x', attempts: [2] },
    ],
    [{ version: 1 }, { version: 3, attempts: [1] }],
  ])('%o is led to %o', (older, newer) => {
    const before = structuredClone(older);
    expect(upgraded(journal, older)).toEqual(newer);
    expect(older).toEqual(before);
  });

  test.each([4, 5, 1e9])('of the version %s, which nobody here knows, is refused with what to do', (version) => {
    expect(() => upgraded(journal, { version, attempts: [] })).toThrow(
      `The record 'journal' is of version ${version}, and this program knows versions up to 3: ` +
        'update the program, or delete the record to do without it.',
    );
  });

  test.each([{}, { version: 0 }, { version: -1 }, { version: 1.5 }, { version: '1' }, { version: null }])(
    '%o, which has no version, is refused',
    (found) => {
      expect(() => upgraded(journal, found)).toThrow(
        `The record 'journal' has no version, a whole number from 1 on: it is damaged, or another program ` +
          'writes there. Delete it to do without it.',
      );
    },
  );

  test.each([
    ['a text', 'version 1'],
    ['a number', 1],
    ['null', null],
    ['a list', [{ version: 1 }]],
    ['a date', new Date()],
    ['no JSON', { version: 1, at: new Date() }],
    ['not finite', { version: 1, at: Number.NaN }],
    ['a map', new Map([['version', 1]])],
  ])('that is %s is refused', (_, found) => {
    expect(() => upgraded(journal, found)).toThrow(UnreadableRecord);
    expect(() => upgraded(journal, found)).toThrow(`The record 'journal' is no object of plain JSON`);
  });

  test('that can not be led on is refused, and never guessed; what is in it is not told', () => {
    const cause = new TypeError('it was tried secret times');
    const careful = schema('journal', (): Fields => {
      throw cause;
    });
    expect(() => upgraded(careful, { version: 1 })).toThrow(
      expect.objectContaining({
        message:
          "The record 'journal' can't be brought from version 1 to version 2 (TypeError): " +
          'use the program that wrote it, or delete the record to do without it.',
        cause,
      }),
    );
  });
});

test('E7: fields of any name stay, `__proto__` among them', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (fields) => {
      fc.pre(!Object.hasOwn(fields, 'version'));
      const ours = schema('any');
      const record = stamped(ours, fields as Fields);
      expect(JSON.stringify(upgraded(ours, record))).toBe(JSON.stringify(record));
      expect(Object.keys(record).toSorted()).toEqual(['version', ...Object.keys(fields)].toSorted());
    }),
  );
  const own = JSON.parse('{"version":1,"__proto__":{"a":1}}') as unknown;
  expect(JSON.stringify(upgraded(schema('any'), own))).toBe('{"version":1,"__proto__":{"a":1}}');
});
