import { expect, test } from 'vitest';
import type {
  AuthorizeInput,
  OperationOutcome,
  OperationReport,
  ThinkInput,
  UseToolsInput,
} from '../../machines/main-operation-protocol.ts';
import type { RunStatus } from '../../machines/tool-run-protocol.ts';
import type { ToolRunInput } from '../../machines/tool-run.ts';
import { breaches, misfits } from './breaches.ts';
import { isOver, valueOf } from './explore-chart.ts';
import { mainOperationPaths } from './explored-charts.ts';
import { ROUNDS } from './main-operation-world.ts';
import { enters, isAt, sentOn, startedOn, toldOn } from './seen.ts';

const { places, ways } = mainOperationPaths();
type Way = (typeof ways)[number];

const over = [...places.values()].filter(isOver);
const outcomeOf = ({ snapshot }: Way['to']) => snapshot.output as OperationOutcome;
const progressOn = (way: Way) =>
  (toldOn(way) as OperationReport[]).filter(({ type }) => type === 'operation.progressed') as { run: RunStatus }[];
const begins = (child: string) => (way: Way) => startedOn(way, child).length > 0;
const at = (state: string) => (way: Way) => isAt(way.from, state);
const on = (type: string) => (way: Way) => way.move.event.type === type;

const isLookedAtForLong = (way: Way) => at('authorizing.prompt')(way) && way.move.name === 'quickPatience runs out';

test('D3: an operation ends as the state says in which it ends, and each of the three is met', () => {
  expect(misfits(over, (place) => outcomeOf(place).status === valueOf(place))).toEqual([]);
  expect(new Set(over.map((place) => outcomeOf(place).status))).toEqual(new Set(['done', 'failed', 'cancelled']));
});

test('D3: when an operation has ended, each of its runs has', () => {
  expect(misfits(over, (place) => outcomeOf(place).runs.every(({ status }) => status !== 'running'))).toEqual([]);
});

test('D3: a run has one outcome: once it has ended, nothing changes it', () => {
  const after = ways.filter(({ from }) => from.context.runs.some(({ status }) => status !== 'running'));
  expect(
    breaches(after, ({ from, to }) => {
      const ended = from.context.runs.filter(({ status }) => status !== 'running');
      return ended.every((run) => to.context.runs.includes(run));
    }),
  ).toEqual([]);
});

test('D3: what became of a run is told once, in the step in which it ends, and so is what it told last', () => {
  const ended = ways.filter(({ move }) => move.ends === 'run');
  expect(
    breaches(ended, (way) => {
      const told = progressOn(way).filter(({ run }) => run.runId === way.from.context.runs.at(-1)?.runId);
      const run = way.to.context.runs.find(({ runId }) => runId === told[0]?.run.runId);
      return told.length === 1 && told[0]?.run.status !== 'running' && told[0]?.run === run;
    }),
  ).toEqual([]);
});

test('D1: a run is told from 0 on, never falls, and comes to 100 on success alone', () => {
  const begun = ways.filter(begins('run'));
  expect(
    breaches(begun, (way) => {
      const run = progressOn(way).at(-1)?.run;
      return run?.status === 'running' && run.percent === 0;
    }),
  ).toEqual([]);
  const percentOf = (runs: RunStatus[], id: string) => runs.find(({ runId }) => runId === id)?.percent ?? 0;
  expect(
    breaches(ways, ({ from, to }) =>
      to.context.runs.every(({ runId, percent }) => percent >= percentOf(from.context.runs, runId)),
    ),
  ).toEqual([]);
  expect(
    misfits(places.values(), ({ context }) =>
      context.runs.every(({ percent, status }) => (percent === 100) === (status === 'succeeded')),
    ),
  ).toEqual([]);
});

test('one run goes at a time, beside one for each slow quick call, and only while its state is there', () => {
  expect(
    misfits(
      places.values(),
      (place) =>
        place.context.runs.filter(({ status }) => status === 'running').length ===
        (isAt(place, 'long') ? 1 : isAt(place, 'quick.slow') ? place.context.quick.length : 0),
    ),
  ).toEqual([]);
});

