import fc from 'fast-check';
import Keyv from 'keyv';
import { createConversationMachine, openConversation, RECORD_NAMES, storeKey, storeKeys } from 'meanwhile';
import { scriptedModel, virtualClock } from 'meanwhile/testing';
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

/** Ids made of what keys are made of, so that one may go on where another ends. */
const pieces = [':', '_', '', 'meanwhile', 'meanwhile:', ...RECORD_NAMES, '003a', '_003a', '_005f', 'A', 'a', '.', '-'];
const odd = [
  '\ud800',
  '\udc00',
  '\ud83d\ude00',
  '\0',
  'é',
  'e\u0301',
  'ß',
  'SS',
  'İ',
  '%3A',
  '/',
  storeKey('a', first),
];
const tricky = fc.array(fc.constantFrom(...pieces, ...odd), { maxLength: 4 }).map((parts) => parts.join(''));
const record = fc.tuple(fc.oneof(id, tricky), fc.constantFrom(...RECORD_NAMES));
const runs = { numRuns: 2000 };

/** What is injective can be undone. */
function readBack(key: string): [string, string] {
  const [, conversation = '', name = ''] = key.split(':');
  return [
    conversation.replace(/_([0-9a-f]{4})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16))),
    name,
  ];
}

test('A3: conversation and name can be read back from a key, whatever the id is made of', () => {
  fc.assert(
    fc.property(record, ([conversation, name]) => {
      const key = storeKey(conversation, name);
      expect(key.split(':')).toHaveLength(3);
      expect(readBack(key)).toEqual([conversation, name]);
    }),
    runs,
  );
});

test('A2: no key of one conversation is, begins or ends like one of another', () => {
  const keysOf = (conversation: string) => RECORD_NAMES.map((name) => storeKey(conversation, name));
  /** All but the name: who lists keys by it gets those of one conversation. */
  const commonOf = (conversation: string) => storeKey(conversation, first).slice(0, -first.length);
  fc.assert(
    fc.property(fc.oneof(id, tricky), fc.oneof(id, tricky), (a, b) => {
      fc.pre(a !== b);
      expect(
        keysOf(b).filter((key) => key.startsWith(commonOf(a)) || keysOf(a).some((own) => own.endsWith(key))),
      ).toEqual([]);
    }),
    runs,
  );
});

test('A3, U10: two records have one key only if conversation and name are the same', () => {
  fc.assert(
    fc.property(record, record, ([a, one], [b, other]) => {
      expect(storeKey(a, one) === storeKey(b, other)).toBe(a === b && one === other);
    }),
    runs,
  );
});

test('A3: keys stay apart in a store that folds case or normalizes', () => {
  const folded = (key: string) => key.normalize('NFKC').toLowerCase();
  fc.assert(
    fc.property(fc.oneof(id, tricky), fc.oneof(id, tricky), (a, b) => {
      expect(folded(storeKey(a, first)) === folded(storeKey(b, first))).toBe(a === b);
    }),
    runs,
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

test('what is kept of a conversation is kept under its keys, and is gone with them', async () => {
  const kept = new Map<string, unknown>();
  const store = new Keyv({ store: kept });
  const clock = virtualClock();
  const machine = createConversationMachine({ model: scriptedModel([], clock), tools: [], store, clock });
  const one = await openConversation(machine, { id: 'Ä:b' });
  one.start();
  await one.close();
  expect(kept.size).toBeGreaterThan(0);
  await store.deleteMany(storeKeys('Ä:b'));
  expect(kept.size).toBe(0);
  expect(storeKeys('Ä:b')).toEqual(expect.arrayContaining(RECORD_NAMES.map((name) => storeKey('Ä:b', name))));
});
