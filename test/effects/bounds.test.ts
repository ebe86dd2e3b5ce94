import { createConversationMachine, DEFAULT_BOUNDS, DEFAULT_LIMITS } from 'meanwhile';
import { describe, expect, test } from 'vitest';
import { scriptedModel, virtualClock } from 'meanwhile/testing';
import { boundsWith } from '../../src/effects/bounds.ts';
import { limitsWith } from '../../src/effects/limits.ts';

const names = Object.keys(DEFAULT_BOUNDS) as (keyof typeof DEFAULT_BOUNDS)[];

describe('bounds', () => {
  test('are the defaults where the app sets none', () => {
    expect(boundsWith()).toEqual(DEFAULT_BOUNDS);
    expect(boundsWith({ thinkTimeout: 5 })).toEqual({ ...DEFAULT_BOUNDS, thinkTimeout: 5 });
    expect(DEFAULT_BOUNDS).toEqual({
      secondaryPatience: 15_000,
      synthesisTimeout: 3_000,
      thinkTimeout: 30_000,
      answerTimeout: 30_000,
      quickTimeout: 10_000,
      cancelGrace: 5_000,
      turnTimeout: 60_000,
      confirmationTimeout: 120_000,
      consentTimeout: 3_000,
    });
  });

  test.each(names)('%s may be anything a timer can wait, from 0 on', (name) => {
    for (const ms of [0, 0.5, 2 ** 31 - 1]) expect(boundsWith({ [name]: ms })[name]).toBe(ms);
  });

  test.each(names)('%s may be nothing else', (name) => {
    for (const ms of [-1, 2 ** 31, Number.NaN, Number.POSITIVE_INFINITY, '5', null, undefined, new Date(5)]) {
      expect(() => boundsWith({ [name]: ms })).toThrow(
        `The bound ${name} is ${String(ms)}: give milliseconds from 0 to 2147483647.`,
      );
    }
  });

  test.each(['patience', 'toString', 'toolTimeout', '__proto__'])('there is none named %s', (name) => {
    expect(() => boundsWith(JSON.parse(`{"${name}": 5}`))).toThrow(
      `There is no bound '${name}': the bounds are ${names.join(', ')}.`,
    );
  });
});

test.each(['thinkTimeout', 'quickTimeout'])('C11: a turn may take as long as %s, unless the app says less', (bound) => {
  expect(boundsWith({ [bound]: 60_001 })).toMatchObject({ [bound]: 60_001, turnTimeout: 60_001 });
  expect(boundsWith({ [bound]: 59_999 })).toMatchObject({ turnTimeout: 60_000 });
  expect(boundsWith({ [bound]: 60_001, turnTimeout: 5 })).toMatchObject({ turnTimeout: 5 });
});

describe('limits', () => {
  test('are the defaults where the app sets none', () => {
    expect(limitsWith()).toEqual({ rounds: 8, calls: 32, history: 40, text: 8_000 });
    expect(limitsWith({ history: 1 })).toEqual({ ...DEFAULT_LIMITS, history: 1 });
  });

  test.each(['rounds', 'history'] as const)('%s is a whole number from 1', (name) => {
    for (const limit of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, '8', null, undefined]) {
      expect(() => limitsWith({ [name]: limit })).toThrow(
        `The limit ${name} is ${String(limit)}: give a number from 1.`,
      );
    }
  });

  test.each(['tokens', 'toString', '__proto__'])('there is none named %s', (name) => {
    expect(() => limitsWith(JSON.parse(`{"${name}": 5}`))).toThrow(
      `There is no limit '${name}': the limits are rounds, calls, history, text.`,
    );
  });
});

test.each([{ bounds: { thinkTimeout: -1 } }, { limits: { rounds: 0 } }])(
  'a wrong one is heard of when the machine is made: %o',
  (options) => {
    const model = scriptedModel(() => ({}), virtualClock());
    expect(() => createConversationMachine({ model, tools: [], ...options })).toThrow(/^The (bound|limit) /);
  },
);
