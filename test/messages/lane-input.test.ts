import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { grammarViolations } from 'meanwhile/testing';
import type { Entry, Message } from '../../machines/messages.ts';
import { DEFAULT_LIMITS } from '../../src/effects/limits.ts';
import { estimateTokens } from '../../src/messages/count-tokens.ts';
import { inTurns } from '../../src/messages/in-turns.ts';
import { laneInput, type LaneInput } from '../../src/messages/lane-input.ts';
import { roomOf } from '../../src/messages/room-of.ts';
import { NO_RESULT } from '../../src/messages/sanitize.ts';
import { anyMessages, anyTalk, anyTranscript } from './random-messages.ts';

const instructions = 'You are kind.';
const entry = (role: Entry['role'], content: string, turn = `of ${content}`): Entry => ({
  id: content,
  role,
  content,
  lane: 'main',
  turn,
  at: 0,
});
const said = (content: string, turn?: string) => entry('user', content, turn);
const told = (content: string, turn?: string) => entry('assistant', content, turn);
const user = (content: string): Message => ({ role: 'user', content });
const says = (content: string): Message => ({ role: 'assistant', content });
const asks = (...ids: string[]): Message => ({
  role: 'assistant',
  content: '',
  tool_calls: ids.map((id) => ({ id, name: 'look', args: {} })),
});
const result = (id: string, content = id): Message => ({ role: 'tool', content, tool_call_id: id, name: 'look' });
/** So many turns, each of a question and an answer. */
const talk = (turns: number): Entry[] =>
  Array.from({ length: turns }, (_, turn) => [said(`q${turn}`, `${turn}`), told(`a${turn}`, `${turn}`)]).flat();

/** Beside the instructions, unless they are asked for too. */
function input(parts: Partial<LaneInput>): Message[] {
  const all = { instructions, history: [], request: [said('u')], steps: [], limits: DEFAULT_LIMITS };
  return laneInput({ ...all, count: estimateTokens, ...parts });
}

function tokensIn(messages: readonly Message[]): number {
  return roomOf(messages, estimateTokens).tokens;
}

test('a model reads its instructions, the history, the request, and its own calls', () => {
  const steps = [asks('a'), result('a')];
  expect(
    input({ history: [said('before', '1'), told('reply', '1')], request: [said('one'), said('two')], steps }),
  ).toStrictEqual([
    { role: 'system', content: instructions },
    user('before'),
    says('reply'),
    user('one'),
    user('two'),
    ...steps,
  ]);
});

test('F1: the history holds what was said in both lanes, in the order of the turns', () => {
  const history: Entry[] = [
    said('Draw up my bill.', 'operation-1'),
    said('And a pass for Spain.', 'operation-2'),
    told('I am drawing it up.', 'operation-1'),
    { ...said('How far are you?', 'turn-1'), lane: 'chat', operationId: 'operation-1' },
    { ...told('Half way.', 'turn-1'), lane: 'chat', operationId: 'operation-1' },
    told('It is 30 euros.', 'operation-1'),
  ];
  expect(input({ history }).slice(1)).toStrictEqual([
    user('Draw up my bill.'),
    says('I am drawing it up.'),
    user('How far are you?'),
    says('Half way.'),
    says('It is 30 euros.'),
    user('And a pass for Spain.'),
    user('u'),
  ]);
});

test('no call gets in by the history or the request: no lane sees the calls of the other', () => {
  const call = { id: 'main', name: 'change', args: {} };
  const history = [{ ...told('I am at it.'), tool_calls: [call] }];
  expect(input({ history, request: history })).toStrictEqual([
    { role: 'system', content: instructions },
    says('I am at it.'),
    says('I am at it.'),
  ]);
});

test('a call without a result is told to have none', () => {
  expect(input({ steps: [asks('a')] }).at(-1)).toMatchObject({ role: 'tool', tool_call_id: 'a', content: NO_RESULT });
});

test('there are 40 messages beside the instructions, unless said otherwise; the history gives way first', () => {
  const steps = [asks('a'), result('a')];
  const history = talk(25);
  expect(input({ history, steps }).slice(1)).toEqual([
    ...input({ history: talk(25).slice(14), request: [] }).slice(1),
    user('u'),
    ...steps,
  ]);
  expect(input({ history, steps, limits: { ...DEFAULT_LIMITS, history: 6 } })).toHaveLength(6);
});

