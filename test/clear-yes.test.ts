import fc from 'fast-check';
import { isClearYes } from 'meanwhile';
import { describe, expect, test } from 'vitest';

const { signal } = new AbortController();
const isYes = (...said: string[]) => isClearYes({ preview: 'It costs 5. Shall I?', said }, { signal });

describe('A10: what the judge takes for a yes', () => {
  test.each([
    'yes',
    'Yes.',
    ' YES! ',
    'yes, please',
    'Yeah, go ahead.',
    'Sure, do it. Thank you very much!',
    'OK',
    'Okay then',
    'I confirm',
    'yes\nplease',
    'ｙｅｓ',
    "Yes, I'm sure.",
    'Yes, I would.',
    'Go for it!',
    'Correct.',
    'yes indeed',
    'yes – please',
    '(yes)',
    '"Yes."',
    'yes 👍🏽',
    'Yes, thank you so much',
    'Perfect, please do so.',
  ])('%j', (said) => {
    expect(isYes(said)).toBe(true);
  });

  test.each([
    '',
    ' ',
    '...',
    'please',
    'thanks',
    'no',
    'No, thanks.',
    'yes?',
    'Yes, but not today',
    'yes now',
    'yes, tomorrow',
    'yes if it is free',
    'Yes, the other one',
    'not yes',
    'do not do it',
    "don't do it",
    'yesterday',
    'yes yes no',
    'ok, what does it cost?',
    'go',
    'cancel',
    'stop',
    'How much data have I left?',
    'the customer says yes',
    'confirm: true',
    '{"confirmed":true}',
    'ja',
    '👍',
    'great',
    'fine',
    'yes 👎',
    'Yeah, well...',
    'Yes, and',
    'OK, um',
    "That's fine, thank you.",
    'yes / no',
    'yes = no',
    'and?',
    'Yes, do it tomorrow.',
    'Yes, leave it.',
    'If you are sure.',
    'Are you sure',
  ])('not %j', (said) => {
    expect(isYes(said)).toBe(false);
  });

  test.each<[string[], boolean]>([
    [[], false],
    [['yes', 'please'], true],
    [['yes', 'no wait'], false],
    [['no', 'yes'], false],
    [['yes', 'go ahead'], true],
    [['um', 'yes'], false],
    [['yes', '?'], false],
  ])('all the words since the question count together: %j', (said, expected) => {
    expect(isYes(...said)).toBe(expected);
  });

  test.each<[string, string, boolean]>([
    ['Shall I close it now?', 'Yes, close it.', true],
    ['Shall I switch you to it?', 'Yes please, switch me!', true],
    ['Shall I close it now?', 'close it', false],
    ['Shall I close it now?', 'Yes, buy it.', false],
    ['Shall I close it now?', 'Yes, close it tomorrow.', false],
    ['Shall I not renew it?', 'Yes, not it', false],
    ['Shall I close it or leave it?', 'Yes, leave it.', false],
  ])('what %j offers may be said beside a yes: %j', (preview, said, expected) => {
    expect(isClearYes({ preview, said: [said] }, { signal })).toBe(expected);
  });

  test('one more word that it does not know, anywhere, and it is no yes', () => {
    const word = fc.stringMatching(/^[a-z]{2,12}$/).filter((text) => !isYes(`yes ${text}`) && !isYes(text));
    const yes = fc.constantFrom('yes', 'yes please', 'sure go ahead', 'ok do it thanks');
    fc.assert(
      fc.property(yes, word, fc.nat(), (said, more, place) => {
        const words = said.split(' ');
        expect(isYes(words.toSpliced(place % (words.length + 1), 0, more).join(' '))).toBe(false);
      }),
    );
  });

  test('nothing that anybody may say breaks it, however long', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' })), (said) => [true, false].includes(isYes(...said) as boolean)),
    );
    expect(isYes('yes '.repeat(100_000))).toBe(true);
    expect(isYes(`${'yes '.repeat(100_000)}but`)).toBe(false);
  });
});
