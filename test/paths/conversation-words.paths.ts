import { describe, expect, test } from 'vitest';
import type { OperationInput } from '../../machines/main-operation-protocol.ts';
import type { ChatInput } from '../../machines/secondary-chat-protocol.ts';
import { breaches, misfits } from './breaches.ts';
import {
  hasRoom,
  isMalformed,
  isUnstoppable,
  named,
  on,
  outcomesToldOn,
  places,
  repliesOn,
  heeded,
  strays,
  usersOf,
  waitingOn,
  ways,
  type Way,
} from './conversation-ways.ts';
import { valueOf } from './explore-chart.ts';
import { emittedOn, isAt, sentOn, startedOn } from './seen.ts';

describe('what the user says', () => {
  const said = ways.filter(named('the user speaks'));

  test('C5: is in the transcript once and before any work, and is either unanswered or a request', () => {
    expect(
      breaches(said, (way) => {
        const id = `user/${String((way.move.event as { id?: string }).id)}`;
        const entry = way.stages[0]?.context.transcript.find((entry) => entry.id === id);
        const isWaiting = way.to.context.unanswered.filter((known) => known === id).length === 1;
        const isRequest = usersOf(way.to).some((entry) => entry.id === id && entry.turn !== undefined);
        return entry !== undefined && isWaiting !== isRequest;
      }),
    ).toEqual([]);
  });

  test('C5: stays unanswered until the chat has answered it or an operation takes it up', () => {
    const fewer = ways.filter(({ from, to }) =>
      from.context.unanswered.some((id) => !to.context.unanswered.includes(id)),
    );
    expect(
      breaches(fewer, (way) => {
        const gone = way.from.context.unanswered.filter((id) => !way.to.context.unanswered.includes(id));
        const [input] = startedOn<OperationInput>(way, 'operation');
        const { questions = [] } = way.move.event as { questions?: string[] };
        const taken = on('chat.answered')(way) ? questions : (input?.request ?? []).map(({ id }) => id);
        return gone.every((id) => taken.includes(id));
      }),
    ).toEqual([]);
  });

  test('C5: is never trimmed away while it is unanswered, and belongs to no turn yet', () => {
    expect(
      misfits(places, ({ context: { unanswered, transcript } }) =>
        unanswered.every((id) => transcript.some((entry) => entry.id === id && entry.turn === undefined)),
      ),
    ).toEqual([]);
  });

  test('C5: is taken up at once where nobody works, all of it together and before what waits, and only a button begins one with nothing', () => {
    expect(misfits(places, (place) => valueOf(place) !== 'idle' || place.context.unanswered.length === 0)).toEqual([]);
    const begun = ways.filter((way) => startedOn(way, 'operation').length > 0);
    expect(
      breaches(begun, (way) => {
        const [input] = startedOn<OperationInput>(way, 'operation');
        const words = [way.from, ...way.stages].findLast(({ context }) => context.unanswered.length > 0);
        const asked = words?.context.unanswered ?? waitingOn(way, input?.operationId)?.messages ?? [];
        return (
          input !== undefined &&
          String(input.request.map(({ id }) => id)) === String(asked) &&
          (input.request.length > 0 || named('the app brings the yes')(way)) &&
          way.to.context.unanswered.length === 0
        );
      }),
    ).toEqual([]);
  });

  test('B1: goes to the chat while a long tool runs, each word once, and nowhere else', () => {
    const passed = (way: Way) => sentOn(way, 'chat').filter(({ type }) => type === 'question.asked');
    expect(
      breaches(said, (way) => {
        const [asked, ...more] = passed(way);
        if (!isAt(way.from, 'operating')) return asked === undefined;
        return (
          more.length === 0 &&
          (asked as { question?: { id: string } } | undefined)?.question?.id === way.to.context.unanswered.at(-1)
        );
      }),
    ).toEqual([]);
  });

  test('B1: is handed to a chat that begins, all that waits of it, and is not in its history', () => {
    const begun = ways.filter((way) => startedOn(way, 'chat').length > 0);
    expect(
      breaches(begun, (way) => {
        const [input] = startedOn<ChatInput>(way, 'chat');
        const ids = input?.questions.map(({ id }) => id) ?? [];
        return (
          String(ids) === String(way.to.context.unanswered) &&
          input?.history.every(({ id }) => !ids.includes(id)) === true
        );
      }),
    ).toEqual([]);
  });

  test('B10: that is no words is reported, like any event of a wrong shape, and changes nothing', () => {
    const empty = ways.filter((way) => named('the user says nothing')(way) || isMalformed(way.move));
    expect(new Set(empty.map(({ move }) => move.event.type)).size).toBe(8);
    expect(
      breaches(
        empty,
        (way) =>
          String(way.deeds.map(({ type }) => type)) === 'xstate.emit' &&
          String(emittedOn(way).map(({ type }) => type)) === 'failure' &&
          way.to.context === way.from.context,
      ),
    ).toEqual([]);
  });

  test('F6: a second time under the same id is not heard again', () => {
    const again = ['it is said again', 'it is wanted again'];
    expect(again.filter((name) => !strays.has(name))).toEqual([]);
    expect(heeded.filter(named(...again))).toEqual([]);
  });
});

