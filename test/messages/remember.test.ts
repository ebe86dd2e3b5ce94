import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Entry } from '../../machines/messages.ts';
import { remember } from '../../src/messages/remember.ts';
import { anyTranscript } from './random-messages.ts';

const entry = (id: string, rest: Partial<Entry> = {}): Entry => ({
  id,
  role: 'assistant',
  content: id,
  lane: 'main',
  turn: 'operation-1',
  at: 0,
  ...rest,
});
const entries = (...ids: string[]): Entry[] => ids.map((id) => entry(id));
const many = (count: number): Entry[] => Array.from({ length: count }, (_, index) => entry(`m${index}`));

function idsOf(transcript: readonly Entry[]): string {
  return transcript.map(({ id }) => id).join(' ');
}

test('U4.1 new entries are appended in the order given', () => {
  expect(remember(entries('a', 'b'), entries('d', 'c'))).toEqual(entries('a', 'b', 'd', 'c'));
});

test('U4.2 a known id is replaced as a whole, where it stands', () => {
  const said: Entry = { id: 'b', role: 'user', content: 'b', lane: 'main', at: 0 };
  const taken: Entry = { ...said, turn: 'operation-2' };
  expect(remember([entry('a'), said, entry('c')], [taken, entry('d')])).toStrictEqual([
    entry('a'),
    taken,
    entry('c'),
    entry('d'),
  ]);
  expect(remember([entry('a'), taken], [said])).toStrictEqual([entry('a'), said]);
});

test('U4.4 with nothing before, the transcript is what is handed in', () => {
  expect(remember([], entries('a', 'b'))).toEqual(entries('a', 'b'));
  expect(remember(entries('a'), [])).toEqual(entries('a'));
});

test('U4.5 a question handed over from one operation to the next belongs to the next one only', () => {
  const asked = entry('q', { role: 'user', lane: 'chat', turn: 'turn-1', operationId: 'operation-1' });
  const [after] = remember(
    [asked],
    [{ id: 'q', role: 'user', content: 'q', lane: 'main', turn: 'operation-2', at: 0 }],
  );
  expect(after).toStrictEqual({ id: 'q', role: 'user', content: 'q', lane: 'main', turn: 'operation-2', at: 0 });
});

describe('U4.6 merging twice is merging once', () => {
  test('also when the first merge has cut some of it off', () => {
    const once = remember(entries('x', 'y'), entries('a', 'b', 'c'), { limit: 2 });
    expect(idsOf(once)).toBe('b c');
    expect(remember(once, entries('a', 'b', 'c'), { limit: 2 })).toEqual(once);
  });

  test('also when an old entry is replaced beyond the limit: it is kept this once', () => {
    const replaced = [entry('a', { content: 'new' }), entry('d')];
    const once = remember(entries('a', 'b', 'c'), replaced, { limit: 2 });
    expect(idsOf(once)).toBe('a c d');
    expect(remember(once, replaced, { limit: 2 })).toEqual(once);
    expect(idsOf(remember(once, [], { limit: 2 }))).toBe('c d');
  });

  test('for any entries, also with ids that come again, and any limit', () => {
    fc.assert(
      fc.property(
        anyTranscript,
        anyTranscript,
        fc.nat(12),
        fc.integer({ min: 1, max: 7 }),
        (before, handedIn, limit, ids) => {
          const again = handedIn.map((one, index) => ({ ...one, id: `m${(index * ids) % 11}` }));
          const once = remember(before, again, { limit, open: ['turn-1'] });
          expect(remember(once, again, { limit, open: ['turn-1'] })).toEqual(once);
        },
      ),
      { numRuns: 1000 },
    );
  });
});

describe('the window', () => {
  test('is the newest 40 entries, unless said otherwise', () => {
    expect(remember(many(50), [])).toEqual(many(50).slice(10));
    expect(remember([], many(50))).toEqual(many(50).slice(10));
    expect(remember(many(50), [], { limit: 3 })).toEqual(many(50).slice(47));
  });

  test('does not let go what the user said and no turn has taken up', () => {
    const waiting: Entry = { id: 'w', role: 'user', content: 'w', lane: 'main', at: 0 };
    expect(idsOf(remember([waiting, ...entries('a', 'b')], entries('c'), { limit: 2 }))).toBe('w b c');
    expect(idsOf(remember([], [waiting, ...entries('a', 'b')], { limit: 1 }))).toBe('w b');
  });

  test('does not let go what is open, by its turn or by its own id, until it is finished', () => {
    const transcript = [
      entry('a', { turn: 'operation-2', role: 'user' }),
      entry('b', { turn: 'operation-2' }),
      ...entries('c', 'd', 'e'),
    ];
    expect(idsOf(remember(transcript, [], { limit: 1, open: ['operation-2'] }))).toBe('a b e');
    expect(idsOf(remember(transcript, [], { limit: 1, open: ['c'] }))).toBe('c e');
    expect(idsOf(remember(transcript, [], { limit: 1 }))).toBe('e');
  });

  test('lets go what the assistant said in no turn', () => {
    const greeting: Entry = { id: 'g', role: 'assistant', content: 'g', lane: 'main', at: 0 };
    expect(idsOf(remember([greeting, ...entries('a')], [], { limit: 1 }))).toBe('a');
  });

  test('keeps the order of any transcript, its newest entries, and all that waits', () => {
    fc.assert(
      fc.property(anyTranscript, anyTranscript, fc.nat(40), (before, added, limit) => {
        const whole = [...before, ...added.map((one) => ({ ...one, id: `new-${one.id}` }))];
        const after = remember(before, whole.slice(before.length), { limit });
        expect(after).toEqual(whole.filter((one) => after.includes(one)));
        expect(after.slice(after.length - Math.min(limit, whole.length))).toEqual(
          whole.slice(Math.max(0, whole.length - limit)),
        );
        for (const one of whole) if (one.role === 'user' && one.turn === undefined) expect(after).toContain(one);
      }),
      { numRuns: 1000 },
    );
  });
});
