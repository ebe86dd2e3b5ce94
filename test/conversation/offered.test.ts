import fc from 'fast-check';
import { expect, test } from 'vitest';
import { heardOf } from '../../src/conversation/heard.ts';
import { offered } from '../../src/conversation/offered.ts';
import { contextOf, lineOf, offer, owedOf } from '../kit/context-of.ts';

const RESULT = 'Your bill is 45 EUR.';

test('what is offered is said, with its question, and counted', () => {
  const others = [owedOf({ id: 'operation-2!', operationId: 'operation-2' })];
  const context = contextOf({ announcements: [owedOf({ offers: 0, offer }), ...others], now: 7 });
  expect(offered(context)).toEqual({
    announcements: [owedOf({ offers: 1, offer }), ...others],
    transcript: [lineOf({ content: `${RESULT} ${offer.preview}`, at: 7 })],
  });
});

test('what is offered again says which time this is; what was heard of it before stands where it was said', () => {
  const before = lineOf({ content: 'Your bill', unheard: RESULT });
  const context = contextOf({ transcript: [before], announcements: [owedOf()], now: 7 });
  expect(offered(context).transcript).toEqual([lineOf({ content: 'Your bill' }), lineOf({ offer: 2, at: 7 })]);
});

test('what nothing was heard of before is not in history twice, and what others left unheard stays', () => {
  const blank = lineOf({ content: ' ', unheard: RESULT });
  const other = lineOf({ id: 'operation-2!', content: '', unheard: 'It rains.' });
  const context = contextOf({ transcript: [blank, other], announcements: [owedOf()], now: 7 });
  expect(offered(context).transcript).toEqual([other, lineOf({ offer: 2, at: 7 })]);
});

test('where nothing is owed, nothing is offered', () => {
  expect(offered(contextOf())).toEqual({});
});

test('however often it is offered and cut short, it is whole the last time, and unheard once at most', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('', 'Your', 'Your bill is'), { maxLength: 5 }), (cuts) => {
      const cutShort = cuts.reduce(
        (context, heard) => {
          const spoken = { ...context, ...offered(context) };
          return { ...spoken, ...heardOf(spoken, { id: 'operation-1!', heard }) };
        },
        contextOf({ announcements: [owedOf({ offers: 0 })] }),
      );
      expect(cutShort.transcript.filter(({ unheard }) => unheard !== undefined)).toHaveLength(Math.min(1, cuts.length));
      const { transcript = [], announcements = [] } = offered(cutShort);
      expect(transcript.map(({ content }) => content)).toEqual([...cuts.filter((heard) => heard !== ''), RESULT]);
      expect(transcript.every(({ unheard }) => unheard === undefined)).toBe(true);
      expect(announcements).toEqual([owedOf({ offers: cuts.length + 1 })]);
    }),
  );
});
