import { createConversationMachine, DEFAULT_BOUNDS } from 'meanwhile';
import { describe, expect, test } from 'vitest';
import { scriptedModel, virtualClock } from 'meanwhile/testing';
import { conversationMachine, mainOperationMachine, secondaryChatMachine, toolRunMachine } from 'meanwhile/machines';
import { boundsWith } from '../../src/effects/bounds.ts';

const model = scriptedModel(() => ({}), virtualClock());
const make = (bounds: object) => () => createConversationMachine({ model, tools: [], bounds });
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
      quickPatience: 2_000,
      cancelGrace: 5_000,
      reconcileTimeout: 5_000,
      savePatience: 1_000,
      turnTimeout: 60_000,
      confirmationTimeout: 120_000,
      consentTimeout: 3_000,
      speechTimeout: 10_000,
      deliveryTimeout: 30_000,
      resumePause: 2_000,
    });
  });

  test.each(names)('%s may be anything a timer can wait, from 0 on; undefined is the default', (name) => {
    for (const ms of [0, 0.5, 2 ** 31 - 1]) {
      expect(make({ [name]: ms })).not.toThrow();
      expect(boundsWith({ [name]: ms })[name]).toBe(ms);
    }
    expect(make({ [name]: undefined })).not.toThrow();
    expect(boundsWith({ [name]: undefined })).toEqual(DEFAULT_BOUNDS);
  });

  test.each(names)('%s may be nothing else', (name) => {
    for (const ms of [-1, 2 ** 31, Number.NaN, Number.POSITIVE_INFINITY, null]) {
      expect(make({ [name]: ms })).toThrow(
        `The options of bounds can't be used: ${name} is ${ms}; give milliseconds from 0 to 2147483647.`,
      );
    }
    expect(make({ [name]: '5' })).toThrow(`${name} is '5'; give milliseconds`);
    expect(make({ [name]: new Date(5) })).toThrow(`${name} is an object of nothing; give milliseconds`);
  });

  test.each(['patience', 'toString', 'toolTimeout', '__proto__'])('there is none named %s', (name) => {
    expect(make(JSON.parse(`{"${name}": 5}`))).toThrow(
      `The options of bounds can't be used: it has no use for ${name}; there are ${names.join(', ')}.`,
    );
  });
});

test('a chart that is opened alone waits as long as the library does', () => {
  const charts = [conversationMachine, mainOperationMachine, secondaryChatMachine, toolRunMachine];
  const delays = charts.flatMap(({ implementations }) => Object.entries(implementations.delays));
  const ofBounds = delays.filter(([name]) => name in DEFAULT_BOUNDS);
  expect(ofBounds.length).toBeGreaterThan(0);
  expect(DEFAULT_BOUNDS).toMatchObject(Object.fromEntries(ofBounds));
});

test.each(['thinkTimeout', 'quickTimeout'])('C11: a turn may take as long as %s, unless the app says less', (bound) => {
  expect(boundsWith({ [bound]: 60_001 })).toMatchObject({ [bound]: 60_001, turnTimeout: 60_001 });
  expect(boundsWith({ [bound]: 59_999 })).toMatchObject({ turnTimeout: 60_000 });
  expect(boundsWith({ [bound]: 60_001, turnTimeout: 5 })).toMatchObject({ turnTimeout: 5 });
});