test('no child is stopped while it is at work on something that may have an effect, but quick tools out of time', () => {
  const left = ways.filter(({ from, to, move }) =>
    ['tools', 'run'].some(
      (child) =>
        from.speaking.includes(child) &&
        !to.speaking.includes(child) &&
        move.ends !== child &&
        move.event.type !== 'tool.answered',
    ),
  );
  expect(breaches(left, ({ move }) => move.name === 'quickTimeout runs out')).toEqual([]);
});

test('of several long calls the next begins only if the one before succeeded, in the order asked', () => {
  const ended = ways.filter(({ move }) => move.ends === 'run');
  const failed = ended.filter(({ move }) => move.name !== 'the run ends succeeded');
  expect(
    breaches(failed, (way) => !begins('run')(way) && (isOver(way.to) || way.to.context.long.length === 0)),
  ).toEqual([]);
  const next = ended.filter(
    ({ from, move }) => move.name === 'the run ends succeeded' && from.context.long.length > 1 && !from.context.stopped,
  );
  expect(breaches(next, (way) => startedOn<ToolRunInput>(way, 'run')[0]?.call === way.from.context.long[1])).toEqual(
    [],
  );
});

test('quick calls come first, and no long one begins before they are answered or given up', () => {
  expect(breaches(ways.filter(begins('run')), ({ to }) => to.context.quick.length === 0)).toEqual([]);
  expect(
    breaches(
      ways.filter(begins('tools')),
      (way) => startedOn<UseToolsInput>(way, 'tools')[0]?.calls === way.to.context.quick,
    ),
  ).toEqual([]);
});

test('quick tools are at work exactly while an answer of theirs is awaited, and are asked once', () => {
  expect(
    misfits(places.values(), (place) => isAt(place, 'quick') === (!isOver(place) && place.context.quick.length > 0)),
  ).toEqual([]);
  const givenUp = ways.filter(({ move }) => move.name === 'tools breaks' || move.name === 'quickTimeout runs out');
  expect(breaches(givenUp, (way) => !begins('tools')(way))).toEqual([]);
});

test('F3: the model is asked again only when nothing it asked for is left, and no call has two results', () => {
  const again = ways.filter(begins('think'));
  expect(
    breaches(again, (way) => {
      const { steps, runs } = startedOn<ThinkInput>(way, 'think')[0] ?? { steps: [], runs: [] };
      const ids = steps.map(({ results }) => results.map(({ callId }) => callId));
      const isOnce = ids.every((list) => new Set(list).size === list.length);
      return (
        isOnce &&
        runs.every(({ status }) => status !== 'running') &&
        way.to.context.long.length + way.to.context.quick.length === 0
      );
    }),
  ).toEqual([]);
});

test('an answer of a quick tool is a result of the newest reply, and leaves the others to be answered', () => {
  const answered = ways.filter(on('tool.answered')).filter(at('quick'));
  expect(
    breaches(answered, ({ from, to }) => {
      const [before, after] = [from, to].map(({ context }) => context.steps.at(-1)?.results.length ?? 0);
      return after === (before ?? 0) + 1 && from.context.quick.length === to.context.quick.length + 1;
    }),
  ).toEqual([]);
});

test('C11: the model is asked so many times at most, and after that the operation has failed', () => {
  expect(misfits(places.values(), ({ context }) => context.rounds <= ROUNDS)).toEqual([]);
  const thought = ways.filter(begins('think'));
  expect(breaches(thought, ({ from, to }) => to.context.rounds === from.context.rounds + 1)).toEqual([]);
});

test('C10: a cancel ends thinking at once, and looking at what was asked for', () => {
  const cancelled = ways.filter(on('operation.cancel')).filter((way) => at('thinking')(way) || at('authorizing')(way));
  expect(breaches(cancelled, ({ to }) => valueOf(to) === 'cancelled')).toEqual([]);
});

test('C10: a cancel stops the run that goes, and lets quick tools come to their end', () => {
  const running = ways.filter(on('operation.cancel')).filter(at('long'));
  expect(
    breaches(
      running,
      (way) => isAt(way.to, 'long') && JSON.stringify(sentOn(way, 'run')) === '[{"type":"run.cancel"}]',
    ),
  ).toEqual([]);
  const quick = ways.filter(on('operation.cancel')).filter(at('quick'));
  expect(breaches(quick, (way) => isAt(way.to, 'quick') && way.to.speaking.includes('tools'))).toEqual([]);
});

