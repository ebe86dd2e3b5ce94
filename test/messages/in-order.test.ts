import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Entry } from '../../machines/messages.ts';
import { inOrder } from '../../src/messages/in-order.ts';
import { anyTranscript } from './random-messages.ts';

const says = (id: string, turn?: string): Entry => entry(id, 'assistant', turn);
const said = (id: string, turn?: string): Entry => entry(id, 'user', turn);

function entry(id: string, role: Entry['role'], turn?: string): Entry {
  return { id, role, content: id, lane: 'main', at: 0, ...(turn === undefined ? {} : { turn }) };
}

function order(...transcript: Entry[]): string {
  return inOrder(transcript)
    .map(({ id }) => id)
    .join(' ');
}

test('a request that was held during a reply stands behind that reply, where its own turn begins', () => {
  expect(
    order(
      said('first', 'operation-1'),
      said('held', 'operation-2'),
      says('reply-1', 'operation-1'),
      says('reply-2', 'operation-2'),
    ),
  ).toBe('first reply-1 held reply-2');
});

test('it stands before the first word of its turn: the acknowledgment, not the announcement', () => {
  expect(
    order(
      said('request', 'operation-1'),
      says('ack', 'operation-1'),
      said('q', 'turn-2'),
      says('a', 'turn-2'),
      says('result', 'operation-1'),
    ),
  ).toBe('request ack q a result');
});

test('questions taken together stand together, in the order said', () => {
  expect(
    order(said('q1', 'turn-1'), says('other', 'operation-1'), said('q2', 'turn-1'), says('answer', 'turn-1')),
  ).toBe('other q1 q2 answer');
});

test('words that nobody has taken up, or whose turn has said nothing, come last in the order said', () => {
  expect(
    order(said('waiting'), said('thinking', 'operation-2'), says('reply', 'operation-1'), says('without turn')),
  ).toBe('reply without turn waiting thinking');
});

test('a "yes" that goes on with a turn stays behind the question it answers', () => {
  expect(order(said('request', 'operation-1'), says('Shall I?', 'operation-1'), said('yes', 'operation-1'))).toBe(
    'request Shall I? yes',
  );
});

describe('of any transcript', () => {
  const arranged = (check: (before: Entry[], after: Entry[]) => void) => {
    const property = fc.property(anyTranscript, (transcript) => {
      check(transcript, inOrder(transcript));
    });
    fc.assert(property, { numRuns: 1000 });
  };

  test('no entry is lost or doubled (C5)', () => {
    arranged((before, after) => expect(new Set(after)).toEqual(new Set(before)));
    arranged((before, after) => expect(after).toHaveLength(before.length));
  });

  test('what the assistant said, and what the user said in one turn, keeps its order', () => {
    arranged((before, after) => {
      for (const group of [isReply, isWaiting, isOf('operation-1'), isOf('turn-1')])
        expect(after.filter(group)).toEqual(before.filter(group));
    });
  });

  test('before a reply stands all that the user said before it in its turn, and nothing else is between', () => {
    arranged((before, after) => {
      for (const [index, reply] of before.entries()) {
        if (!isReply(reply)) continue;
        const previous = before.findLastIndex((other, at) => at < index && isReply(other) && other.turn === reply.turn);
        const taken =
          reply.turn === undefined
            ? []
            : before.slice(previous + 1, index).filter((other) => !isReply(other) && other.turn === reply.turn);
        const place = after.indexOf(reply);
        const previousReply = after.findLastIndex((other, at) => at < place && isReply(other));
        expect(after.slice(previousReply + 1, place)).toEqual(taken);
      }
    });
  });

  test('arranging it twice is arranging it once', () => {
    arranged((_, after) => expect(inOrder(after)).toEqual(after));
  });
});

function isReply({ role }: Entry): boolean {
  return role === 'assistant';
}

function isWaiting({ role, turn }: Entry): boolean {
  return role === 'user' && turn === undefined;
}

function isOf(turn: string) {
  return (entry: Entry) => entry.role === 'user' && entry.turn === turn;
}
