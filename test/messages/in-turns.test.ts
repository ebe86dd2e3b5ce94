import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Entry } from '../../machines/messages.ts';
import { inOrder } from '../../src/messages/in-order.ts';
import { inTurns } from '../../src/messages/in-turns.ts';
import { anyTalk, anyTranscript } from './random-messages.ts';

function entry(id: string, role: Entry['role'], turn?: string): Entry {
  return { id, role, content: id, lane: 'main', at: 0, ...(turn === undefined ? {} : { turn }) };
}
const said = (id: string, turn?: string) => entry(id, 'user', turn);
const says = (id: string, turn?: string) => entry(id, 'assistant', turn);
const turns = (...transcript: Entry[]) => inTurns(transcript).map((turn) => turn.map(({ id }) => id).join(' '));

test('a turn begins with the words of the user that begin it, all of them', () => {
  expect(turns(said('a', '1'), said('b', '1'), says('ab', '1'), said('c', '2'), says('c!', '2'))).toEqual([
    'a b ab',
    'c c!',
  ]);
});

test('what is said to the chat is a turn of its own, and the result goes with the last of them', () => {
  expect(
    turns(
      said('request', 'operation-1'),
      says('ack', 'operation-1'),
      said('q', 'turn-1'),
      says('a', 'turn-1'),
      said('r', 'turn-2'),
      says('b', 'turn-2'),
      says('result', 'operation-1'),
    ),
  ).toEqual(['request ack', 'q a', 'r b result']);
});

test('words that were held stand in their own turn', () => {
  expect(turns(said('a', '1'), said('held', '2'), says('a!', '1'), says('held!', '2'))).toEqual(['a a!', 'held held!']);
});

test('a "yes" that goes on with an operation is not parted from its question', () => {
  const asked = [said('request', 'operation-1'), says('Shall I?', 'operation-1')];
  expect(turns(...asked, said('yes', 'operation-1'), says('Done.', 'operation-1'))).toEqual([
    'request Shall I? yes Done.',
  ]);
});

test('only the first turn may begin without the user', () => {
  expect(turns(says('Welcome.', '0'), says('Ask me.', '0'), said('a', '1'))).toEqual(['Welcome. Ask me.', 'a']);
});

test('words that nobody has taken up are turns to come', () => {
  expect(turns(said('a', '1'), says('a!', '1'), said('b'), said('c'))).toEqual(['a a!', 'b', 'c']);
});

describe('of any transcript', () => {
  test('the turns together are the transcript in order, and none is empty', () => {
    fc.assert(
      fc.property(anyTranscript, (transcript) => {
        expect(inTurns(transcript).flat()).toEqual(inOrder(transcript));
        expect(inTurns(transcript).every((turn) => turn.length > 0)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  test('each but the first begins with words of the user, and of another turn than what was said before it', () => {
    fc.assert(
      fc.property(fc.oneof(anyTalk, anyTranscript), (transcript) => {
        for (const [before, turn] of pairsOf(inTurns(transcript))) {
          expect(turn[0]?.role).toBe('user');
          if (turn[0]?.turn !== undefined) expect(turn[0].turn).not.toBe(before.at(-1)?.turn);
        }
      }),
      { numRuns: 1000 },
    );
  });

  test('where it is cut makes no difference: the turns of what is left are the same', () => {
    fc.assert(
      fc.property(fc.oneof(anyTalk, anyTranscript), fc.nat(10), (transcript, cut) => {
        const left = inTurns(transcript).slice(cut);
        expect(inTurns(left.flat())).toEqual(left);
      }),
      { numRuns: 1000 },
    );
  });
});

function pairsOf<Item>(items: readonly Item[]): [Item, Item][] {
  return items.slice(1).map((item, index) => [items[index] ?? item, item]);
}
