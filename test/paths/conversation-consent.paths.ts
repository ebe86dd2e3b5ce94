import { describe, expect, test } from 'vitest';
import type { ConsentInput } from '../../machines/conversation-protocol.ts';
import type { OperationInput } from '../../machines/main-operation-protocol.ts';
import { breaches, misfits } from './breaches.ts';
import {
  announcementsOn,
  named,
  isOfQueue,
  on,
  outcomeOn,
  places,
  heeded,
  strays,
  ways,
  type Way,
} from './conversation-ways.ts';
import { valueOf } from './explore-chart.ts';
import { emittedOn, enters, isAt, startedOn } from './seen.ts';

const asks = (way: Way) => emittedOn(way).filter(({ type }) => type === 'confirmation.requested');
const closes = (way: Way) => emittedOn(way).filter(({ type }) => type === 'confirmation.closed');
/** A button that is pressed while words are judged counts: it is the last that the user has said. */
const isYes = named('it was a yes', 'the app brings the yes');
const grantsOn = (way: Way) => startedOn<OperationInput>(way, 'operation').map(({ granted }) => granted);

describe('A10: a yes of the user', () => {
  test('is waited for only where it was asked, right after the question was told, and nobody had spoken before', () => {
    const awaiting = ways.filter((way) => enters(way, 'awaitingConfirmation'));
    expect(
      breaches(
        awaiting,
        (way) =>
          announcementsOn(way) === 1 && outcomeOn(way)?.offer !== null && way.from.context.unanswered.length === 0,
      ),
    ).toEqual([]);
    const told = ways.filter((way) => announcementsOn(way) === 1 && outcomeOn(way)?.offer);
    expect(breaches(told, (way) => enters(way, 'awaitingConfirmation') === (asks(way).length === 1))).toEqual([]);
    expect(
      misfits(places, (place) => isAt(place, 'awaitingConfirmation') === (place.context.confirmation !== null)),
    ).toEqual([]);
  });

  test('is the only way to a grant, and grants the very call that was asked about', () => {
    const granted = ways.filter((way) => grantsOn(way).some((grant) => grant !== null));
    expect(breaches(granted, isYes)).toEqual([]);
    expect(
      breaches(granted, (way) => {
        const { confirmation } = way.from.context;
        const [grant] = grantsOn(way);
        return (
          isAt(way.from, 'awaitingConfirmation') &&
          grant?.args === confirmation?.args &&
          grant?.tool === confirmation?.tool &&
          grant?.expiresAt === confirmation?.expiresAt
        );
      }),
    ).toEqual([]);
  });

  test('begins the operation at once, and no other one is granted by it', () => {
    const yes = ways.filter(isYes);
    expect(breaches(yes, (way) => grantsOn(way).length === 1 && way.to.context.confirmation === null)).toEqual([]);
  });

  test('that was none, came too late, was taken back by a cancel, or could not be judged lets the question go', () => {
    const no = ways.filter(
      (way) =>
        isAt(way.from, 'awaitingConfirmation') &&
        (named('it was no yes', 'judge breaks', 'consentTimeout runs out', 'confirmationTimeout runs out')(way) ||
          (on('operation.cancel')(way) && !isOfQueue(way))),
    );
    expect(new Set(no.map(({ move }) => move.name)).size).toBe(5);
    expect(
      breaches(
        no,
        (way) =>
          way.to.context.confirmation === null &&
          grantsOn(way).every((grant) => grant === null) &&
          (valueOf(way.to) === 'idle' || isAt(way.to, 'attending')),
      ),
    ).toEqual([]);
  });

  test('is judged by all the words since the question, and by them alone', () => {
    const judged = ways.filter((way) => startedOn(way, 'judge').length > 0);
    expect(
      breaches(judged, (way) => {
        const [input, ...more] = startedOn<ConsentInput>(way, 'judge');
        const { unanswered, transcript, confirmation } = way.to.context;
        const said = transcript.filter(({ id }) => unanswered.includes(id)).map(({ content }) => content);
        return more.length === 0 && String(input?.said) === String(said) && input?.preview === confirmation?.preview;
      }),
    ).toEqual([]);
  });

  test('to another question, to an earlier one, or to none, counts for nothing', () => {
    const stray = ['a yes to another question', 'a yes to an earlier question', 'a yes to nothing'];
    expect(stray.filter((name) => !strays.has(name))).toEqual([]);
    expect(heeded.filter(named(...stray))).toEqual([]);
  });
});

test('each question that is asked is closed once, and it is said whether with a yes', () => {
  const ended = ways.filter(
    ({ from, to }) => from.context.confirmation !== null && to.context.confirmation !== from.context.confirmation,
  );
  expect(
    breaches(ended, (way) => {
      const [closed, ...more] = closes(way);
      return (
        more.length === 0 &&
        closed?.['token'] === way.from.context.confirmation?.token &&
        closed?.['given'] === isYes(way)
      );
    }),
  ).toEqual([]);
  const others = ways.filter((way) => !ended.includes(way));
  expect(breaches(others, (way) => closes(way).length === 0)).toEqual([]);
});

test('A10: what was said before the question was heard is no yes, and is answered', () => {
  const early = ways
    .filter(named('the user has spoken before the question was heard'))
    .filter(({ from }) => isAt(from, 'listening'));
  expect(early.length).toBeGreaterThan(0);
  expect(breaches(early, (way) => grantsOn(way).length === 1 && grantsOn(way)[0] === null)).toEqual([]);
});
