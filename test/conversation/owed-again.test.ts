import fc from 'fast-check';
import type { ToldOperation } from '../../machines/conversation-protocol.ts';
import { describe, expect, test } from 'vitest';
import { isAllOf } from '../../src/conversation/heard.ts';
import { offered } from '../../src/conversation/offered.ts';
import { isCutQuestion, isOwedAgain, owedAgain, withOwedAgain } from '../../src/conversation/owed-again.ts';
import { contextOf, lineOf, offer, owedOf } from '../kit/context-of.ts';

const RESULT = 'Your bill is 45 EUR.';
const told = contextOf({ transcript: [lineOf()] });
const cut = { id: 'operation-1!', heard: 'Your' };
const confirmation = { ...offer, operationId: 'operation-1', token: 'operation-1/call-1', expiresAt: 9 };

describe('an outcome that was told, and turns out not to have been heard', () => {
  test('is owed again, as often as it was offered', () => {
    expect(owedAgain(told, cut)).toEqual([owedOf()]);
    expect(owedAgain(contextOf({ transcript: [lineOf({ offer: 2 })] }), cut)).toEqual([owedOf({ offers: 2 })]);
  });

  test('is owed with what it says that was done, and of what nobody knows: who asks again has not heard of it', () => {
    const known = { doubtful: ['pay'], sameKeys: ['paint blue'] };
    const { transcript = [], announcements = [] } = offered(
      contextOf({ announcements: [owedOf({ ...known, offers: 0 })] }),
    );
    expect(announcements).toMatchObject([known]);
    expect(owedAgain(contextOf({ transcript }), cut)).toEqual([owedOf(known)]);
  });

  test('is said to be owed wherever it stood as told', () => {
    const last: ToldOperation = { operationId: 'operation-1', status: 'done', delivery: 'told', runs: [], at: 1 };
    expect(withOwedAgain({ ...told, told: last }, cut)).toMatchObject({ told: { delivery: 'owed' } });
    const other = { ...last, operationId: 'operation-2' };
    expect(withOwedAgain({ ...told, told: other }, cut)).toMatchObject({ told: { delivery: 'told' } });
    expect(withOwedAgain({ ...told, told: last }, { ...cut, heard: RESULT })).toEqual({});
  });

  test('is owed without the question at its end', () => {
    const asking = contextOf({ transcript: [lineOf({ content: `${RESULT} ${offer.preview}` })], confirmation });
    expect(owedAgain(asking, cut)).toEqual([owedOf()]);
    const alone = contextOf({ transcript: [lineOf({ content: offer.preview })], confirmation });
    expect(owedAgain(alone, cut)).toEqual([]);
  });

  test('keeps its own last words when another one asks the same', () => {
    const other = { ...confirmation, operationId: 'operation-2' };
    const content = `${RESULT} ${offer.preview}`;
    expect(owedAgain(contextOf({ transcript: [lineOf({ content })], confirmation: other }), cut)).toEqual([
      owedOf({ text: content }),
    ]);
  });

  test.each([
    ['it is owed already', contextOf({ transcript: [lineOf()], announcements: [owedOf()] }), cut],
    ['it was noted as unheard', contextOf({ transcript: [lineOf({ unheard: RESULT })] }), cut],
    ['it never was', told, { id: 'operation-2!' }],
    ['it is words of the user', contextOf({ transcript: [lineOf({ role: 'user' })] }), cut],
    [
      'it is an acknowledgment',
      contextOf({ transcript: [lineOf({ id: 'operation-1/acknowledgment', kind: 'acknowledgment' })] }),
      { id: 'operation-1/acknowledgment' },
    ],
    [
      'it is an answer of the chat',
      contextOf({ transcript: [lineOf({ id: 'turn-1', kind: 'interim' })] }),
      { id: 'turn-1' },
    ],
  ])('is not owed again if %s', (_, context, interruption) => {
    expect(owedAgain(context, interruption)).toEqual([]);
    expect(isOwedAgain(context, interruption)).toBe(false);
  });

  test.each<[string, unknown, boolean, boolean]>([
    ['nothing, as far as the app knows', undefined, true, true],
    ['nothing', '', true, true],
    ['a word', 'Your', true, false],
    ['all of it', RESULT, false, false],
    ['what is no text', 7, false, false],
  ])('and of which the user heard %s is owed: %s; a result: %s, a quick answer: %s', (_, heard, result, quick) => {
    const interruption = { id: 'operation-1!', heard } as { id: string };
    const answer = contextOf({ transcript: [lineOf({ kind: 'answer' })] });
    expect([isOwedAgain(told, interruption), isOwedAgain(answer, interruption)]).toEqual([result, quick]);
  });
});

test('a result is owed again whole, or was heard whole: nothing of it is lost', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), fc.nat(), (words, length) => {
      const content = words.trim() || 'It is done.';
      const heard = content.slice(0, length % (content.length + 1));
      const context = contextOf({ transcript: [lineOf({ content })] });
      const interruption = { id: 'operation-1!', heard };
      expect(isOwedAgain(context, interruption)).toBe(!isAllOf(lineOf({ content }), heard));
      expect(owedAgain(context, interruption).map(({ text }) => text)).toEqual([content]);
    }),
  );
});

describe('the question that waits for a yes', () => {
  const asking = contextOf({ transcript: [lineOf({ content: offer.preview })], confirmation });

  test('was cut short unless all of its reply was heard', () => {
    expect(isCutQuestion(asking, { id: 'operation-1!', heard: 'It costs' })).toBe(true);
    expect(isCutQuestion(asking, { id: 'operation-1!' })).toBe(true);
    expect(isCutQuestion(asking, { id: 'operation-1!', heard: offer.preview })).toBe(false);
  });

  test('was not if all of it was said, without the signs that no voice says', () => {
    const bold = { ...offer, preview: `**${offer.preview}**` };
    const context = contextOf({
      transcript: [lineOf({ content: `${RESULT} ${bold.preview}` })],
      confirmation: { ...confirmation, ...bold },
    });
    expect(isCutQuestion(context, { id: 'operation-1!', heard: `${RESULT} ${offer.preview}` })).toBe(false);
    expect(isCutQuestion(context, { id: 'operation-1!', heard: RESULT })).toBe(true);
  });

  test('was not if another reply was, there is none, or the app does not say what was heard', () => {
    expect(isCutQuestion(asking, { id: 'operation-2!' })).toBe(false);
    expect(isCutQuestion(told, { id: 'operation-1!' })).toBe(false);
    expect(isCutQuestion(asking, { id: 'operation-1!', heard: 7 } as never)).toBe(false);
  });
});
