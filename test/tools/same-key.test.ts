import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Json } from '../../machines/json.ts';
import { sameKeyOf } from '../../src/tools/same-key.ts';

type Args = { [name: string]: Json };

/** The key of a call that the model gave with these arguments, and that its tool reads as these. */
function keyOf(parsed: Record<string, unknown>, args: Args = {}, sameBy: 'arguments' | 'name' = 'arguments') {
  return sameKeyOf({ name: 'paint', args }, parsed, { expectedMs: 1, duplicates: 'reject', sameBy });
}

const json: fc.Arbitrary<unknown> = fc.oneof(
  fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value)) as unknown),
  fc.date({ noInvalidDate: true }),
  fc.bigInt(),
);
const args = fc.dictionary(fc.string(), json);
const inWords = (value: unknown) =>
  JSON.stringify(turned(value), (_, part: unknown) => (typeof part === 'bigint' ? String(part) : part));

/** The same with each name in the opposite place. */
function turned(value: unknown, turn = (names: string[]) => names.toSorted()): unknown {
  if (Array.isArray(value)) return value.map((part) => turned(part, turn));
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  const parts = value as Record<string, unknown>;
  return Object.fromEntries(turn(Object.keys(value)).map((name) => [name, turned(parts[name], turn)]));
}

test('the same arguments have one key, whatever order they are named in', () => {
  fc.assert(
    fc.property(args, (one) => {
      const other = turned(structuredClone(one), (names) => names.toReversed()) as Record<string, unknown>;
      expect(keyOf(other)).toBe(keyOf(one));
    }),
  );
});

test('arguments that say something else have another', () => {
  fc.assert(
    fc.property(args, fc.string(), json, json, (shared, name, one, other) => {
      const isSame = inWords(one) === inWords(other);
      expect(keyOf({ ...shared, [name]: one }) === keyOf({ ...shared, [name]: other })).toBe(isSame);
    }),
  );
});

describe('arguments that a schema has made something of', () => {
  const monday = new Date('2026-06-01');
  const tuesday = new Date('2026-06-02');

  test.each<[string, unknown, unknown]>([
    ['dates', monday, tuesday],
    ['dates in a list', [monday], [tuesday]],
    ['addresses', new URL('https://one.example'), new URL('https://other.example')],
    ['large numbers', 2n ** 64n, 2n ** 65n],
  ])('differ as what they are: %s', (_, one, other) => {
    expect(keyOf({ of: one })).toBe(keyOf({ of: copyOf(one) }));
    expect(keyOf({ of: one })).not.toBe(keyOf({ of: other }));
  });

  test.each<[string, (given: string) => unknown]>([
    ['maps', (given) => new Map([['of', given]])],
    ['sets', (given) => new Set([given])],
    ['functions', (given) => () => given],
    ['signs', (given) => Symbol(given)],
    ['what keeps to itself what it holds', (given) => new Hidden(given)],
    ['what holds itself', holdingItself],
  ])('differ as they were given, where JSON has no words for them: %s', (_, make) => {
    const key = (given: string) => keyOf({ of: make(given) }, { of: given });
    expect(key('one')).toBe(key('one'));
    expect(key('one')).not.toBe(key('other'));
  });
});

test('calls of other tools have other keys, by name all of one tool have the same, and where it does not matter none', () => {
  const burn = { name: 'burn', args: {} };
  expect(sameKeyOf(burn, {}, { expectedMs: 1, duplicates: 'confirm' })).not.toBe(keyOf({}));
  expect(sameKeyOf(burn, {}, { expectedMs: 1 })).toBeUndefined();
  expect(keyOf({ coats: 1 }, {}, 'name')).toBe(keyOf({ coats: 2 }, {}, 'name'));
  expect(keyOf({}, {}, 'name')).not.toBe(keyOf({}));
});

function holdingItself(given: string): unknown {
  const list: unknown[] = [given];
  return Object.assign(list, [given, list]);
}

function copyOf(value: unknown): unknown {
  return value instanceof URL ? new URL(value) : structuredClone(value);
}

class Hidden {
  readonly #held: string;
  constructor(held: string) {
    this.#held = held;
  }
  told() {
    return this.#held;
  }
}
