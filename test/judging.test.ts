import { describe, expect, test } from 'vitest';
import { judging } from '../src/judging.ts';

const { signal } = new AbortController();
const input = { preview: 'It costs 5. Shall I?', said: ['yes', 'please'] };

describe("A10: the app's own judge", () => {
  test.each([true, Promise.resolve(true)])('says yes with %o', async (verdict) => {
    expect(await judging(() => verdict)({ input, signal })).toBe(true);
  });

  test.each(['yes', 1, {}, 'false', undefined, null, Promise.resolve('yes')])(
    'and with nothing else: %o',
    async (verdict) => {
      expect(await judging(() => verdict as never)({ input, signal })).toBe(false);
    },
  );

  test('gets the question and all that was said since, as copies, and the signal', async () => {
    const asked: unknown[] = [];
    await judging((question, context) => {
      asked.push(structuredClone(question), context.signal);
      question.said.length = 0;
      return true;
    })({ input, signal });
    expect(asked).toEqual([input, signal]);
    expect(input.said).toHaveLength(2);
  });
});