describe('what the app and the tools tell of the user', () => {
  test('A5: is known in every state, and to each child at work', () => {
    const news = ways.filter(on('session.updated'));
    expect(
      breaches(news, (way) => {
        const { speaking } = way.from;
        const hears = (child: string) => sentOn(way, child).length === (speaking.includes(child) ? 1 : 0);
        return way.to.context.session['verified'] === true && hears('operation') && hears('chat');
      }),
    ).toEqual([]);
  });

  test('A5: is learned from the live operation, and handed on to the chat', () => {
    const learned = ways.filter(on('operation.learned'));
    expect(
      breaches(
        learned,
        (way) =>
          way.to.context.session['verified'] === true &&
          sentOn(way, 'chat').length === (way.from.speaking.includes('chat') ? 1 : 0),
      ),
    ).toEqual([]);
  });
});

/** It is said once of each run, while the operation works and the chat is silent. */
function isStallTold({ from, move }: Way): boolean {
  const { chatTurn, transcript, operation } = from.context;
  const isOpen = chatTurn !== null && chatTurn.completedAt === null && chatTurn.abortedAt === null;
  const isKnown = transcript.some(({ id }) => id === `${operation?.runs.at(-1)?.runId}/stalled`);
  return move.name === 'the run has stalled' && isAt(from, 'operating') && !isOpen && !isKnown;
}

test('G1: the user hears one acknowledgment, answer, fixed phrase, or outcome at a time, and nothing else', () => {
  const isHeard = (way: Way) =>
    on('operation.acknowledged')(way) ||
    named('the user says too much', 'the app wants too much afterwards')(way) ||
    (named('the app wants something afterwards')(way) && (valueOf(way.from) !== 'idle' || !hasRoom(way))) ||
    named('the user cancels what waits as number 1')(way) ||
    (on('operation.cancel')(way) && (isAt(way.from, 'awaitingConfirmation') || isUnstoppable(way))) ||
    outcomesToldOn(way).length > 0 ||
    isStallTold(way) ||
    (on('chat.answered')(way) && !isAt(way.from, 'aborting')) ||
    (named('chat.unlocked, aborted')(way) && isAt(way.from, 'operating'));
  expect(breaches(ways, (way) => repliesOn(way).length === (isHeard(way) ? 1 : 0))).toEqual([]);
  expect(ways.some(isStallTold)).toBe(true);
});

test('F1: whatever the user hears is in the transcript, as it was said', () => {
  const heard = ways.filter((way) => repliesOn(way).length > 0);
  expect(
    breaches(heard, (way) =>
      repliesOn(way).every(({ id, text, kind }) =>
        way.stages.some(({ context: { transcript } }) =>
          transcript.some((entry) => entry.id === id && entry.content === text && entry.kind === kind),
        ),
      ),
    ),
  ).toEqual([]);
});
