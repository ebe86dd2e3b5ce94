import fc from 'fast-check';
import { expect, test } from 'vitest';
import { grammarViolations } from 'meanwhile/testing';
import type { Message } from '../../machines/messages.ts';
import { latest } from '../../src/messages/latest.ts';
import { sanitize } from '../../src/messages/sanitize.ts';
import { anyMessages } from './random-messages.ts';

const user = (content: string): Message => ({ role: 'user', content });
const asks = (...ids: string[]): Message => ({
  role: 'assistant',
  content: '',
  tool_calls: ids.map((id) => ({ id, name: 'look', args: {} })),
});
const result = (id: string): Message => ({ role: 'tool', content: id, tool_call_id: id, name: 'look' });

test('the newest messages are kept, 40 unless said otherwise', () => {
  const talk = Array.from({ length: 50 }, (_, index) => user(`${index}`));
  expect(latest(talk)).toEqual(talk.slice(10));
  expect(latest(talk, 3)).toEqual(talk.slice(47));
  expect(latest(talk, 60)).toEqual(talk);
  expect(latest(talk, 0)).toEqual([]);
});

test('a cut inside a call and its results leaves the whole of it out', () => {
  const messages = [asks('a', 'b'), result('a'), result('b'), user('u')];
  expect(latest(messages, 4)).toEqual(messages);
  for (const limit of [3, 2, 1]) expect(latest(messages, limit)).toEqual([user('u')]);
});

test('the newest call keeps all its results, even if they are more than the limit', () => {
  const block = [asks('a', 'b', 'c'), result('a'), result('b'), result('c')];
  expect(latest([user('u'), ...block], 2)).toEqual(block);
});

test('a window of results only is empty', () => {
  expect(latest([result('a'), result('b')], 1)).toEqual([]);
});

test('system messages are no part of the window and take no room in it', () => {
  expect(latest([{ role: 'system', content: 's' }, user('a'), { role: 'system', content: 's' }, user('b')], 2)).toEqual(
    [user('a'), user('b')],
  );
});

test('whatever is cut, the window is the end of the messages, torn nowhere, and as long as the limit allows', () => {
  fc.assert(
    fc.property(anyMessages, fc.integer({ min: 1, max: 35 }), (messages, limit) => {
      const sanitized = sanitize(messages).filter(({ role }) => role !== 'system');
      const window = latest(sanitized, limit);
      expect(grammarViolations(window)).toEqual([]);
      expect(window).toEqual(sanitized.slice(sanitized.length - window.length));
      if (window.length > limit) expect(window.filter(({ role }) => role !== 'tool')).toHaveLength(1);
      const oneMore = sanitized.slice(-limit);
      if (grammarViolations(oneMore).length === 0) expect(window).toEqual(oneMore);
    }),
    { numRuns: 1000 },
  );
});
