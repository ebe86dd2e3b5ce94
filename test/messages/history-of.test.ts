import { expect, test } from 'vitest';
import type { Entry } from '../../machines/messages.ts';
import { historyOf } from '../../src/messages/history-of.ts';

const transcript: Entry[] = [
  { id: 'm1', role: 'user', content: 'Draw up my bill.', lane: 'main', turn: 'operation-1', at: 1 },
  { id: 'm2', role: 'user', content: 'And a pass for Spain.', lane: 'main', turn: 'operation-2', at: 2 },
  { id: 'm3', role: 'assistant', content: 'I am drawing it up.', lane: 'main', turn: 'operation-1', at: 3 },
  {
    id: 'm4',
    role: 'user',
    content: 'How far are you?',
    lane: 'chat',
    turn: 'turn-1',
    operationId: 'operation-1',
    at: 4,
  },
  {
    id: 'm5',
    role: 'assistant',
    content: 'Half way.',
    lane: 'chat',
    turn: 'turn-1',
    operationId: 'operation-1',
    at: 5,
  },
  { id: 'm6', role: 'user', content: 'Hello?', lane: 'main', at: 6 },
  { id: 'm7', role: 'assistant', content: 'It is 30 euros.', lane: 'main', turn: 'operation-1', at: 7 },
];

test('the history holds what was said in both lanes, as plain messages in the order of the turns (F1)', () => {
  expect(historyOf(transcript)).toStrictEqual([
    { role: 'user', content: 'Draw up my bill.' },
    { role: 'assistant', content: 'I am drawing it up.' },
    { role: 'user', content: 'How far are you?' },
    { role: 'assistant', content: 'Half way.' },
    { role: 'assistant', content: 'It is 30 euros.' },
    { role: 'user', content: 'And a pass for Spain.' },
    { role: 'user', content: 'Hello?' },
  ]);
});