test('F2: the history is cut between turns alone: what is left begins with words of the user', () => {
  const history = [told('Welcome.', 'w'), ...talk(3), told('and more', '2')];
  const kept = (limit: number) =>
    input({ history, request: [], limits: { ...DEFAULT_LIMITS, history: limit } })
      .slice(1)
      .map(({ content }) => content)
      .join(' ');
  expect([8, 7, 6, 5, 4, 3, 2].map(kept)).toEqual([
    'Welcome. q0 a0 q1 a1 q2 a2 and more',
    'q0 a0 q1 a1 q2 a2 and more',
    'q1 a1 q2 a2 and more',
    'q1 a1 q2 a2 and more',
    'q2 a2 and more',
    'q2 a2 and more',
    '',
  ]);
});

test('blank messages take no room', () => {
  const history = [said('q', '1'), told('', '1'), told('a', '1')];
  const request = [said('one'), said(' ')];
  expect(input({ history, request, limits: { ...DEFAULT_LIMITS, history: 3 } }).slice(1)).toEqual([
    user('q'),
    says('a'),
    user('one'),
  ]);
});

test('what talk came between is no part of a call: results stand with it, and nothing is torn', () => {
  const steps = [asks('a'), { role: 'user', content: 'in between' } as const, result('a')];
  expect(input({ steps, limits: { ...DEFAULT_LIMITS, history: 3 } }).slice(2)).toEqual([user('in between')]);
});

test('then the oldest calls give way, and the newest call never', () => {
  const steps = [asks('a'), result('a'), asks('b', 'c'), result('b'), result('c')];
  const kept = (history: number) => input({ history: talk(1), steps, limits: { ...DEFAULT_LIMITS, history } }).slice(1);
  expect(kept(8)).toEqual([user('q0'), says('a0'), user('u'), ...steps]);
  expect(kept(7)).toEqual([user('u'), ...steps]);
  for (const limit of [5, 4, 1]) expect(kept(limit)).toEqual([user('u'), ...steps.slice(2)]);
});

test('system messages are no steps', () => {
  expect(input({ steps: [asks('a'), result('a'), { role: 'system', content: 's' }] }).slice(2)).toEqual([
    asks('a'),
    result('a'),
  ]);
});

test('the request is never cut away, even if it is longer than the limits', () => {
  const request = [said('one'), said('two'), said('three')];
  const asked = [user('one'), user('two'), user('three')];
  expect(input({ history: talk(2), request, limits: { history: 2, tokens: 1000 } }).slice(1)).toEqual(asked);
  expect(input({ history: talk(2), request, limits: { history: 40, tokens: 1 } }).slice(1)).toEqual(asked);
});

test('blank instructions are no message', () => {
  expect(input({ instructions: '' })).toEqual([user('u')]);
});

describe('E12: of tokens', () => {
  const limits = (tokens: number) => ({ history: 1000, tokens });

  test('there are no more than the limit: the instructions, the request, the talk and the steps together', () => {
    const steps = [asks('a'), result('a', 'r'.repeat(400))];
    const whole = tokensIn(input({ history: talk(2), steps }));
    const kept = (tokens: number) => input({ history: talk(2), steps, limits: limits(tokens) });
    expect(tokensIn(kept(whole))).toBe(whole);
    expect(kept(whole - 1).slice(1, 3)).toEqual([user('q1'), says('a1')]);
    expect(tokensIn(kept(whole - 1))).toBeLessThan(whole);
    expect(kept(1).slice(1)).toEqual([user('u'), ...steps]);
  });

  test('a turn that is too large ends the history, even if what was before it would fit', () => {
    const history = [...talk(1), said('q', '9'), told('x'.repeat(4000), '9'), ...talk(1)];
    expect(input({ history, limits: limits(1000) }).slice(1)).toEqual([user('q0'), says('a0'), user('u')]);
  });

  test('a model whose instructions alone are too large is sent the request all the same', () => {
    expect(input({ instructions: 'i'.repeat(8000), history: talk(2), limits: limits(1000) })).toHaveLength(2);
  });
});

