import Keyv from 'keyv';
import { expect, test } from 'vitest';

/** What `meanwhile` relies on in Keyv, as it is and not as its documentation says. */

test('with a listener for errors, a failed read is undefined and a failed write is false', async () => {
  const { keyv, errors } = broken();
  expect(await keyv.get('a')).toBeUndefined();
  expect(await keyv.set('a', 1)).toBe(false);
  expect(errors.map(String)).toEqual(['Error: no connection', 'Error: no connection']);
});

test('two namespaces on one plain adapter share their keys', async () => {
  const adapter = new Map();
  const one = new Keyv({ store: adapter, namespace: 'one' });
  const other = new Keyv({ store: adapter, namespace: 'other' });
  await one.set('a', 1);
  await other.set('a', 2);
  expect([await one.get('a'), await other.get('a')]).toEqual([1, 2]);
});

function broken() {
  const errors: unknown[] = [];
  const fail = async () => {
    throw new Error('no connection');
  };
  const keyv = new Keyv({ store: { get: fail, set: fail, delete: fail, clear: fail } as never });
  keyv.on('error', (error) => errors.push(error));
  return { keyv, errors };
}
