import { stage } from 'meanwhile/testing';
import { expect, test } from 'vitest';
import type { Entry } from '../../machines/messages.ts';
import { trimmed } from '../../src/messages/trimmed.ts';

const entry = (id: string, rest: Partial<Entry> = {}): Entry => ({
  id,
  role: 'assistant',
  content: id,
  lane: 'main',
  turn: 'operation-1',
  at: 0,
  ...rest,
});
const idsOf = (transcript: readonly Entry[]) => transcript.map(({ id }) => id).join(' ');
const talk = ['a', 'b', 'c', 'd'].map((id) => entry(id));

test('the newest entries are kept, in their order', () => {
  expect(idsOf(trimmed(talk, 2))).toBe('c d');
  expect(idsOf(trimmed(talk, 4))).toBe('a b c d');
  expect(idsOf(trimmed(talk, 9))).toBe('a b c d');
});

test('words of the user that nothing has taken up are kept however old they are', () => {
  const { turn: _, ...waiting } = entry('w', { role: 'user' });
  expect(idsOf(trimmed([waiting, ...talk], 2))).toBe('w c d');
  expect(idsOf(trimmed([{ ...waiting, turn: 'operation-1' }, ...talk], 2))).toBe('c d');
  expect(idsOf(trimmed([{ ...waiting, role: 'assistant' }, ...talk], 2))).toBe('c d');
});

test('a conversation keeps the newest entries alone, once nobody works', async () => {
  const scene = stage({ main: [{ text: 'One.' }, { text: 'Two.' }], limits: { history: 3 } });
  for (const text of ['a', 'b']) {
    await scene.say(text);
    await scene.untilIdle();
  }
  const { transcript } = scene.actor.getSnapshot().context;
  expect(transcript.map(({ content }) => content)).toEqual(['One.', 'b', 'Two.']);
});