describe('of any talk with any steps, F2, F3:', () => {
  const request = [said('one'), said('two')];
  const asked = [user('one'), user('two')];

  /** What is kept of the history, and of the steps. */
  function keptOf(messages: readonly Message[]) {
    const at = messages.findIndex(({ content }) => content === 'one');
    return { before: messages.slice(1, at), request: messages.slice(at, at + 2), own: messages.slice(at + 2) };
  }

  function forAll(
    check: (
      parts: Pick<LaneInput, 'history' | 'steps'>,
      whole: Message[],
      kept: (limits: LaneInput['limits']) => Message[],
    ) => void,
    transcripts = fc.oneof(anyTalk, anyTranscript),
  ) {
    fc.assert(
      fc.property(transcripts, anyMessages, (history, steps) => {
        const kept = (limits: LaneInput['limits']) => input({ history, steps, request, limits });
        check({ history, steps }, kept({ history: 1000, tokens: 1e9 }), kept);
      }),
      { numRuns: 50 },
    );
  }

  /** Every limit from 1 to the whole. */
  const limitsOf = (whole: readonly Message[]) => [
    ...Array.from({ length: tokensIn(whole) }, (_, tokens) => ({ history: 1000, tokens: tokens + 1 })),
    ...Array.from({ length: whole.length }, (_, history) => ({ history: history + 1, tokens: 1e9 })),
  ];

  test('a provider takes it at every limit, and it has the request', () => {
    forAll((_, whole, kept) => {
      for (const limits of limitsOf(whole)) {
        expect(grammarViolations(kept(limits))).toEqual([]);
        expect(keptOf(kept(limits)).request).toEqual(asked);
      }
    });
  });

  test('E12: it is within both limits, unless it is the request and the newest step alone', () => {
    forAll((_, whole, kept) => {
      for (const limits of limitsOf(whole)) {
        const messages = kept(limits);
        const { before, own } = keptOf(messages);
        const isLeast = before.length === 0 && own.filter(({ role }) => role !== 'tool').length <= 1;
        const isWithin = messages.length - 1 <= limits.history && tokensIn(messages) <= limits.tokens;
        expect(isWithin || isLeast).toBe(true);
      }
    });
  });

  test('what is kept is the end of the whole, with the newest step, and history only where all steps are kept', () => {
    forAll((_, whole, kept) => {
      const all = keptOf(whole);
      const newest = all.own.findLastIndex(({ role }) => role !== 'tool');
      for (const limits of limitsOf(whole)) {
        const { before, own } = keptOf(kept(limits));
        expect(before).toEqual(all.before.slice(all.before.length - before.length));
        expect(own).toEqual(all.own.slice(all.own.length - own.length));
        expect(own.length).toBeGreaterThanOrEqual(newest === -1 ? 0 : all.own.length - newest);
        if (before.length > 0) expect(own).toEqual(all.own);
      }
    });
  });

  test('the history is cut where a turn begins', () => {
    forAll(({ history }, whole, kept) => {
      const sizes = inTurns(history).map((turn) => turn.filter(({ content }) => content.trim() !== '').length);
      const ends = sizes.map((_, index) => sizes.slice(sizes.length - index).reduce((sum, size) => sum + size, 0));
      const everything = sizes.reduce((sum, size) => sum + size, 0);
      for (const limits of limitsOf(whole)) {
        const { length } = keptOf(kept(limits)).before;
        expect([...ends, everything]).toContain(length);
      }
    });
  });

  test('of a real talk, what is left after a cut begins with the user', () => {
    forAll((_, whole, kept) => {
      for (const limits of limitsOf(whole)) {
        const { before } = keptOf(kept(limits));
        const isCut = before.length < keptOf(whole).before.length;
        expect(isCut && before[0]?.role === 'assistant').toBe(false);
      }
    }, anyTalk);
  });

  test('a larger limit never keeps less', () => {
    forAll((_, whole, kept) => {
      const longest = { history: 0, tokens: 0 };
      for (const limits of limitsOf(whole)) {
        const by = limits.tokens === 1e9 ? 'history' : 'tokens';
        const { length } = kept(limits);
        expect(length).toBeGreaterThanOrEqual(longest[by]);
        longest[by] = length;
      }
    });
  });

  test('nothing is changed that is within the limits', () => {
    forAll((_, whole, kept) => {
      expect(kept({ history: whole.length - 1, tokens: tokensIn(whole) })).toEqual(whole);
    }, anyTalk);
  });
});
