import { createConversationMachine, DEFAULT_LIMITS } from 'meanwhile';
import { expect, test } from 'vitest';
import { scriptedModel, virtualClock } from 'meanwhile/testing';
import { limitsWith } from '../../src/effects/limits.ts';

const names = Object.keys(DEFAULT_LIMITS) as (keyof typeof DEFAULT_LIMITS)[];

test('limits are the defaults where the app sets none', () => {
  expect(limitsWith()).toEqual({
    rounds: 8,
    calls: 32,
    history: 40,
    tokens: 32_000,
    text: 8_000,
    result: 40_000,
    queue: 10,
  });
  expect(limitsWith({ history: 1 })).toEqual({ ...DEFAULT_LIMITS, history: 1 });
});

test.each(names)('%s is a whole number from 1', (name) => {
  for (const limit of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, '8', null, undefined]) {
    expect(() => limitsWith({ [name]: limit })).toThrow(`The limit ${name} is ${String(limit)}: give a number from 1.`);
  }
});

test.each(['words', 'toString', '__proto__'])('there is none named %s', (name) => {
  expect(() => limitsWith(JSON.parse(`{"${name}": 5}`))).toThrow(
    `There is no limit '${name}': the limits are rounds, calls, history, tokens, text, result, queue.`,
  );
});

test('a wrong one is heard of when the machine is made', () => {
  const model = scriptedModel(() => ({}), virtualClock());
  expect(() => createConversationMachine({ model, tools: [], limits: { rounds: 0 } })).toThrow(/^The limit rounds /);
});
