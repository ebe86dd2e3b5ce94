import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { grammarViolations } from 'meanwhile/testing';
import type { Message, ToolCall } from '../../machines/messages.ts';
import { estimateTokens } from '../../src/messages/count-tokens.ts';
import { laneInput } from '../../src/messages/lane-input.ts';
import { NO_RESULT, sanitize } from '../../src/messages/sanitize.ts';
import { anyMessages } from './random-messages.ts';

const user = (content: string): Message => ({ role: 'user', content });
const says = (content: string): Message => ({ role: 'assistant', content });
const call = (id: string): ToolCall => ({ id, name: 'look', args: { of: id } });
const asks = (...ids: string[]): Message => ({ role: 'assistant', content: '', tool_calls: ids.map(call) });
const result = (id: string, content = `result of ${id}`): Message => ({
  role: 'tool',
  content,
  tool_call_id: id,
  name: 'look',
});
const noResult = (id: string): Message => ({
  role: 'tool',
  content: NO_RESULT,
  tool_call_id: id,
  name: 'look',
  status: 'error',
});

test.each([
  ['start', [result('x'), user('a'), says('b')]],
  ['middle', [user('a'), result('x'), says('b')]],
  ['end', [user('a'), says('b'), result('x')]],
])('U3.1 an orphaned result at the %s is removed', (_, messages) => {
  expect(sanitize(messages)).toEqual([user('a'), says('b')]);
});

test('U3.2 a result of a call that nobody made is removed, also among good ones', () => {
  expect(sanitize([asks('a'), result('x'), result('a')])).toEqual([asks('a'), result('a')]);
});

test('U3.3 a call without result gets one that says so, as an error', () => {
  expect(sanitize([user('u'), asks('a'), says('done')])).toEqual([user('u'), asks('a'), noResult('a'), says('done')]);
  expect(NO_RESULT).toMatch(/not known to have run/);
});

test('U3.4 of parallel calls only the unanswered one is told to have no result', () => {
  expect(sanitize([asks('a', 'b', 'c'), result('b'), user('u')])).toEqual([
    asks('a', 'b', 'c'),
    noResult('a'),
    result('b'),
    noResult('c'),
    user('u'),
  ]);
});

test('U3.5 of several results of one call the first counts', () => {
  expect(sanitize([asks('a'), result('a', 'first'), result('a', 'second'), user('u'), result('a', 'third')])).toEqual([
    asks('a'),
    result('a', 'first'),
    user('u'),
  ]);
});

describe('U3.6', () => {
  test('results stand in the order of the calls', () => {
    expect(sanitize([asks('a', 'b'), result('b'), result('a')])).toEqual([asks('a', 'b'), result('a'), result('b')]);
  });

  test('a result separated from its call by talk is moved behind its call', () => {
    expect(sanitize([asks('a', 'b'), result('a'), user('u'), says('s'), result('b')])).toEqual([
      asks('a', 'b'),
      result('a'),
      result('b'),
      user('u'),
      says('s'),
    ]);
  });

  test('a result behind the calls of a later message is moved behind its own', () => {
    expect(sanitize([asks('a'), asks('b'), result('b'), result('a')])).toEqual([
      asks('a'),
      result('a'),
      asks('b'),
      result('b'),
    ]);
  });

  test('a result answers no later call: models reuse ids', () => {
    expect(sanitize([result('a', 'of another call'), asks('a')])).toEqual([asks('a'), noResult('a')]);
  });
});

test('U3.7 nothing stays nothing', () => {
  expect(sanitize([])).toEqual([]);
});

test('U3.8 a list may begin with the assistant', () => {
  expect(sanitize([says('Welcome.'), user('u')])).toEqual([says('Welcome.'), user('u')]);
});

