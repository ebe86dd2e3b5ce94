import { stage } from 'meanwhile/testing';
import { describe, expect, test } from 'vitest';
import { estimateTokens, tokenCounter, type CountTokens } from '../../src/messages/count-tokens.ts';

test.each([
  ['', 0],
  ['a', 1],
  ['Hello', 2],
  ['Γειά', 2],
  ['早上好', 3],
  ['😀', 1],
])('a token for every four bytes of UTF-8: %j is %i', (text, tokens) => {
  expect(estimateTokens(text)).toBe(tokens);
  expect(tokenCounter()(text)).toBe(tokens);
});

test("the app's own counter is asked, once for a text", () => {
  const asked: string[] = [];
  const count = tokenCounter((text) => {
    asked.push(text);
    return text.length;
  });
  expect(['one', 'three', 'one'].map(count)).toEqual([3, 5, 3]);
  expect(asked).toEqual(['one', 'three']);
});

test('what it said is forgotten after a million characters, so that no talk is kept for ever', () => {
  let asked = 0;
  const count = tokenCounter(() => (asked += 1));
  const page = (letter: string) => letter.repeat(400_000);
  expect(['a', 'b', 'a'].map((letter) => count(page(letter)))).toEqual([1, 2, 1]);
  expect(['c', 'a', 'c', 'b'].map((letter) => count(page(letter)))).toEqual([3, 4, 3, 5]);
});

describe('a counter that breaks breaks no turn: the estimate is taken', () => {
  const broken: [string, CountTokens][] = [
    [
      'throws',
      () => {
        throw new Error('no table');
      },
    ],
    ['gives no number', () => '5' as never],
    ['gives nothing', () => undefined as never],
    ['gives NaN', () => Number.NaN],
    ['gives infinity', () => Number.POSITIVE_INFINITY],
    ['gives less than nothing', () => -1],
    ['answers later', async () => 5 as never],
    ['fails later', () => Promise.reject(new Error('no network')) as never],
  ].map(([name, own]) => [name as string, own as CountTokens]);

  test.each(broken)('one that %s', async (_, countTokens) => {
    expect(tokenCounter(countTokens)('Hello')).toBe(2);
    const scene = stage({ main: [{ text: 'Hello.' }], countTokens });
    await scene.say('Hi.');
    expect(scene.replies().map(({ text }) => text)).toEqual(['Hello.']);
    expect(scene.emitted('failure')).toEqual([]);
  });
});

test('nothing at all is a number: such an app wants no limit of tokens', async () => {
  expect(tokenCounter(() => 0)('Hello')).toBe(0);
});

test('E12: a model sees what the counter of the app leaves room for', async () => {
  const scene = stage({
    main: (_, count) => ({ text: `Answer ${count}.` }),
    limits: { tokens: 500 },
    countTokens: () => 96,
  });
  for (const text of ['one', 'two', 'three']) {
    await scene.say(text);
    await scene.untilIdle();
  }
  expect(
    scene.models.main.asked
      .at(-1)
      ?.messages.slice(1)
      .map(({ content }) => content),
  ).toEqual(['two', 'Answer 1.', 'three']);
});
