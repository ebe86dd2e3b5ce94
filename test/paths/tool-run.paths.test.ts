import { expect, test } from 'vitest';
import type { Outcome, RunOutcome } from '../../machines/tool-run-protocol.ts';
import { breaches, misfits } from './breaches.ts';
import { isOver, valueOf } from './explore-chart.ts';
import { toolRunPaths } from './explored-charts.ts';
import { enters, isAt, sentOn, toldOn } from './seen.ts';

const { places, ways } = toolRunPaths;
const over = [...places.values()].filter(isOver);
const outcomeOf = ({ snapshot }: (typeof over)[number]) => snapshot.output as RunOutcome;

test('D3: a run ends in one of five outcomes, which its last state is named after', () => {
  const names: { [state: string]: Outcome } = {
    succeeded: 'succeeded',
    failed: 'failed',
    cancelled: 'cancelled',
    timedOut: 'timedOut',
    outcomeUnknown: 'unknown',
  };
  expect(misfits(over, (place) => outcomeOf(place).status === names[String(valueOf(place))])).toEqual([]);
  expect(new Set(over.map((place) => outcomeOf(place).status))).toEqual(new Set(Object.values(names)));
});

test('D1: the percent never falls, and is 100 on success and on success alone', () => {
  expect(breaches(ways, ({ from, to }) => to.context.percent >= from.context.percent)).toEqual([]);
  expect(
    misfits(places.values(), ({ context, snapshot }) => (context.percent === 100) === (snapshot.value === 'succeeded')),
  ).toEqual([]);
  expect(
    misfits(over, (place) => (outcomeOf(place).percent === 100) === (outcomeOf(place).status === 'succeeded')),
  ).toEqual([]);
});

test('D1: each word of progress is told once, below 100, while nothing speaks against the run', () => {
  const progressed = ways.filter(({ move }) => move.event.type === 'tool.progressed');
  expect(
    breaches(progressed, (way) => {
      const told = toldOn(way);
      const isRunning = isAt(way.from, 'running');
      return isRunning
        ? told.length === 1 && told[0]?.percent === way.to.context.percent && way.to.context.percent < 100
        : told.length === 0;
    }),
  ).toEqual([]);
});

test('D3: the word of success is heeded whenever it comes, even while the tool is told to stop', () => {
  const succeeded = ways.filter(({ move }) => move.event.type === 'tool.succeeded');
  expect(breaches(succeeded, ({ to }) => valueOf(to) === 'succeeded')).toEqual([]);
});

test('C10: a tool is told to stop once, and told why', () => {
  const told = ways.filter((way) => enters(way, 'cancelling'));
  expect(
    breaches(told, (way) => {
      const reason = way.move.event.type === 'run.cancel' ? 'cancel' : 'timeout';
      return JSON.stringify(sentOn(way, 'tool')) === JSON.stringify([{ type: 'tool.abort', reason }]);
    }),
  ).toEqual([]);
  const others = ways.filter((way) => !enters(way, 'cancelling'));
  expect(breaches(others, (way) => sentOn(way, 'tool').length === 0)).toEqual([]);
});

test('C10: what may have happened is never called failed, cancelled or timed out', () => {
  const ended = ways.filter(({ to }) => isOver(to));
  const doubtful = ended.filter(({ from, move: { event } }) => {
    const isHarmless = from.context.call.harmless;
    if (event.type === 'tool.failed') return (event as { mayHaveHappened?: boolean }).mayHaveHappened === true;
    return !isHarmless && event.type !== 'tool.succeeded';
  });
  expect(breaches(doubtful, ({ to }) => outcomeOf(to).status === 'unknown')).toEqual([]);
  const sure = ended.filter((way) => !doubtful.includes(way));
  expect(breaches(sure, ({ to }) => outcomeOf(to).status !== 'unknown')).toEqual([]);
});

test('C10: a run is cancelled or timed out only when that was asked of it', () => {
  expect(
    misfits(over, (place) => {
      const { status } = outcomeOf(place);
      const { stop } = place.context;
      return (status !== 'cancelled' || stop === 'cancel') && (status !== 'timedOut' || stop === 'timeout');
    }),
  ).toEqual([]);
});

test('a run that fails says why', () => {
  const failed = ways.filter(({ to }) => valueOf(to) === 'failed');
  expect(breaches(failed, ({ to }) => outcomeOf(to).error !== '')).toEqual([]);
});
