import { createConversationMachine, DEFAULT_LIMITS } from 'meanwhile';
import { expect, test } from 'vitest';
import { scriptedModel, virtualClock } from 'meanwhile/testing';
import { limitsWith } from '../../src/effects/limits.ts';

const model = scriptedModel(() => ({}), virtualClock());
const make = (limits: object) => () => createConversationMachine({ model, tools: [], limits });
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

test.each(names)('%s is a whole number from 1; undefined is the default', (name) => {
  for (const limit of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, null]) {
    expect(make({ [name]: limit })).toThrow(
      `The options of limits can't be used: ${name} is ${limit}; give a whole number from 1.`,
    );
  }
  expect(make({ [name]: '8' })).toThrow(`${name} is '8'; give a whole number`);
  for (const limit of [1, undefined]) expect(make({ [name]: limit })).not.toThrow();
  expect(limitsWith({ [name]: undefined })).toEqual(DEFAULT_LIMITS);
});

test.each(['words', 'toString', '__proto__'])('there is none named %s', (name) => {
  expect(make(JSON.parse(`{"${name}": 5}`))).toThrow(
    `The options of limits can't be used: it has no use for ${name}; there are ${names.join(', ')}.`,
  );
});
