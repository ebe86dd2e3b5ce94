import { describe, expect, test } from 'vitest';
import type { OperationInput } from '../../machines/main-operation-protocol.ts';
import { breaches, misfits } from './breaches.ts';
import { at, hasRoom, isUnstoppable, named, on, places, repliesOn, ways, type Way } from './conversation-ways.ts';
import { room } from './conversation-world.ts';
import { valueOf } from './explore-chart.ts';
import { emittedOn, isAt, sentOn, startedOn } from './seen.ts';

const ids = (place: Way['from']) => place.context.queue.map(({ operationId }) => operationId);
const isNew = (way: Way) => ids(way.to).some((id) => !ids(way.from).includes(id));
const gone = (way: Way) => ids(way.from).filter((id) => !ids(way.to).includes(id));
const wanted = ways.filter(named('the app wants something afterwards'));

describe('a request that waits', () => {
  test('B8: is taken up by an operation under its own id, with the words that ask for it, or its cancellation is told', () => {
    expect(
      breaches(
        ways.filter((way) => gone(way).length > 0),
        (way) => {
          const [id, ...more] = gone(way);
          const waited = way.from.context.queue.find(({ operationId }) => operationId === id);
          const [input] = startedOn<OperationInput>(way, 'operation');
          const isTaken =
            input?.operationId === id && String(input?.request.map((entry) => entry.id)) === String(waited?.messages);
          const isTold = repliesOn(way).some((reply) => reply.id === `${id}/cancelled`);
          return more.length === 0 && isTaken !== isTold;
        },
      ),
    ).toEqual([]);
  });

  test('B8: is taken up where nobody works, once all words are answered and all is told', () => {
    expect(misfits(places, (place) => valueOf(place) !== 'idle' || place.context.queue.length === 0)).toEqual([]);
    const taken = ways.filter((way) => gone(way).length > 0 && startedOn(way, 'operation').length > 0);
    expect(
      breaches(taken, ({ stages }) => {
        const idle = stages.find((stage) => valueOf(stage) === 'idle');
        return idle?.context.unanswered.length === 0 && idle.context.operation === null;
      }),
    ).toEqual([]);
  });

  test('B8: is noted with its place, told once, unless it begins at once', () => {
    expect(
      breaches(wanted.filter(hasRoom), (way) => {
        const told = repliesOn(way).filter(({ id }) => id.endsWith('/queued'));
        return valueOf(way.from) === 'idle' ? told.length === 0 : told.length === 1 && isNew(way);
      }),
    ).toEqual([]);
  });

  test('B8: that finds no room is refused in words, and changes nothing else', () => {
    const refused = wanted.filter((way) => !hasRoom(way));
    expect(breaches(refused, (way) => !isNew(way) && repliesOn(way).length === 1)).toEqual([]);
    expect(misfits(places, ({ context }) => context.queue.length <= room.queue)).toEqual([]);
  });

  test('B8: is queued with the answer of the chat turn that took it, and as far as there is room', () => {
    const asked = ways.filter(named('chat.answered, for afterwards')).filter((way) => !isAt(way.from, 'aborting'));
    expect(breaches(asked, (way) => isNew(way) === hasRoom(way) && repliesOn(way).length === 1)).toEqual([]);
    const late = ways.filter(named('chat.answered, for afterwards')).filter(at('aborting'));
    expect(breaches(late, (way) => !isNew(way))).toEqual([]);
  });

  test('C5: keeps its words in the transcript until they are taken up', () => {
    expect(
      misfits(places, ({ context: { queue, transcript } }) =>
        queue.every(({ messages }) => messages.every((id) => transcript.some((entry) => entry.id === id))),
      ),
    ).toEqual([]);
  });

  test('is shown with all others whenever they change, and the chat is told', () => {
    const changed = ways.filter((way) => isNew(way) || gone(way).length > 0);
    expect(
      breaches(changed, (way) => {
        const shown = emittedOn(way).filter(({ type }) => type === 'queue');
        const told = sentOn(way, 'chat').filter(({ type }) => type === 'queue.changed');
        const last = shown.at(-1) as unknown as { requests: unknown[] } | undefined;
        return (
          shown.length === 1 &&
          last?.requests.length === way.to.context.queue.length &&
          told.length === (way.from.speaking.includes('chat') && way.to.speaking.includes('chat') ? 1 : 0)
        );
      }),
    ).toEqual([]);
  });
});

test('C10: what nobody can stop is not stopped, and the user is told so each time', () => {
  const pressed = ways.filter(on('operation.cancel')).filter((way) => isUnstoppable(way) && gone(way).length === 0);
  expect(
    breaches(
      pressed,
      (way) =>
        sentOn(way, 'operation').length === 0 && repliesOn(way).filter(({ id }) => /unstoppable/.test(id)).length === 1,
    ),
  ).toEqual([]);
});
