import { expect, test } from 'vitest';
import type { AttemptInput } from '../../machines/tool-run.ts';
import type { Outcome, RunOutcome } from '../../machines/tool-run-protocol.ts';
import { breaches, misfits } from './breaches.ts';
import { isOver, valueOf } from './explore-chart.ts';
import { toolRunPaths } from './explored-charts.ts';
import { enters, isAt, sentOn, startedOn, toldOn } from './seen.ts';

const { places, ways } = toolRunPaths();
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

test('that nothing is heard of a run is told once, as the patience with it runs out, and changes nothing else', () => {
  const stalls = ways.filter(({ move }) => move.name === 'stallPatience runs out');
  expect(stalls.length).toBeGreaterThan(0);
  expect(
    breaches(stalls, (way) => {
      const isTold = toldOn(way).length === 1 && toldOn(way)[0]?.stalled === true;
      return isTold && isAt(way.to, 'stalled') && way.to.context === way.from.context;
    }),
  ).toEqual([]);
  const others = ways.filter(({ move }) => move.name !== 'stallPatience runs out');
  expect(breaches(others, (way) => toldOn(way).every(({ stalled }) => stalled === undefined))).toEqual([]);
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

test('C10: what may have happened is called failed, cancelled or timed out only by the word of the back-end', () => {
  const denied = ways.filter(({ to }) => isOver(to) && !['succeeded', 'unknown'].includes(outcomeOf(to).status));
  const byTool = denied.filter(({ from }) => isAt(from, 'attempting'));
  expect(
    breaches(byTool, ({ from: { context }, move: { event } }) => {
      const isSaid = event.type === 'tool.failed' && !('mayHaveHappened' in event && event.mayHaveHappened);
      return context.call.effect === 'none' || (isSaid && !context.doubtful);
    }),
  ).toEqual([]);
  const inPause = denied.filter(({ from }) => isAt(from, 'backingOff'));
  expect(breaches(inPause, ({ from }) => !from.context.doubtful)).toEqual([]);
  expect(inPause.length).toBeGreaterThan(0);
  const byBackEnd = denied.filter(({ from }) => isAt(from, 'reconciling'));
  expect(breaches(byBackEnd, ({ move }) => move.name === 'it took none')).toEqual([]);
  expect(byBackEnd.length).toBeGreaterThan(0);
});

test('C10: nobody is left in doubt who need not be: a tool that changes nothing ends unknown only by its own word', () => {
  const unknown = ways.filter(({ to }) => isOver(to) && outcomeOf(to).status === 'unknown');
  const harmless = unknown.filter(({ from }) => from.context.call.effect === 'none');
  expect(breaches(harmless, ({ move }) => move.name.includes('perhaps'))).toEqual([]);
});

const begun = ways.filter((way) => startedOn(way, 'tool').length > 0);

test('D6: a tool is begun again only after a restart or a pause, with the same call, and counted', () => {
  expect(begun.length).toBeGreaterThan(0);
  expect(
    breaches(begun, (way) => {
      const { call, attempt } = way.from.context;
      const [started, ...more] = startedOn<AttemptInput>(way, 'tool');
      const isSame = JSON.stringify(started?.call) === JSON.stringify(call) && started?.attempt === attempt + 1;
      const isTold = toldOn(way).length === 1 && toldOn(way)[0]?.attempt === started?.attempt;
      const isLost = way.move.event.type === 'tool.lost' && isAt(way.from, 'running');
      return (isLost || isAt(way.from, 'backingOff')) && isSame && isTold && more.length === 0;
    }),
  ).toEqual([]);
});

test('D6: what may have happened is begun again only where twice has the effect of once', () => {
  expect(
    breaches(begun, ({ from, move }) => {
      const isRepeatable = ['none', 'idempotent'].includes(from.context.call.effect);
      return isRepeatable || (move.event.type !== 'tool.lost' && !from.context.doubtful);
    }),
  ).toEqual([]);
});

test('D6: a tool is begun as often as its plan says at most, and five times if restarts interrupt it', () => {
  const attempts = [...places.values()].map(({ context }) => context.attempt);
  expect(Math.max(...attempts)).toBe(5);
  const afterPause = begun.filter(({ from }) => isAt(from, 'backingOff'));
  expect(breaches(afterPause, ({ to }) => to.context.attempt <= (to.context.call.retry?.attempts ?? 1))).toEqual([]);
});

test('D6: a pause begins only when the tool says that another try may help, and while nothing speaks against it', () => {
  const paused = ways.filter((way) => enters(way, 'backingOff'));
  expect(paused.length).toBeGreaterThan(0);
  expect(
    breaches(paused, ({ from, move: { event } }) => {
      const mayHelp = event.type === 'tool.failed' && 'retryable' in event && event.retryable === true;
      return mayHelp && from.context.stop === null;
    }),
  ).toEqual([]);
});

test('C10: a cancel in a pause ends the run at once, or asks the back-end; no tool is at work then', () => {
  const cancelled = ways.filter(({ from, move }) => isAt(from, 'backingOff') && move.event.type === 'run.cancel');
  expect(breaches(cancelled, ({ from, to }) => !from.speaking.includes('tool') && !isAt(to, 'attempting'))).toEqual([]);
  expect(misfits(places.values(), (place) => !isAt(place, 'backingOff') || place.speaking.length === 0)).toEqual([]);
});

test('doubt is sticky: no step takes it back', () => {
  expect(breaches(ways, ({ from, to }) => !from.context.doubtful || to.context.doubtful)).toEqual([]);
});

test('D9: a back-end is asked once, and only of a tool that can ask it', () => {
  const asked = [...ways].filter((way) => startedOn(way, 'reconcile').length > 0);
  const waiting = asked.filter(({ to }) => to.speaking.includes('reconcile'));
  expect(breaches(waiting, ({ from }) => from.context.call.effect === 'reconcile')).toEqual([]);
  expect(breaches(asked, (way) => !isAt(way.from, 'reconciling'))).toEqual([]);
  expect(waiting.length).toBeGreaterThan(0);
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

test('A7: nothing is begun again for somebody else', () => {
  const begins = ways.filter(({ from, to }) => to.context.attempt > from.context.attempt);
  expect(breaches(begins, ({ from }) => !from.context.isOther)).toEqual([]);
  const signedOut = ways.filter(({ from, move }) => move.name === 'the user signs out' && isAt(from, 'backingOff'));
  expect(breaches(signedOut, ({ to }) => !isAt(to, 'backingOff'))).toEqual([]);
});
