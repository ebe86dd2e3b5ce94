import { expect, test } from 'vitest';
import { DEFAULT_PHRASES, phrasesWith, type OwnPhrases } from '../src/phrases.ts';
import { stageTelco } from './kit/telco.ts';

test('the phrases of an app take the place of the defaults one by one', () => {
  const phrases = phrasesWith({ putOff: 'Later.', ended: { failed: (label) => `No: ${label}.` } });
  expect(phrases.putOff).toBe('Later.');
  expect(phrases.ended.failed('it')).toBe('No: it.');
  expect(phrases.ended.unknown('it')).toBe(DEFAULT_PHRASES.ended.unknown('it'));
  expect(phrases.broke).toBe(DEFAULT_PHRASES.broke);
});

test('each phrase of an app is said, whatever it is called', () => {
  const mine = (phrases: object): object =>
    Object.fromEntries(
      Object.entries(phrases).map(([name, phrase]: [string, unknown]) => [
        name,
        typeof phrase === 'string' ? name : typeof phrase === 'function' ? () => name : mine(phrase as object),
      ]),
    );
  const said = (phrases: object): unknown[] =>
    Object.entries(phrases).flatMap(([name, phrase]: [string, unknown]) =>
      typeof phrase === 'object' ? said(phrase as object) : [[name, typeof phrase === 'function' ? phrase() : phrase]],
    );
  const all = said(phrasesWith(mine(DEFAULT_PHRASES)));
  expect(all).toHaveLength(said(DEFAULT_PHRASES).length);
  expect(all).toEqual(all.map((one) => [(one as string[])[0], (one as string[])[0]]));
});

test('a phrase that was left undefined is the default', () => {
  const own = { putOff: undefined, begins: undefined, ended: { failed: undefined } } as unknown as OwnPhrases;
  expect(phrasesWith(own).putOff).toBe(DEFAULT_PHRASES.putOff);
  expect(phrasesWith(own).begins('it')).toBe(DEFAULT_PHRASES.begins('it'));
  expect(phrasesWith(own).ended.failed('it')).toBe(DEFAULT_PHRASES.ended.failed('it'));
});

const bad: [string, () => string][] = [
  [
    'throws',
    () => {
      throw new Error('no phrase');
    },
  ],
  ['is no text', () => 42 as unknown as string],
  ['is blank', () => ' '],
];
test.each(bad)('a phrase that %s keeps no outcome from being told', async (_, cancelled) => {
  const phrases: OwnPhrases = { ended: { cancelled } };
  const scene = stageTelco({ main: [{ calls: [{ name: 'get_billing_summary_tool' }] }], phrases });
  await scene.say('Draw up my bill.');
  await scene.at(1000);
  scene.actor.send({ type: 'operation.cancel' });
  await scene.untilIdle();

  const usual = DEFAULT_PHRASES.ended.cancelled('your bill');
  expect(scene.replies('announcement').map(({ text }) => text)).toEqual([usual]);
});
