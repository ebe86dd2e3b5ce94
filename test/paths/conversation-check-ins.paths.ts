import { expect, test } from 'vitest';
import { breaches, misfits } from './breaches.ts';
import { spokenConversationPaths } from './explored-charts.ts';
import { emittedOn, isAt } from './seen.ts';

const AFTER_MS = 5;
const { ways } = spokenConversationPaths();
const places = [...spokenConversationPaths().places.values()];
type Way = (typeof ways)[number];

const isSilence = ({ move }: Way) => move.event.type.startsWith('xstate.after.silence');
const checkInsOn = (way: Way) =>
  emittedOn(way).filter(({ type, id }) => type === 'reply' && /check-in/.test(String(id)));

test('G9: the silence is waited for while a tool runs that is told of, and the chat is at no answer, and once in an operation', () => {
  expect(
    misfits(
      places.filter((place) => isAt(place, 'operating')),
      (place) => {
        const { operation, chatTurn } = place.context;
        const isRunning = operation?.runs.some((run) => run.status === 'running' && run.delivery !== 'silent') === true;
        const isAnswering = chatTurn !== null && chatTurn.completedAt === null && chatTurn.abortedAt === null;
        const mayCheckIn = isRunning && !isAnswering && operation.checkedIn === undefined;
        return isAt(place, 'quiet') === mayCheckIn;
      },
    ),
  ).toEqual([]);
});

test('G9: at its end the agent says one line by itself, and never else', () => {
  expect(breaches(ways, (way) => checkInsOn(way).length === (isSilence(way) ? 1 : 0))).toEqual([]);
});

test('G9: that line is in history, and in nothing that is owed, joined or answered', () => {
  expect(
    breaches(ways.filter(isSilence), ({ from, to }) => {
      const kept = ['interim', 'announcements', 'unanswered', 'chatTurn', 'outcome', 'told'] as const;
      return (
        kept.every((field) => from.context[field] === to.context[field]) &&
        to.context.transcript.length === from.context.transcript.length + 1 &&
        to.context.transcript.at(-1)?.kind === 'interim'
      );
    }),
  ).toEqual([]);
});

test('G9: it is counted from what was heard last, and each sign of speech puts it off', () => {
  const quiet = places.filter((place) => isAt(place, 'quiet'));
  expect(misfits(quiet, ({ context: { deadline, spokenAt } }) => deadline >= spokenAt + AFTER_MS)).toEqual([]);
  const signs = ways.filter(
    ({ from, to, move }) => isAt(from, 'quiet') && isAt(to, 'quiet') && move.event.type === 'user.saying',
  );
  expect(breaches(signs, ({ from, to }) => to.context.deadline > from.context.deadline)).toEqual([]);
});
