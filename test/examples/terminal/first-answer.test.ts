import { expect, test } from 'vitest';
import type { Entry } from 'meanwhile';
import { awaitsFirstAnswer } from '../../../examples/telco/terminal/first-answer.ts';

const said = (turn?: string): Entry => ({
  id: 'message-1',
  role: 'user',
  content: 'Hello',
  lane: 'main',
  at: 0,
  ...(turn && { turn }),
});
const heard = (kind: NonNullable<Entry['kind']>, turn: string): Entry => ({
  id: 'x',
  role: 'assistant',
  content: 'Hello',
  lane: 'main',
  at: 0,
  kind,
  turn,
});

test.each<[string, boolean, Entry[]]>([
  ['nothing was said', false, []],
  ['it was just said', true, [said()]],
  ['it was taken up', true, [said('operation-1')]],
  ['it was answered', false, [said('operation-1'), heard('answer', 'operation-1')]],
  ['something long was acknowledged for it', false, [said('operation-1'), heard('acknowledgment', 'operation-1')]],
  ['the chat answered', false, [said('turn-1'), heard('interim', 'turn-1')]],
  ['only something else was answered', true, [said('operation-2'), heard('announcement', 'operation-1')]],
  ['one of two was answered', true, [said('turn-1'), said(), heard('interim', 'turn-1')]],
  ['the agent spoke from an earlier day', false, [heard('answer', 'operation-1')]],
])('when %s, that a first answer is awaited is %s', (_, awaited, transcript) => {
  expect(awaitsFirstAnswer({ transcript }, new Set(['x']))).toBe(awaited);
});

test('an answer that is not told yet is still awaited', () => {
  const transcript = [said('operation-1'), heard('answer', 'operation-1')];
  expect(awaitsFirstAnswer({ transcript }, new Set())).toBe(true);
});
