import { effect, establishes, longRunning, readOnly, requires, ToolFailure, traits } from 'meanwhile';
import { expect, test } from 'vitest';
import { policyOf } from '../../src/tools/traits.ts';

test('traits are joined, each under its name', () => {
  const learn = () => ({ verified: true });
  expect(traits(longRunning({ expectedMs: 5 }), readOnly(), requires('verified'), establishes(learn))).toEqual({
    meanwhile: { longRunning: { expectedMs: 5 }, readOnly: true, requires: 'verified', establishes: learn },
  });
});

test('a trait that is given twice is refused, as one of the two would be lost', () => {
  expect(() => traits(requires('verified'), readOnly(), requires('adult'))).toThrow(
    'traits(…) has requires twice: give it once.',
  );
});

test.each<[string, unknown, string]>([
  ['readOnly itself', readOnly, 'a function'],
  ['a list of traits', [readOnly()], 'a list'],
  ['a name', 'readOnly', "'readOnly'"],
  ['nothing', undefined, 'undefined'],
])('%s is no trait, and is refused', (_, none, named) => {
  expect(() => Reflect.apply(traits, undefined, [readOnly(), none])).toThrow(
    `traits(…) was given ${named}: give what readOnly() or longRunning(…) returns.`,
  );
});

test('a tool that fails has changed nothing, unless it says that it may have', () => {
  expect(new ToolFailure('no paint').mayHaveHappened).toBe(false);
  expect(new ToolFailure('no answer', { mayHaveHappened: true }).mayHaveHappened).toBe(true);
});

test('without a mark a tool is unsafe, unless it only reads', () => {
  const ask = async () => null;
  expect(policyOf({})).toBe('unsafe');
  expect(policyOf(readOnly())).toBe('none');
  expect((['none', 'idempotent', 'unsafe'] as const).map((policy) => policyOf(effect(policy)))).toEqual([
    'none',
    'idempotent',
    'unsafe',
  ]);
  expect(effect('reconcile', ask)).toEqual({ effect: { policy: 'reconcile', reconcile: ask } });
});
