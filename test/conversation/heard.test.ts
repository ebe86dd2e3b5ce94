import fc from 'fast-check';
import { speakable } from 'meanwhile';
import { describe, expect, test } from 'vitest';
import { deliveredOf, heardOf, isAllOf, isHearing, isOnlyAnswer, unheardOf } from '../../src/conversation/heard.ts';
import { contextOf, lineOf, offer, owedOf } from '../kit/context-of.ts';

const RESULT = 'Your bill is 45 EUR.';
const owing = contextOf({ transcript: [lineOf()], announcements: [owedOf()] });

describe('a reply that was cut short', () => {
  test('stands in history as far as it was heard, with what was not beside it while it is owed', () => {
    expect(heardOf(owing, { id: 'operation-1!', heard: 'Your bill' }).transcript).toEqual([
      lineOf({ content: 'Your bill', unheard: RESULT }),
    ]);
  });

  test('was not heard at all if the app does not say how much', () => {
    expect(heardOf(owing, { id: 'operation-1!' }).transcript).toEqual([lineOf({ content: '', unheard: RESULT })]);
  });

  test('that is owed no more is only what was heard', () => {
    const told = contextOf({ transcript: [lineOf()] });
    expect(heardOf(told, { id: 'operation-1!', heard: 'Your' }).transcript).toEqual([lineOf({ content: 'Your' })]);
  });

  test('of which a word was heard is enough if it is a quick answer, and its question counts as unheard', () => {
    const quick = contextOf({ transcript: [lineOf()], announcements: [owedOf({ kind: 'answer' })] });
    expect(heardOf(quick, { id: 'operation-1!', heard: 'Your' }).transcript).toEqual([lineOf({ content: 'Your' })]);
    expect(heardOf(quick, { id: 'operation-1!', heard: ' ' }).transcript?.[0]?.unheard).toBe(RESULT);
    const asking = contextOf({ transcript: [lineOf()], announcements: [owedOf({ kind: 'answer', offer })] });
    expect(heardOf(asking, { id: 'operation-1!', heard: 'Your' }).transcript?.[0]?.unheard).toBe(
      `${RESULT} ${offer.preview}`,
    );
  });

  test('that was offered again is the last one of its name, and the one before stays', () => {
    const again = contextOf({
      transcript: [lineOf({ content: 'Your' }), lineOf({ offer: 2 })],
      announcements: [owedOf()],
    });
    expect(heardOf(again, { id: 'operation-1!', heard: 'Your bill' }).transcript).toEqual([
      lineOf({ content: 'Your' }),
      lineOf({ offer: 2, content: 'Your bill', unheard: RESULT }),
    ]);
  });

  test('of the chat is joined as it was heard', () => {
    const one = { turnId: 'turn-1', questions: ['And?'], answer: 'It is sunny.', statusOnly: false };
    const other = { ...one, turnId: 'turn-2' };
    const context = contextOf({
      transcript: [lineOf({ id: 'turn-1', kind: 'interim', lane: 'chat', content: 'It is sunny.' })],
      interim: [one, other],
    });
    expect(heardOf(context, { id: 'turn-1', heard: 'It' }).interim).toEqual([{ ...one, answer: 'It' }, other]);
  });

  test('that never was changes nothing, nor do words of the user under its id', () => {
    expect(heardOf(owing, { id: 'operation-2!', heard: 'Your' })).toEqual({});
    const user = contextOf({ transcript: [lineOf({ role: 'user' })] });
    expect(heardOf(user, { id: 'operation-1!', heard: 'Your' })).toEqual({});
  });
});

test('nothing that is owed is lost, however often and wherever it is cut short', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), fc.array(fc.string(), { minLength: 1 }), (words, cuts) => {
      const announcements = [owedOf({ text: words.trim() || 'It is done.' })];
      const [owed] = announcements;
      const cut = cuts.reduce(
        (context, heard) => ({ ...context, ...heardOf(context, { id: 'operation-1!', heard }) }),
        contextOf({ transcript: [lineOf({ content: owed?.text ?? '' })], announcements }),
      );
      expect(cut.transcript).toHaveLength(1);
      expect(cut.transcript[0]?.unheard).toBe(owed?.text);
      expect(cut.transcript[0]?.content).toBe(cuts.at(-1));
      expect(deliveredOf(cut, 'operation-1!').transcript?.[0]).toEqual(lineOf({ content: owed?.text ?? '' }));
    }),
  );
});

