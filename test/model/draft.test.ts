import { afterEach, describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { draftOf, type Delta } from '../../src/model/draft.ts';

let given: Pick<Delta, 'from' | 'text'>[] = [];
let troubles: unknown[] = [];
afterEach(() => {
  given = [];
  troubles = [];
});

function begin({ most = 100, fails = () => {} }: { most?: number; fails?: () => unknown } = {}) {
  const abort = new AbortController();
  const draft = draftOf({
    conversationId: 'a',
    replyId: 'operation-1!',
    most,
    signal: abort.signal,
    onDelta({ conversationId, replyId, from, text }) {
      expect([conversationId, replyId]).toEqual(['a', 'operation-1!']);
      given.push({ from, text });
      return fails() as undefined;
    },
    onTrouble: (error) => troubles.push(error),
  });
  return { draft, abort, add: (...pieces: string[]) => pieces.forEach((piece) => draft.add(piece)) };
}

const shown = () => given.reduce((text, { from, text: piece }) => text.slice(0, from) + piece, '');

describe('G6: the words of a reply are given as they come', () => {
  test('each piece with the place where it begins', () => {
    const { add } = begin();
    add('Your ', 'plan', '', ' costs', ' 40.');
    expect(given).toEqual([
      { from: 0, text: 'Your' },
      { from: 4, text: ' plan' },
      { from: 9, text: ' costs' },
      { from: 15, text: ' 40.' },
    ]);
  });

  test('blanks only when more comes after them, and none before the first word', () => {
    const { add } = begin();
    add(' \n', '  Hello', ' ', '\n', 'there. ', '\n');
    expect(given).toEqual([
      { from: 0, text: 'Hello' },
      { from: 5, text: ' \nthere.' },
    ]);
  });

  test('a character that comes in two halves is given whole', () => {
    const { add } = begin();
    add('Hi \ud83d', '\ude00!');
    expect(given).toEqual([
      { from: 0, text: 'Hi' },
      { from: 2, text: ' \u{1f600}!' },
    ]);
  });

  test('no more of it than the longest reply has', () => {
    const { add } = begin({ most: 7 });
    add('One two', ' three', ' four');
    expect(shown()).toBe('One two');
    expect(given).toHaveLength(1);
  });

  test('however it is cut into pieces, they are the reply without the blanks around it', () => {
    const pieces = fc.array(
      fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(' ', '\n', '', 'word', '\u{1f600}')),
    );
    fc.assert(
      fc.property(pieces, (some) => {
        given = [];
        begin({ most: 10_000 }).add(...some);
        expect(shown()).toBe(some.join('').trim());
        expect(given.every(({ text }) => text !== '')).toBe(true);
      }),
    );
  });
});

describe('what was given is taken back', () => {
  test('when the work is fenced, at once, and nothing comes after it', () => {
    const { add, abort, draft } = begin();
    add('Your plan', ' costs 4');
    abort.abort();
    expect(given.at(-1)).toEqual({ from: 0, text: '' });
    add('0.');
    draft.takeBack();
    expect(given).toHaveLength(3);
    expect(shown()).toBe('');
  });

  test('when its words will not be told, once', () => {
    const { add, abort, draft } = begin();
    add('Let me see.');
    draft.takeBack();
    draft.takeBack();
    abort.abort();
    add('More.');
    expect(given).toEqual([
      { from: 0, text: 'Let me see.' },
      { from: 0, text: '' },
    ]);
  });

  test('only if there was anything', () => {
    const { add, draft, abort } = begin();
    add('', '  ');
    draft.takeBack();
    abort.abort();
    expect(given).toEqual([]);
  });

  test('and work that is fenced from the beginning gives nothing', () => {
    const abort = new AbortController();
    abort.abort();
    const parts = { conversationId: 'a', replyId: 'b', most: 9, signal: abort.signal, onTrouble: () => {} };
    const draft = draftOf({ ...parts, onDelta: (delta) => given.push(delta) });
    draft.add('Hello.');
    expect(given).toEqual([]);
  });
});

describe('an onDelta that fails is told of once, and goes on hearing', () => {
  test.each<[string, () => unknown]>([
    [
      'throws',
      () => {
        throw new Error('no page is there');
      },
    ],
    ['rejects', async () => Promise.reject(new Error('no page is there'))],
  ])('when it %s', async (_, fails) => {
    const { add, draft } = begin({ fails });
    add('One', ' two');
    draft.takeBack();
    await new Promise((resolve) => setImmediate(resolve));
    expect(given).toHaveLength(3);
    expect(troubles).toEqual([new Error('no page is there')]);
  });
});