test('C10: after a cancel nothing new begins, and the operation ends as cancelled unless its run breaks', () => {
  const stopped = ways.filter(({ from }) => from.context.stopped);
  const anew = stopped.filter((way) => !on('tools.lost')(way));
  expect(breaches(anew, (way) => !['think', 'tools', 'run'].some((child) => begins(child)(way)))).toEqual([]);
  const ended = stopped.filter(({ to }) => isOver(to));
  expect(
    breaches(ended, ({ to, move }) => valueOf(to) === (move.name === 'run breaks' ? 'failed' : 'cancelled')),
  ).toEqual([]);
});

test('D11: quick tools that were lost are taken up in the next attempt: those that are open, knowing of a cancel', () => {
  const lost = ways.filter(on('tools.lost')).filter(at('quick'));
  expect(
    breaches(lost, (way) => {
      const { quick, stopped } = way.from.context;
      const [input] = startedOn<UseToolsInput>(way, 'tools');
      return input?.calls === quick && input.stopped === stopped && input.attempt === 2 && isAt(way.to, 'quick');
    }),
  ).toEqual([]);
  expect(lost.some(({ from }) => from.context.stopped)).toBe(true);
  const others = ways.filter(begins('tools')).filter((way) => !on('tools.lost')(way));
  expect(breaches(others, (way) => startedOn<UseToolsInput>(way, 'tools')[0]?.attempt === 1)).toEqual([]);
});

test('quick tools that turn out to be slow go on where they are: none is stopped, and none is called again', () => {
  const slow = ways.filter((way) => enters(way, 'quick.slow'));
  expect(slow.length).toBeGreaterThan(0);
  expect(breaches(slow, (way) => !begins('tools')(way) && way.to.speaking.includes('tools'))).toEqual([]);
  const again = ways.filter(on('tools.lost')).filter(at('quick.slow'));
  expect(again.length).toBeGreaterThan(0);
  expect(
    breaches(again, ({ from, to }) => isAt(to, 'quick.slow') && isSame(to.context.runs, from.context.runs)),
  ).toEqual([]);
});

test('C10: quick tools that the user wanted stopped do not count as long any more', () => {
  const patient = ways.filter(({ move }) => move.name === 'quickPatience runs out').filter(at('quick'));
  expect(breaches(patient, ({ from, to }) => isAt(to, from.context.stopped ? 'stopping' : 'slow'))).toEqual([]);
});

test('D3: the run of a slow quick call is told from 0 on, and once how it ended, by its answer or without one', () => {
  const slow = ways.filter((way) => enters(way, 'quick.slow'));
  expect(
    breaches(slow, (way) => {
      const told = progressOn(way).map(({ run }) => [run.callId, run.percent, run.status]);
      return isSame(
        told,
        way.from.context.quick.map(({ id }) => [id, 0, 'running']),
      );
    }),
  ).toEqual([]);
  const ended = ways
    .filter(at('quick.slow'))
    .filter(({ from, to }) => from.context.quick.length > to.context.quick.length);
  expect(
    breaches(ended, (way) => {
      const open = way.from.context.quick.filter((call) => !way.to.context.quick.includes(call));
      const statusOf = ({ effect }: { effect: string }) => {
        if (on('tool.answered')(way)) return 'succeeded';
        return effect === 'none' ? 'timedOut' : 'unknown';
      };
      const told = progressOn(way).filter(({ run }) => run.status !== 'running');
      return isSame(
        told.map(({ run }) => [run.callId, run.status]),
        open.map((call) => [call.id, statusOf(call)]),
      );
    }),
  ).toEqual([]);
});

test('B1: something long is told to have begun before it begins to work, and is acknowledged once', () => {
  const goesLong = (way: Way) =>
    isLookedAtForLong(way) ||
    begins('run')(way) ||
    enters(way, 'quick.slow') ||
    (on('tools.lost')(way) && at('quick.slow')(way));
  const begun = ways.filter(goesLong);
  expect(
    breaches(begun, (way) => {
      const types = toldOn(way).map(({ type }) => type);
      const isFirst = way.from.context.runs.length === 0 && !way.from.context.acknowledged;
      return (
        types.filter((type) => type === 'operation.wentLong').length === 1 &&
        types.includes('operation.acknowledged') === isFirst
      );
    }),
  ).toEqual([]);
  const others = ways.filter((way) => !goesLong(way));
  expect(
    breaches(others, (way) =>
      toldOn(way).every(({ type }) => type !== 'operation.wentLong' && type !== 'operation.acknowledged'),
    ),
  ).toEqual([]);
});

