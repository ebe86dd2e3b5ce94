import { virtualClock } from 'meanwhile/testing';
import { expect, test } from 'vitest';
import { recalled } from '../../src/messages/recalled.ts';

const begin = (input: unknown) => recalled({ type: 'xstate.init', input }, virtualClock(), 8_000);

test('a conversation without an earlier history begins with nothing', () => {
  expect(begin({ id: 'customer-1' })).toEqual({ session: {}, transcript: [], unanswered: [] });
});

test('of an earlier history the words nobody answered are still to be answered, and no others', () => {
  const messages = ['a', 'b', 'c', 'd'].map((content, index) => ({
    role: index === 1 ? 'assistant' : 'user',
    content,
  }));
  const { transcript, unanswered } = begin({ id: 'customer-1', messages });
  expect(transcript.map(({ id, content }) => [id, content])).toEqual([
    ['earlier-1', 'a'],
    ['earlier-2', 'b'],
    ['earlier-3', 'c'],
    ['earlier-4', 'd'],
  ]);
  expect(unanswered).toEqual(['earlier-3', 'earlier-4']);
});

test('a reply that ends the history leaves nothing to answer', () => {
  const messages = [{ role: 'assistant', content: 'Welcome.' }];
  expect(begin({ id: 'customer-1', messages }).unanswered).toEqual([]);
});

test.each([undefined, null, 'customer-1', {}, { id: undefined }])('%o is an input without an id', (input) => {
  expect(() => begin(input)).toThrow(
    new TypeError('input.id is undefined; give the conversation an id of its own, a text that is not empty.'),
  );
});

test.each([
  [447_700_900_123, 'of type number'],
  ['', 'empty'],
  [null, 'null'],
  [{}, 'of type object'],
])('A13: %o is no id, and not told in the error', (id, shape) => {
  expect(() => begin({ id })).toThrow(`input.id is ${shape}; `);
});

test('B10: facts that are not plain JSON are refused, and those that are are copied', () => {
  const cyclic: Record<string, unknown> = {};
  cyclic['self'] = cyclic;
  for (const session of [cyclic, 'verified', ['verified'], { when: new Date(0) }, { verify() {} }, null]) {
    expect(() => begin({ id: 'customer-1', session })).toThrow(
      'input.session is no object of facts that are plain JSON',
    );
  }
  const customer = { name: 'Ann' };
  const { session } = begin({ id: 'customer-1', session: { customer } });
  customer.name = 'Bob';
  expect(session).toEqual({ customer: { name: 'Ann' } });
});