describe('what is told next, and of which nothing was heard', () => {
  test('stands in history as unheard, though it was never begun', () => {
    const waiting = contextOf({ announcements: [owedOf({ offers: 0, offer })], now: 7 });
    expect(unheardOf(waiting).transcript).toEqual([
      lineOf({ content: '', unheard: `${RESULT} ${offer.preview}`, at: 7 }),
    ]);
  });

  test('stands there once, however often it has to wait', () => {
    const waiting = contextOf({ announcements: [owedOf({ offers: 0 })] });
    const noted = { ...waiting, ...unheardOf(waiting) };
    expect(unheardOf(noted)).toEqual({});
  });

  test('is taken back where it was begun, the last time', () => {
    const first = lineOf({ content: 'Your' });
    const spoken = contextOf({ transcript: [first, lineOf({ offer: 2 })], announcements: [owedOf({ offers: 2 })] });
    expect(unheardOf(spoken).transcript).toEqual([first, lineOf({ offer: 2, content: '', unheard: RESULT })]);
  });
});

test('a reply that was heard to its end stands in history whole, and any other as it is', () => {
  const cut = lineOf({ content: 'Your', unheard: RESULT });
  const other = lineOf({ id: 'operation-2!', content: 'It', unheard: 'It rains.' });
  const whole = lineOf({ id: 'operation-1/acknowledgment' });
  const delivered = deliveredOf(contextOf({ transcript: [cut, other, whole] }), 'operation-1!').transcript;
  expect(delivered).toEqual([lineOf(), other, whole]);
  expect(delivered?.[0]).not.toHaveProperty('unheard');
});

test('a quick answer that asks nothing is only an answer', () => {
  expect(isOnlyAnswer(owedOf({ kind: 'answer' }))).toBe(true);
  expect(isOnlyAnswer(owedOf({ kind: 'announcement' }))).toBe(false);
  expect(isOnlyAnswer(owedOf({ kind: 'answer', offer }))).toBe(false);
});

test.each<[unknown, boolean]>([
  [RESULT, true],
  [` ${RESULT}\n`, true],
  [`${RESULT} And more.`, true],
  ['Your bill', false],
  [' '.repeat(100), false],
  ['', false],
  [undefined, false],
  [7, false],
])('of a reply, %s is all: %s', (heard, isAll) => {
  expect(isAllOf(lineOf(), heard)).toBe(isAll);
  expect(isAllOf(undefined, heard)).toBe(false);
});

describe('of a reply in Markdown', () => {
  const BILL = '**Your bill** is [45 EUR](https://example.com/bill/7).';
  const LIST = 'a\nb\nc';

  test.each<[string, string, string, boolean]>([
    ['all of it as it is said', BILL, 'Your bill is 45 EUR.', true],
    ['all of it as it is written', BILL, BILL, true],
    ['all but its last word as it is said', BILL, 'Your bill is 45', false],
    ['all but its last stop as it is written', BILL, BILL.slice(0, -1), true],
    ['all of it as a recognizer writes it', BILL, 'your bill is 45 eur', true],
    ['all but the currency', 'It costs 45 €.', 'It costs 45', false],
    ['as many letters as are written, of more that are said', LIST, 'a. b.', false],
    ['signs that no voice says, on a screen', '👍', '👍', true],
    ['nothing, of signs that no voice says', '👍', '', false],
  ])('%s', (_, content, heard, isAll) => {
    expect(isAllOf(lineOf({ content }), heard)).toBe(isAll);
  });

  test('what a voice has said of it is all only at its end', () => {
    const piece = fc.constantFrom(
      '**',
      '# ',
      '- ',
      '\n',
      '`',
      '[',
      '](https://a.example)',
      ' ',
      '. ',
      'bill',
      '45',
      '€',
    );
    const written = fc.array(piece, { minLength: 1 }).map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(written, fc.nat(), (content, place) => {
        const spoken = speakable(content);
        fc.pre(/[a-z\d€]/.test(spoken));
        expect(isAllOf(lineOf({ content }), spoken)).toBe(true);
        const [heard, rest] = [spoken.slice(0, place % spoken.length), spoken.slice(place % spoken.length)];
        expect(isAllOf(lineOf({ content }), heard)).toBe(!/[a-z\d€]/.test(rest));
      }),
    );
  });
});

test('an app says what was heard in words, or nothing', () => {
  expect([undefined, '', 'It', 7, null, {}].map(isHearing)).toEqual([true, true, true, false, false, false]);
});
