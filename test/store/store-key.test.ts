import fc from 'fast-check';
import { RECORD_NAMES, storeKey } from 'meanwhile';
import { expect, test } from 'vitest';

const [first] = RECORD_NAMES;

/** Ids that look alike, among them separators, escapes, other scripts, half a surrogate pair, and nothing. */
const id = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 6 }),
  fc.string({
    unit: fc.constantFrom('a', 'A', '_', ':', '0', '6', '1', '-', '.', '%', '/', ' ', 'ä', 'ı', 'İ', '\0'),
    maxLength: 6,
  }),
  fc.array(fc.integer({ min: 0xd7ff, max: 0xe000 }), { maxLength: 4 }).map((units) => String.fromCharCode(...units)),
);

test('A3, U10: two records have one key only if conversation and name are the same', () => {
  fc.assert(
    fc.property(id, id, fc.constantFrom(...RECORD_NAMES), fc.constantFrom(...RECORD_NAMES), (a, b, one, other) => {
      expect(storeKey(a, one) === storeKey(b, other)).toBe(a === b && one === other);
    }),
    { numRuns: 2000 },
  );
});

test('A3: keys stay apart in a store that folds case or normalizes', () => {
  const folded = (key: string) => key.normalize('NFKC').toLowerCase();
  fc.assert(
    fc.property(id, id, (a, b) => {
      expect(folded(storeKey(a, first)) === folded(storeKey(b, first))).toBe(a === b);
    }),
    { numRuns: 2000 },
  );
});

test.each([
  ['', 'meanwhile::working-tool-status-update'],
  ['customer-42', 'meanwhile:customer-42:working-tool-status-update'],
  ['a:secondary_abort', 'meanwhile:a_003asecondary_005fabort:working-tool-status-update'],
  ['_003a', 'meanwhile:_005f003a:working-tool-status-update'],
  ['A', 'meanwhile:_0041:working-tool-status-update'],
  ['\ud800', 'meanwhile:_d800:working-tool-status-update'],
  ['😀', 'meanwhile:_d83d_de00:working-tool-status-update'],
])('the key of the conversation "%s" is %s', (conversation, key) => {
  expect(storeKey(conversation, first)).toBe(key);
});

test('a key has signs only that every store takes', () => {
  fc.assert(
    fc.property(id, fc.constantFrom(...RECORD_NAMES), (a, name) => {
      expect(storeKey(a, name)).toMatch(/^[a-z0-9_:.-]+$/);
    }),
  );
});
