import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Entry } from '../../machines/messages.ts';
import { inTurns } from '../../src/messages/in-turns.ts';
import { recentTurns } from '../../src/messages/recent-turns.ts';
import { anyTalk, anyTranscript } from './random-messages.ts';

function entry(id: string, role: Entry['role'], turn: string): Entry {
  return { id, role, content: id, lane: 'main', at: 0, turn };
}
const said = (id: string, turn: string) => entry(id, 'user', turn);
const says = (id: string, turn: string) => entry(id, 'assistant', turn);
const turns = (transcript: Entry[], most: number) =>
  recentTurns(transcript, most).map((turn) => turn.map(({ id }) => id).join(' '));

const talk = ['1', '2', '3', '4'].flatMap((turn) => [said(`q${turn}`, turn), says(`a${turn}`, turn)]);

test('turns that are too old are left out', () => {
  expect(turns(talk, 4)).toEqual(['q1 a1', 'q2 a2', 'q3 a3', 'q4 a4']);
  expect(turns(talk, 3)).toEqual(['q3 a3', 'q4 a4']);
  expect(turns(talk, 0)).toEqual([]);
});

test('words that were held stand in their turn, however long they were held', () => {
  const held = said('held', 'h');
  expect(turns([held, ...talk, says('HELD', 'h')], 2)).toEqual(['q4 a4', 'held HELD']);
  expect(turns([held, says('HELD', 'h'), ...talk, says('more', 'h')], 2)).toEqual(['q4 a4 more']);
});

test('of any transcript, they are the end of all turns, and whole; none is missing that is within the most', () => {
  fc.assert(
    fc.property(fc.oneof(anyTalk, anyTranscript), fc.nat(20), (transcript, most) => {
      const all = inTurns(transcript);
      const recent = recentTurns(transcript, most);
      expect(recent).toEqual(all.slice(all.length - recent.length));
      const next = all.slice(all.length - recent.length - 1).flat();
      expect(recent.length === all.length || next.length > most).toBe(true);
    }),
    { numRuns: 3000 },
  );
});
