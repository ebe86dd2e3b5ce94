import fc from 'fast-check';
import { stage } from 'meanwhile/testing';
import { describe, expect, test } from 'vitest';
import type { Entry } from '../../machines/messages.ts';
import { estimateTokens } from '../../src/messages/count-tokens.ts';
import { inOrder } from '../../src/messages/in-order.ts';
import { inTurns } from '../../src/messages/in-turns.ts';
import { roomOf } from '../../src/messages/room-of.ts';
import { trimmed } from '../../src/messages/trimmed.ts';
import { anyTalk, anyTranscript } from './random-messages.ts';

function entry(id: string, role: Entry['role'], turn?: string): Entry {
  return { id, role, content: id, lane: 'main', at: 0, ...(turn === undefined ? {} : { turn }) };
}
const said = (id: string, turn?: string) => entry(id, 'user', turn);
const says = (id: string, turn?: string) => entry(id, 'assistant', turn);
const talk = [said('a', '1'), says('A', '1'), said('b', '2'), says('B', '2'), said('c', '3'), says('C', '3')];
const plenty = 1e9;

const kept = (transcript: Entry[], history: number, tokens = plenty) =>
  trimmed(transcript, { history, tokens }, estimateTokens);
const idsOf = (transcript: readonly Entry[]) => transcript.map(({ id }) => id).join(' ');

test('the newest turns are kept, each whole', () => {
  expect([7, 6, 5, 4, 3, 2].map((history) => idsOf(kept(talk, history)))).toEqual([
    'a A b B c C',
    'a A b B c C',
    'b B c C',
    'b B c C',
    'c C',
    'c C',
  ]);
});

test('E12: and no more tokens than there may be', () => {
  const tokens = roomOf(talk, estimateTokens).tokens;
  expect(idsOf(kept(talk, plenty, tokens))).toBe('a A b B c C');
  expect(idsOf(kept(talk, plenty, tokens - 1))).toBe('b B c C');
});

test('the newest turn stays, however little room there is', () => {
  expect(idsOf(kept(talk, 1))).toBe('c C');
  expect(idsOf(kept(talk, plenty, 1))).toBe('c C');
  expect(kept([], 1)).toEqual([]);
});

test('words of the user that nothing has taken up are kept however old they are, and take no room', () => {
  expect(idsOf(kept([said('w'), ...talk], 4))).toBe('w b B c C');
  expect(idsOf(kept([said('w', '1'), ...talk], 4))).toBe('b B c C');
  expect(idsOf(kept([says('w'), ...talk], 4))).toBe('b B c C');
  expect(idsOf(kept([...talk, said('w'), said('v')], 2))).toBe('c C w v');
});

test('what was held while another turn was answered goes with its own turn, and stays where it was said', () => {
  const transcript = [said('a', '1'), said('held', '2'), says('A', '1'), says('HELD', '2')];
  expect(idsOf(kept(transcript, 3))).toBe('held HELD');
});

test('a conversation keeps the newest turns alone, once nobody works', async () => {
  const scene = stage({ main: [{ text: 'One.' }, { text: 'Two.' }], limits: { history: 3 } });
  for (const text of ['a', 'b']) {
    await scene.say(text);
    await scene.untilIdle();
  }
  const { transcript } = scene.actor.getSnapshot().context;
  expect(transcript.map(({ content }) => content)).toEqual(['b', 'Two.']);
});

test("E12: a conversation keeps no more tokens than its limit, by the app's own count", async () => {
  const scene = stage({
    main: [{ text: 'One.' }, { text: 'Two.' }, { text: 'Three.' }],
    limits: { tokens: 500 },
    countTokens: () => 100,
  });
  for (const text of ['a', 'b', 'c']) {
    await scene.say(text);
    await scene.untilIdle();
  }
  const { transcript } = scene.actor.getSnapshot().context;
  expect(transcript.map(({ content }) => content)).toEqual(['b', 'Two.', 'c', 'Three.']);
});

describe('F2: of any transcript', () => {
  const isWaiting = ({ role, turn }: Entry) => role === 'user' && turn === undefined;
  const forAll = (check: (transcript: Entry[], history: number, tokens: number) => void) =>
    fc.assert(
      fc.property(
        fc.oneof(anyTalk, anyTranscript),
        fc.integer({ min: 1, max: 35 }),
        fc.integer({ min: 1, max: 250 }),
        check,
      ),
      { numRuns: 1000 },
    );

  test('whole turns are kept, the newest of them, in their order, and all that waits', () => {
    forAll((transcript, history, tokens) => {
      const staying = kept(transcript, history, tokens);
      expect(staying).toEqual(transcript.filter((one) => staying.includes(one)));
      expect(staying.filter(isWaiting)).toEqual(transcript.filter(isWaiting));

      const turns = inTurns(transcript.filter((one) => !isWaiting(one)));
      const taken = inOrder(staying.filter((one) => !isWaiting(one)));
      const ends = turns.map((_, index) => turns.slice(index).flat());
      if (turns.length > 0) expect(ends).toContainEqual(taken);
      if (taken.length > (turns.at(-1)?.length ?? 0)) {
        expect(taken.length).toBeLessThanOrEqual(history);
        expect(roomOf(taken, estimateTokens).tokens).toBeLessThanOrEqual(tokens);
      }
    });
  });

  test('trimming it twice is trimming it once', () => {
    forAll((transcript, history, tokens) => {
      const once = kept(transcript, history, tokens);
      expect(kept(once, history, tokens)).toEqual(once);
    });
  });

  test('more room never keeps less', () => {
    forAll((transcript, history, tokens) => {
      const some = kept(transcript, history, tokens);
      for (const more of [kept(transcript, history + 1, tokens), kept(transcript, history, tokens + 5)])
        expect(more).toEqual(expect.arrayContaining(some));
    });
  });
});
