import { expect, test } from 'vitest';
import { roomOf } from '../../src/messages/room-of.ts';

const count = (text: string) => text.length;

test('a message takes the tokens of its content, and four for its frame', () => {
  expect(roomOf([], count)).toEqual({ history: 0, tokens: 0 });
  expect(roomOf([{ content: 'Hello' }], count)).toEqual({ history: 1, tokens: 9 });
  expect(roomOf([{ content: 'Hello' }, { content: '' }], count)).toEqual({ history: 2, tokens: 13 });
});

test('each call takes those of its name and arguments, and four as well', () => {
  const call = { id: 'a', name: 'look', args: { at: 'it' } };
  const args = JSON.stringify(call.args).length;
  expect(roomOf([{ content: '', tool_calls: [call] }], count).tokens).toBe(4 + 4 + 4 + args);
  expect(roomOf([{ content: 'Hello', tool_calls: [call, call] }], count).tokens).toBe(9 + 2 * (8 + args));
});