describe('blank messages', () => {
  test('are dropped', () => {
    expect(sanitize([{ role: 'system', content: '' }, user(''), user(' \n'), says(''), user('u')])).toEqual([
      user('u'),
    ]);
  });

  test('of the assistant stay if they hold calls', () => {
    expect(sanitize([asks('a'), result('a')])).toEqual([asks('a'), result('a')]);
  });

  test('of a tool stay: an empty result is a result', () => {
    expect(sanitize([asks('a'), result('a', '')])).toEqual([asks('a'), result('a', '')]);
  });

  test('with an empty list of calls are dropped, and words lose the empty list', () => {
    const empty = (content: string): Message => ({ role: 'assistant', content, tool_calls: [] });
    expect(sanitize([empty(''), empty('words')])).toStrictEqual([says('words')]);
  });
});

describe('call ids', () => {
  const long = 'x'.repeat(41);

  test('of 40 characters are kept, longer and empty ones are replaced in call and result', () => {
    const usable = 'x'.repeat(40);
    const [first, second] = sanitize([
      asks(usable, long, ''),
      result(long, 'long'),
      result('', 'empty'),
      result(usable),
    ]);
    expect(first).toMatchObject({ tool_calls: [{ id: usable }, { id: 'call-1' }, { id: 'call-2' }] });
    expect(second).toEqual(result(usable));
    expect(sanitize([asks(long), result(long, 'long')])[1]).toEqual(result('call-1', 'long'));
  });

  test('that come again are replaced, and each result stays with its own call', () => {
    const messages = [asks('a'), result('a', 'old'), user('u'), asks('a'), result('a', 'new')];
    const sanitized = sanitize(messages);
    expect(sanitized[3]).toMatchObject({ tool_calls: [{ id: 'call-1', args: { of: 'a' } }] });
    expect(sanitized.map(({ content }) => content)).toEqual(['', 'old', 'u', '', 'new']);
    expect(grammarViolations(sanitized)).toEqual([]);
  });

  test('that come twice in one message are answered in order', () => {
    expect(sanitize([asks('a', 'a'), result('a', 'one'), result('a', 'two')]).slice(1)).toEqual([
      result('a', 'one'),
      result('call-1', 'two'),
    ]);
  });

  test('of an unanswered call get nothing from a repetition of a later call of that id', () => {
    const sanitized = sanitize([asks('a'), user('u'), asks('a'), result('a', 'new'), result('a', 'again')]);
    expect(sanitized.map(({ content }) => content)).toEqual(['', NO_RESULT, 'u', '', 'new']);
  });

  test('are never replaced by one that another call has', () => {
    expect(sanitize([asks(long), asks('call-1')])).toMatchObject([
      { tool_calls: [{ id: 'call-2' }] },
      {},
      { tool_calls: [{ id: 'call-1' }] },
      {},
    ]);
  });
});

describe('U3.11 for any messages in any order (F3)', () => {
  test('a provider takes what comes out, also with the same message twice in the list', () => {
    fc.assert(
      fc.property(anyMessages, (messages) => {
        expect(grammarViolations(sanitize(messages))).toEqual([]);
        expect(grammarViolations(sanitize([...messages, ...messages]))).toEqual([]);
      }),
      { numRuns: 1000 },
    );
  });

  test('sanitizing twice is sanitizing once', () => {
    fc.assert(
      fc.property(anyMessages, (messages) => {
        const once = sanitize(messages);
        expect(sanitize(once)).toStrictEqual(once);
      }),
      { numRuns: 1000 },
    );
  });

  test('all words and all calls are there, in the same order', () => {
    fc.assert(
      fc.property(anyMessages, (messages) => {
        expect(wordsOf(sanitize(messages))).toEqual(wordsOf(messages));
        expect(placesOf(sanitize(messages))).toEqual(placesOf(messages));
      }),
      { numRuns: 1000 },
    );
  });

  test('the results of a message stand in the order of its calls', () => {
    fc.assert(
      fc.property(anyMessages, (messages) => {
        const sanitized = sanitize(messages);
        const asked = sanitized.flatMap((message) => callsOf(message).map(({ id }) => id));
        expect(sanitized.flatMap((message) => (message.role === 'tool' ? [message.tool_call_id] : []))).toEqual(asked);
      }),
      { numRuns: 1000 },
    );
  });

  test('a call has the first result that was given to the newest call of its id, and otherwise none', () => {
    fc.assert(
      fc.property(anyMessages, (messages) => {
        const sanitized = sanitize(messages);
        const told = sanitized.flatMap((message) => (message.role === 'tool' ? [message.content] : []));
        expect(told).toEqual(expectedResults(messages));
      }),
      { numRuns: 1000 },
    );
  });

  test('what comes in is not changed', () => {
    fc.assert(
      fc.property(anyMessages, (messages) => {
        const before = structuredClone(messages);
        sanitize(messages);
        expect(messages).toEqual(before);
      }),
    );
  });
});