test('B1: what is looked at for long is acknowledged when the patience with it runs out, and never looked at anew for that', () => {
  const slow = ways.filter(isLookedAtForLong);
  expect(slow.length).toBeGreaterThan(0);
  expect(
    breaches(
      slow,
      (way) => way.to.context.acknowledged && !begins('authorize')(way) && isAt(way.to, 'authorizing.slow'),
    ),
  ).toEqual([]);
  const known = [...places.values()].filter(({ context }) => context.acknowledged || context.runs.length > 0);
  expect(misfits(known, (place) => !isAt(place, 'authorizing.prompt'))).toEqual([]);
});

test('a report names its operation', () => {
  const told = ways.filter((way) => toldOn(way).length > 0);
  expect(breaches(told, (way) => toldOn(way).every(({ operationId }) => operationId === 'operation-1'))).toEqual([]);
});

test('what a quick tool found out about the user is told at once, and what nobody found out is not', () => {
  const answered = ways.filter(on('tool.answered')).filter(at('quick'));
  const told = (way: Way) => toldOn(way).filter(({ type }) => type === 'operation.learned');
  expect(
    breaches(answered, (way) => {
      const hasNews = way.move.name.endsWith('news');
      return told(way).length === (hasNews ? 1 : 0) && (!hasNews || way.to.context.session['verified'] === true);
    }),
  ).toEqual([]);
});

test('that something may have changed is never forgotten', () => {
  const changed = ways.filter(({ from }) => from.context.mayHaveChanged);
  expect(breaches(changed, ({ to }) => to.context.mayHaveChanged)).toEqual([]);
});

test('a model that fails takes nothing back: the operation ends with the runs it had', () => {
  const failed = ways.filter(at('thinking')).filter((way) => enters(way, 'failed') && way.from.context.runs.length > 0);
  expect(breaches(failed, ({ from, to }) => outcomeOf(to).runs === from.context.runs)).toEqual([]);
});

test('whatever makes an operation fail is reported once', () => {
  const failed = ways.filter((way) => enters(way, 'failed'));
  expect(breaches(failed, ({ deeds }) => deeds.filter(({ type }) => type === 'reportFailure').length === 1)).toEqual(
    [],
  );
});

test('A7: no tool is there to run but by a look at what was asked for, and nothing runs while it is looked at', () => {
  const more = ways.filter(
    ({ from, to }) =>
      to.context.quick.length > from.context.quick.length || to.context.long.length > from.context.long.length,
  );
  expect(more.length).toBeGreaterThan(0);
  expect(breaches(more, ({ move }) => move.ends === 'authorize')).toEqual([]);
  expect(misfits(places.values(), (place) => !isAt(place, 'authorizing') || place.speaking.length <= 1)).toEqual([]);
});

test('A10: a yes is looked at before any model is asked, once, and then it is used up', () => {
  const withYes = (way: Way) => startedOn<AuthorizeInput>(way, 'authorize').some(({ granted }) => granted !== null);
  expect(mainOperationPaths().beginnings.filter((arrival) => withYes(arrival as Way))).toHaveLength(1);
  expect(breaches(ways, (way) => !withYes(way) || (at('authorizing')(way) && on('session.updated')(way)))).toEqual([]);
  const begun = ways.filter((way) => begins('think')(way) || begins('tools')(way) || begins('run')(way));
  expect(breaches(begun, ({ to }) => to.context.granted === null)).toEqual([]);
});

test('A10: what needs a yes is handed out by an operation that is done, and by no other', () => {
  expect(
    misfits(
      over,
      (place) => (outcomeOf(place).offer !== null) === (place.context.offer !== null && isAt(place, 'done')),
    ),
  ).toEqual([]);
  const offered = ways.filter(({ from }) => from.context.offer !== null);
  expect(breaches(offered, ({ from, to }) => to.context.offer === from.context.offer)).toEqual([]);
});

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
