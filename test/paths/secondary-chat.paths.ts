import { expect, test } from 'vitest';
import type { AnswerInput } from '../../machines/secondary-chat-protocol.ts';
import { breaches, misfits } from './breaches.ts';
import { isOver, valueOf } from './explore-chart.ts';
import { secondaryChatPaths } from './explored-charts.ts';
import { ROUNDS } from './secondary-chat-world.ts';
import { enters, isAt, startedOn, toldOn } from './seen.ts';

const { places, beginnings, ways } = secondaryChatPaths();
/** With the turn a chat begins with, when it begins with questions. */
const arrivals = [...beginnings, ...ways];
const idsOf = (entries: { id: string }[]) => entries.map(({ id }) => id);
type Way = (typeof ways)[number];
const isLocked = (place: Way['to']) => isAt(place, 'locked');

test('C1: each turn is told as locked, perhaps answered, and unlocked, and only then the next begins', () => {
  expect(
    breaches(arrivals, (way) => {
      const before = way.from && isLocked(way.from) ? 'locked' : 'free';
      const turn = toldOn(way).reduce((now, { type }) => NEXT[now]?.[type] ?? 'wrong', before);
      return turn === (isLocked(way.to) ? 'locked' : 'free');
    }),
  ).toEqual([]);
});

/** What a report makes of a turn. */
const NEXT: { [now: string]: { [told: string]: string } } = {
  free: { 'chat.locked': 'locked' },
  locked: { 'chat.answered': 'answered', 'chat.unlocked': 'free' },
  answered: { 'chat.unlocked': 'free' },
};

test('C1: a report names the turn it is about, and turns are numbered one by one', () => {
  expect(
    breaches(arrivals, (way) => {
      const [before, after] = [way.from?.context.turns ?? 0, way.to.context.turns];
      return toldOn(way).every(({ type, turnId }) => turnId === `turn-${type === 'chat.locked' ? after : before}`);
    }),
  ).toEqual([]);
  expect(breaches(ways, ({ from, to }) => to.context.turns - from.context.turns <= 1)).toEqual([]);
});

test('C1: one piece of work is at it while a turn is open, and none otherwise', () => {
  expect(misfits(places.values(), (place) => place.speaking.length === (isLocked(place) ? 1 : 0))).toEqual([]);
});

test('C2: whoever leaves the lock gives it back, and says whether the answer was given up', () => {
  const left = ways.filter((way) => isLocked(way.from) && toldOn(way).some(({ type }) => type === 'chat.unlocked'));
  expect(
    breaches(left, (way) => {
      const told = toldOn(way);
      const isAnswered = told.some(({ type }) => type === 'chat.answered');
      return told.find(({ type }) => type === 'chat.unlocked')?.aborted === !isAnswered;
    }),
  ).toEqual([]);
  const gone = ways.filter(
    (way) => isLocked(way.from) && (!isLocked(way.to) || way.to.context.turns > way.from.context.turns),
  );
  expect(breaches(gone, (way) => left.includes(way))).toEqual([]);
});

test('C1: questions that come meanwhile wait in order; all of them are taken as the next turn', () => {
  const asked = ways.filter(({ move }) => move.event.type === 'question.asked');
  const waiting = ({ context }: Way['to']) => idsOf(context.questions);
  expect(
    breaches(asked, (way) => {
      const all = [...waiting(way.from), (way.move.event as unknown as { question: { id: string } }).question.id];
      return String(isLocked(way.from) ? waiting(way.to) : idsOf(way.to.context.asked)) === String(all);
    }),
  ).toEqual([]);
  const taken = arrivals.filter((way) => toldOn(way).some(({ type }) => type === 'chat.locked'));
  expect(breaches(taken, ({ to }) => to.context.questions.length === 0 && to.context.asked.length > 0)).toEqual([]);
  expect(
    misfits(places.values(), (place) => valueOf(place) !== 'unlocked' || place.context.questions.length === 0),
  ).toEqual([]);
});

