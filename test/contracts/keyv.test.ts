import fc from 'fast-check';
import Keyv from 'keyv';
import Keyv5 from 'keyv5';
import { expect, test } from 'vitest';
import { keyvText, parseKeyvText } from '../../src/store/keyv-text.ts';
import { anyJson, isReadRight } from '../conformance/any-json.ts';

/** What `meanwhile` relies on in Keyv, as it is and not as its documentation says. */

test('with a listener for errors, a failed read is undefined and a failed write is false', async () => {
  const { keyv, errors } = broken();
  expect(await keyv.get('a')).toBeUndefined();
  expect(await keyv.set('a', 1)).toBe(false);
  expect(errors.map(String)).toEqual(['Error: no connection', 'Error: no connection']);
});

test('in version 5 a failed read is undefined without a word, and only getRaw says so', async () => {
  const errors: unknown[] = [];
  const keyv = new Keyv5({ store: failing });
  keyv.on('error', (error: unknown) => errors.push(error));
  expect(await keyv.get('a')).toBeUndefined();
  expect(errors).toEqual([]);
  await expect(keyv.getRaw('a')).rejects.toThrow('no connection');
  expect([await keyv.set('a', 1), errors.map(String)]).toEqual([false, ['Error: no connection']]);
});

test('version 6 writes texts into an adapter as keyvText does, and reads them so', async () => {
  const keyv = new Keyv();
  const signs = fc.stringMatching(/^[:,"[\]{}\\ a]{0,4}$/);
  const alike = fc.oneof(signs, fc.array(signs), fc.dictionary(signs.filter(isReadRight), signs));
  await fc.assert(
    fc.asyncProperty(fc.oneof(anyJson, alike), async (value) => {
      const text = keyvText(value);
      expect(text).toBe(await keyv.encode({ value }));
      expect(await keyv.decode(text)).toEqual({ value });
      for (const form of [text, JSON.stringify(JSON.parse(text), null, 1)]) {
        expect(JSON.stringify(parseKeyvText(form))).toBe(JSON.stringify({ value }));
      }
    }),
    { numRuns: 300 },
  );
  expect(['":a"', String.raw`"\u003aa"`].map(parseKeyvText)).toEqual(['a', 'a']);
});

test('version 6 gives an adapter made for version 5 a time to live, and puts namespaces before its keys', async () => {
  const given: unknown[] = [];
  const set = async (...all: unknown[]) => {
    given.push(all);
    return true;
  };
  const one = async () => undefined;
  const adapter = { get: one, set, delete: one, clear: one, has: one };
  const keyv = new Keyv(adapter, { namespace: 'apart' });
  await keyv.set('a', 1, 60_000);
  expect(given).toEqual([['apart::a', expect.stringContaining('"value":1'), expect.closeTo(60_000, -3)]]);
});

test('version 5 can not write what has a field toJSON, and says so', async () => {
  await expect(new Keyv5().set('a', { toJSON: 1 })).rejects.toThrow('toJSON');
  expect(await new Keyv().set('a', { toJSON: 1 })).toBe(true);
});

test('two namespaces on one plain adapter share their keys', async () => {
  const adapter = new Map();
  const one = new Keyv({ store: adapter, namespace: 'one' });
  const other = new Keyv({ store: adapter, namespace: 'other' });
  await one.set('a', 1);
  await other.set('a', 2);
  expect([await one.get('a'), await other.get('a')]).toEqual([1, 2]);
});

async function fail() {
  throw new Error('no connection');
}
const failing = { get: fail, set: fail, delete: fail, clear: fail };

function broken() {
  const errors: unknown[] = [];
  const keyv = new Keyv({ store: failing as never });
  keyv.on('error', (error) => errors.push(error));
  return { keyv, errors };
}