describe('U3.12 trimmed at every position, then sanitized, a provider takes it and no words are lost', () => {
  test('in a conversation of 60 messages with talk inside the calls', () => {
    expect(conversation).toHaveLength(60);
    everyCut(conversation);
  });

  test('in any messages', () => {
    fc.assert(fc.property(anyMessages, everyCut));
  });

  test('and what a lane keeps of them by its limits needs no second sanitizing', () => {
    const parts = { instructions: '', history: [], request: [], steps: conversation, count: estimateTokens };
    for (let limit = 1; limit <= conversation.length; limit += 1) {
      for (const limits of [
        { history: limit, tokens: 1e9 },
        { history: 1e9, tokens: 8 * limit },
      ]) {
        const kept = laneInput({ ...parts, limits });
        expect(grammarViolations(kept)).toEqual([]);
        expect(sanitize(conversation).slice(-kept.length)).toEqual(kept);
      }
    }
  });
});

function everyCut(messages: readonly Message[]): void {
  for (let cut = 0; cut <= messages.length; cut += 1) {
    for (const part of [messages.slice(0, cut), messages.slice(cut), messages.slice(-cut)]) {
      const sanitized = sanitize(part);
      expect(grammarViolations(sanitized)).toEqual([]);
      expect(wordsOf(sanitized)).toEqual(wordsOf(part));
    }
  }
}

/** Six times: quick parallel calls, then a long one during which the user talks; every id is used again. */
const conversation: Message[] = Array.from({ length: 6 }, (_, round) => [
  user(`request ${round}`),
  asks('a', 'b'),
  result('b'),
  result('a'),
  asks('long'),
  user(`question ${round}`),
  says(`interim ${round}`),
  result('long'),
  says(`reply ${round}`),
  user(`thanks ${round}`),
]).flat();

function wordsOf(messages: readonly Message[]): string[] {
  return messages.flatMap(({ role, content }) =>
    role !== 'tool' && content.trim() !== '' ? [`${role}: ${content}`] : [],
  );
}

function callsOf(message: Message): readonly ToolCall[] {
  return message.role === 'assistant' ? (message.tool_calls ?? []) : [];
}

function placesOf(messages: readonly Message[]): unknown[] {
  return messages.flatMap((message) => callsOf(message).map(({ args }) => args['place']));
}

/** By search from the calls' side: what stands between this message and the next that asks under the same id. */
function expectedResults(messages: readonly Message[]): string[] {
  return messages.flatMap((message, index) =>
    callsOf(message).map(({ id }, nth, calls) => {
      const behind = messages.slice(index + 1);
      const next = behind.findIndex((other) => callsOf(other).some((asked) => asked.id === id));
      const own = behind
        .slice(0, next === -1 ? undefined : next)
        .filter((other) => other.role === 'tool' && other.tool_call_id === id);
      return own[calls.slice(0, nth).filter((asked) => asked.id === id).length]?.content ?? NO_RESULT;
    }),
  );
}