test('C5: no waiting question is dropped: it stays until it is taken', () => {
  expect(
    breaches(ways, ({ from, to }) =>
      idsOf(from.context.questions).every((id) =>
        [...idsOf(to.context.questions), ...idsOf(to.context.asked)].includes(id),
      ),
    ),
  ).toEqual([]);
});

test('C5: an answer names the questions of its turn, and the chat remembers both', () => {
  const answered = ways.filter((way) => toldOn(way).some(({ type }) => type === 'chat.answered'));
  expect(
    breaches(answered, (way) => {
      const told = toldOn(way).find(({ type }) => type === 'chat.answered');
      const asked = idsOf(way.from.context.asked);
      const turn = [...asked, way.from.context.turnId];
      return (
        String(told?.questions) === String(asked) &&
        told?.text !== '' &&
        String(idsOf(way.to.context.history).slice(-turn.length)) === String(turn)
      );
    }),
  ).toEqual([]);
});

test('C3: an answer that is given up is not given: neither told nor remembered', () => {
  const aborted = ways.filter((way) => enters(way, 'aborting'));
  expect(
    breaches(
      aborted,
      (way) =>
        toldOn(way).every(({ type }) => type !== 'chat.answered') &&
        way.to.context.history === way.from.context.history,
    ),
  ).toEqual([]);
  const told = ways.filter(({ move }) => move.event.type === 'chat.abort');
  expect(breaches(told, ({ to }) => valueOf(to) === 'closed')).toEqual([]);
});

test('C6: a chat closes only when it was asked to, and then at once, or with the end of its turn', () => {
  const closed = ways.filter(({ to }) => isOver(to));
  const isAsked = (way: Way) => ['chat.close', 'chat.abort'].includes(way.move.event.type);
  expect(breaches(closed, (way) => isAsked(way) || isAt(way.from, 'closing'))).toEqual([]);
  const idle = ways.filter((way) => isAsked(way) && !isLocked(way.from));
  expect(breaches(idle, ({ to }) => isOver(to))).toEqual([]);
  const closing = ways.filter(({ from }) => isAt(from, 'closing'));
  expect(
    breaches(closing, ({ from, to }) => isOver(to) || (isAt(to, 'closing') && to.context.turns === from.context.turns)),
  ).toEqual([]);
});

test('C11: the model is asked for a turn once more than it may ask for tools, at most', () => {
  expect(misfits(places.values(), ({ context }) => context.steps.length <= ROUNDS)).toEqual([]);
});

test('E2: whether a turn was about the status alone is known by its tools', () => {
  const answered = ways.filter((way) => toldOn(way).some(({ type }) => type === 'chat.answered'));
  const names = ({ context }: Way['to']) => context.steps.flatMap(({ calls }) => calls.map(({ name }) => name));
  expect(
    breaches(answered, (way) => {
      const isStatus = names(way.from).length > 0 && !names(way.from).includes('look');
      return toldOn(way).find(({ type }) => type === 'chat.answered')?.statusOnly === isStatus;
    }),
  ).toEqual([]);
});

test('D1: an answer goes by the newest progress and what the app told last', () => {
  const asked = ways.filter((way) => startedOn(way, 'answer').length > 0);
  expect(
    breaches(asked, (way) =>
      startedOn<AnswerInput>(way, 'answer').every(
        (input) => input.runs === way.to.context.runs && input.session === way.to.context.session,
      ),
    ),
  ).toEqual([]);
  const progressed = ways.filter(({ move }) => move.event.type === 'operation.progressed');
  expect(breaches(progressed, ({ to }) => to.context.runs.length === 1)).toEqual([]);
});

test('whatever makes the chat give up by itself is reported once', () => {
  const aborted = ways.filter((way) => enters(way, 'aborting') && way.move.event.type !== 'chat.abort');
  expect(breaches(aborted, ({ deeds }) => deeds.filter(({ type }) => type === 'reportFailure').length === 1)).toEqual(
    [],
  );
});
