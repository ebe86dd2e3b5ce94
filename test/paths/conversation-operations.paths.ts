import { describe, expect, test } from 'vitest';
import type { OperationOutcome } from '../../machines/main-operation-protocol.ts';
import { DEFAULT_PHRASES } from '../../src/phrases.ts';
import { plainReply } from '../../src/plain-reply.ts';
import { breaches, misfits } from './breaches.ts';
import {
  announcementsOn,
  changesNothing,
  liveId,
  named,
  isOfQueue,
  isUnstoppable,
  on,
  outcomeOn,
  outcomesToldOn,
  places,
  ways,
  type Place,
  type Way,
} from './conversation-ways.ts';
import { valueOf } from './explore-chart.ts';
import { emittedOn, isAt, sentOn, startedOn } from './seen.ts';

describe('an operation', () => {
  test('B1: is alone: it begins only where none is, and is not stopped before its end', () => {
    const begun = ways.filter((way) => startedOn(way, 'operation').length > 0);
    expect(
      breaches(
        begun,
        (way) =>
          startedOn(way, 'operation').length === 1 &&
          (!way.from.speaking.includes('operation') || way.move.ends === 'operation'),
      ),
    ).toEqual([]);
    const gone = ways.filter(
      ({ from, to }) =>
        from.speaking.includes('operation') && (!to.speaking.includes('operation') || liveId(from) !== liveId(to)),
    );
    expect(breaches(gone, ({ move }) => move.ends === 'operation')).toEqual([]);
  });

  test('B3: lives exactly as long as the context has it without an outcome', () => {
    expect(
      misfits(
        places,
        (place) =>
          place.speaking.includes('operation') === (place.context.operation !== null && place.context.outcome === null),
      ),
    ).toEqual([]);
    const isFree = (place: Place) => valueOf(place) === 'idle' || isAt(place, 'awaitingConfirmation');
    expect(misfits(places, (place) => isFree(place) === (place.context.operation === null))).toEqual([]);
  });

  test('D3: has its outcome recorded before anything else, and kept until it is told', () => {
    const ended = ways.filter(({ move }) => move.ends === 'operation');
    const recorded = ({ move, from }: Way) =>
      (move.event as unknown as { output?: OperationOutcome }).output ?? crashed(from);
    expect(
      breaches(ended, (way) => JSON.stringify(way.stages[0]?.context.outcome) === JSON.stringify(recorded(way))),
    ).toEqual([]);
    const known = ways.filter(({ from }) => from.context.outcome !== null);
    expect(
      breaches(known, (way) => way.to.context.outcome === way.from.context.outcome || outcomesToldOn(way).length === 1),
    ).toEqual([]);
  });

  test('D3: that breaks leaves the outcome of the run it had going unknown', () => {
    const broken = ways
      .filter(named('operation breaks'))
      .filter(({ from }) => from.context.operation?.runs.at(-1)?.status === 'running');
    expect(breaches(broken, (way) => outcomeOn(way)?.runs.at(-1)?.status === 'unknown')).toEqual([]);
  });

  test('B2: that ends is told once, in words, under its own id, and is over then', () => {
    const announced = ways.filter((way) => announcementsOn(way) > 0);
    expect(
      breaches(announced, (way) => {
        const [reply, ...more] = outcomesToldOn(way);
        const operationId = liveId(way.from);
        return (
          more.length === 0 &&
          announcementsOn(way) === 1 &&
          reply?.operationId === operationId &&
          reply?.id === `${operationId}!` &&
          reply.text.trim() !== '' &&
          liveId(way.to) !== operationId
        );
      }),
    ).toEqual([]);
  });

  test('B2: is told by nothing but its announcement, and is not let go untold', () => {
    const others = ways.filter((way) => announcementsOn(way) === 0);
    expect(
      breaches(
        others,
        (way) =>
          outcomesToldOn(way).length === 0 &&
          (way.from.context.operation === null || liveId(way.to) === liveId(way.from)),
      ),
    ).toEqual([]);
    expect(breaches(ways, ({ from, to }) => to.context.operations - from.context.operations <= 1)).toEqual([]);
  });

  test('B2: is told in its plain words, unless they were joined with talk, and what it asks comes last', () => {
    const plain = ways.filter((way) => announcementsOn(way) > 0 && !named('it is joined')(way));
    expect(
      breaches(plain, (way) => {
        const outcome = outcomeOn(way);
        const words = outcome && [plainReply(outcome, DEFAULT_PHRASES), outcome.offer?.preview].filter(Boolean);
        return words !== null && outcomesToldOn(way)[0]?.text === words.join(' ');
      }),
    ).toEqual([]);
  });

  test('B7: is shown when it goes long and once when it is told, and never when it is quick', () => {
    expect(
      breaches(ways, (way) => {
        const shown = emittedOn(way).filter(({ type }) => type === 'operation');
        const { operation } = way.from.context;
        const wentLong =
          operation?.long === false && way.stages.some(({ context }) => context.operation?.long === true);
        const wasTold = operation?.long === true && outcomesToldOn(way).length === 1;
        const statuses = [
          ...(goesLongAgain(way) || wentLong ? ['running'] : []),
          ...(wasTold ? [outcomeOn(way)?.status] : []),
        ];
        return String(shown.map(({ status }) => status)) === String(statuses);
      }),
    ).toEqual([]);
  });

  test('B7: is known as the last one told when it was long', () => {
    const told = ways.filter((way) => outcomesToldOn(way).length > 0);
    expect(
      breaches(told, (way) => {
        const isLong = way.from.context.operation?.long === true;
        return isLong
          ? way.to.context.told?.operationId === liveId(way.from)
          : way.to.context.told === way.from.context.told;
      }),
    ).toEqual([]);
    expect(
      breaches(
        told,
        (way) => outcomesToldOn(way)[0]?.kind === (way.from.context.operation?.long ? 'announcement' : 'answer'),
      ),
    ).toEqual([]);
  });

  test('D1: has its progress kept and shown once, and told to the chat if there is one', () => {
    const progressed = ways.filter(on('operation.progressed'));
    expect(
      breaches(progressed, (way) => {
        const { run } = way.move.event as unknown as { run: { runId: string } };
        const isTold =
          sentOn(way, 'chat').filter(({ type }) => type === 'operation.progressed').length ===
          (way.from.speaking.includes('chat') ? 1 : 0);
        const shown = emittedOn(way).filter(({ type }) => type !== 'reply');
        return (
          isTold && shown.length === 1 && shown[0]?.type === 'progress' && way.to.context.operation?.runs.at(-1) === run
        );
      }),
    ).toEqual([]);
  });

  test('C10: is cancelled once for each cancel while it is at work, and a cancel changes nothing else', () => {
    const pressed = ways.filter(on('operation.cancel')).filter((way) => !isOfQueue(way));
    const cancelled = pressed.filter((way) => way.from.speaking.includes('operation') && !isUnstoppable(way));
    expect(
      breaches(
        cancelled,
        (way) => JSON.stringify(sentOn(way, 'operation')) === '[{"type":"operation.cancel"}]' && way.deeds.length === 1,
      ),
    ).toEqual([]);
    const late = pressed.filter(
      ({ from }) => !from.speaking.includes('operation') && !isAt(from, 'awaitingConfirmation'),
    );
    expect(breaches(late, changesNothing)).toEqual([]);
  });
});

/** A chat that broke is begun anew by the next long tool, which is shown as well. */
function goesLongAgain({ from, move }: Way): boolean {
  return from.context.operation?.long === true && isAt(from, 'attending') && move.event.type === 'operation.wentLong';
}

/** What is recorded of an operation that breaks. */
function crashed({ context: { operation } }: Place): OperationOutcome {
  const runs = (operation?.runs ?? []).map((run) =>
    run.status === 'running' ? { ...run, status: 'unknown' as const } : run,
  );
  return {
    operationId: operation?.operationId ?? '',
    status: 'failed',
    text: '',
    runs,
    offer: null,
    mayHaveChanged: true,
    doubtful: runs.flatMap(({ tool, status }) => (status === 'unknown' ? [tool] : [])),
  };
}
