import { describe, expect, test } from 'vitest';
import { DEFAULT_PHRASES } from '../../src/phrases.ts';
import { breaches, misfits } from './breaches.ts';
import {
  at,
  changesNothing,
  liveId,
  named,
  on,
  outcomesToldOn,
  places,
  repliesOn,
  usersOf,
  ways,
  type Place,
  type Way,
} from './conversation-ways.ts';
import { enters, isAt, sentOn } from './seen.ts';

describe('the chat', () => {
  const isLocked = ({ around: { turn } }: Place) => turn === 'locked' || turn === 'answered';
  const isOpen = ({ chatTurn }: Place['context']) =>
    chatTurn !== null && chatTurn.completedAt === null && chatTurn.abortedAt === null;

  test('C1: is locked exactly while the context has an open turn', () => {
    expect(misfits(places, (place) => isOpen(place.context) === isLocked(place))).toEqual([]);
  });

  test('B1: is there from when something long begins until it has closed or broken', () => {
    expect(misfits(places, (place) => place.speaking.includes('chat') === isAt(place, 'accompanied'))).toEqual([]);
    expect(
      misfits(places, (place) => !place.speaking.includes('chat') || place.context.operation?.long === true),
    ).toEqual([]);
    const gone = ways.filter(({ from, to }) => from.speaking.includes('chat') && !to.speaking.includes('chat'));
    expect(breaches(gone, ({ move }) => move.ends === 'chat')).toEqual([]);
  });

  test('B1: takes no operation with it when it breaks: that goes on, or is told', () => {
    const broken = ways.filter(named('chat breaks'));
    expect(
      breaches(broken, (way) =>
        way.from.context.outcome === null
          ? liveId(way.to) === liveId(way.from) && way.to.speaking.includes('operation')
          : outcomesToldOn(way).length === 1,
      ),
    ).toEqual([]);
  });

  test('C6: is asked to close as soon as there is an outcome, once', () => {
    expect(
      misfits(
        places,
        (place) =>
          place.context.outcome === null ||
          isAt(place, 'settling') ||
          isAt(place, 'aborting') ||
          isAt(place, 'synthesizing'),
      ),
    ).toEqual([]);
    const asked = (way: Way) => sentOn(way, 'chat').filter(({ type }) => type === 'chat.close').length;
    const settled = ways.filter((way) => enters(way, 'settling'));
    expect(breaches(settled, (way) => asked(way) === 1)).toEqual([]);
    expect(
      breaches(
        ways.filter((way) => !settled.includes(way)),
        (way) => asked(way) === 0,
      ),
    ).toEqual([]);
  });

  test('C3: is told to stop when its turn takes too long, and nothing of it is heard', () => {
    const late = ways.filter((way) => enters(way, 'aborting'));
    expect(
      breaches(
        late,
        (way) =>
          JSON.stringify(sentOn(way, 'chat')) === '[{"type":"chat.abort"}]' &&
          way.to.context.chatAbort?.turnId === way.from.context.chatTurn?.turnId,
      ),
    ).toEqual([]);
    const answered = ways.filter(at('aborting')).filter(on('chat.answered'));
    expect(breaches(answered, changesNothing)).toEqual([]);
  });

  test('C3: is under an abort exactly while the turn it names is open', () => {
    expect(
      misfits(places, (place) => (place.context.chatAbort !== null) === (isAt(place, 'aborting') && isLocked(place))),
    ).toEqual([]);
  });

  test('E5: has each answer said once, as a pair with the questions it answers', () => {
    const answered = ways.filter(on('chat.answered')).filter((way) => !isAt(way.from, 'aborting'));
    expect(
      breaches(answered, (way) => {
        const { questions, turnId } = way.move.event as unknown as { questions: string[]; turnId: string };
        const pair = way.to.context.interim.at(-1);
        const [reply, ...more] = repliesOn(way);
        const contents = usersOf(way.to)
          .filter(({ id }) => questions.includes(id))
          .map(({ content }) => content);
        return (
          more.length === 0 &&
          reply?.id === turnId &&
          reply.kind === 'interim' &&
          reply.lane === 'chat' &&
          pair?.turnId === turnId &&
          contents.length > 0 &&
          String(pair.questions) === String(contents)
        );
      }),
    ).toEqual([]);
  });

  test('E4: adds to what was said meanwhile by answers alone, and that is gone when the operation was told', () => {
    expect(
      breaches(ways, (way) => {
        const [before, after] = [way.from.context.interim, way.to.context.interim];
        if (outcomesToldOn(way).length > 0) return after.length === 0;
        return on('chat.answered')(way) && repliesOn(way).length === 1
          ? after.length === before.length + 1
          : after === before;
      }),
    ).toEqual([]);
  });

  test('C5: puts off a question whose answer it gives up, while the tool runs, and the question is kept', () => {
    const given = ways.filter(named('chat.unlocked, aborted'));
    expect(breaches(given, (way) => String(way.to.context.unanswered) === String(way.from.context.unanswered))).toEqual(
      [],
    );
    const excused = (way: Way) => repliesOn(way).length === 1 && repliesOn(way)[0]?.text === DEFAULT_PHRASES.putOff;
    expect(breaches(given.filter(at('operating')), excused)).toEqual([]);
    expect(breaches(given.filter(at('settling', 'aborting')), (way) => repliesOn(way).length === 0)).toEqual([]);
  });
});
