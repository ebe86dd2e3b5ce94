import { beforeAll, describe, expect, test } from 'vitest';
import type { Outcome, RunOutcome } from '../../machines/tool-run-protocol.ts';
import { toolRunMachine, type ToolRunEvent } from '../../machines/tool-run.ts';
import { breaks, everyOrder, runsOut, type Moves } from './every-order.ts';
import { play, type Play } from './play-chart.ts';

type Run = Play<typeof toolRunMachine>;

const call = {
  runId: 'operation-1/call-1',
  callId: 'call-1',
  tool: 'paint',
  args: { colour: 'blue' },
  label: 'the painting',
  acknowledgment: 'I am painting.',
  expectedMs: 10_000,
  timeoutMs: 100_000,
};
const site = { conversationId: 'customer-1', operationId: 'operation-1', session: { verified: true } };
const begin = (harmless = false) => play(toolRunMachine, { ...site, call: { ...call, harmless } });

const progressed = (percent: number, message = ''): ToolRunEvent => ({ type: 'tool.progressed', percent, message });
const succeeded: ToolRunEvent = { type: 'tool.succeeded', result: { colour: 'blue' }, announcement: 'It is blue.' };
const failed: ToolRunEvent = { type: 'tool.failed', error: 'no paint', mayHaveHappened: false };
const doubtful: ToolRunEvent = { type: 'tool.failed', error: 'no word of the painters', mayHaveHappened: true };
const cancel: ToolRunEvent = { type: 'run.cancel' };

const moves = {
  progressed: (run) => run.send(progressed(40)),
  goesBack: (run) => run.send(progressed(20)),
  goesTooFar: (run) => run.send(progressed(250)),
  succeeds: (run) => run.send(succeeded),
  fails: (run) => run.send(failed),
  mayHaveHappened: (run) => run.send(doubtful),
  breaks: breaks('tool'),
  cancel: (run) => run.send(cancel),
  toolTimeout: runsOut('toolTimeout'),
  cancelGrace: runsOut('cancelGrace'),
} satisfies Moves<typeof toolRunMachine>;

function after(run: Run, order: string): Run {
  return order.split(' ').reduce((before, name) => moves[name as keyof typeof moves](before) ?? before, run);
}

const outcome = ({ output }: Run) => output as RunOutcome;

describe('D3, C10: the tool has the word on how it went', () => {
  test.each<[order: string, ifItChanges: Outcome, ifItOnlyReads: Outcome]>([
    ['succeeds', 'succeeded', 'succeeded'],
    ['fails', 'failed', 'failed'],
    ['mayHaveHappened', 'unknown', 'unknown'],
    ['breaks', 'unknown', 'failed'],
    ['cancel succeeds', 'succeeded', 'succeeded'],
    ['cancel fails', 'cancelled', 'cancelled'],
    ['cancel mayHaveHappened', 'unknown', 'unknown'],
    ['cancel breaks', 'unknown', 'failed'],
    ['cancel cancelGrace', 'unknown', 'cancelled'],
    ['cancel cancel fails', 'cancelled', 'cancelled'],
    ['toolTimeout succeeds', 'succeeded', 'succeeded'],
    ['toolTimeout fails', 'timedOut', 'timedOut'],
    ['toolTimeout mayHaveHappened', 'unknown', 'unknown'],
    ['toolTimeout breaks', 'unknown', 'failed'],
    ['toolTimeout cancelGrace', 'unknown', 'timedOut'],
    ['toolTimeout cancel fails', 'timedOut', 'timedOut'],
    ['toolTimeout cancel cancelGrace', 'unknown', 'timedOut'],
  ])('%s: a tool with effects has %s, one without has %s', (order, ifItChanges, ifItOnlyReads) => {
    const endings = [begin(false), begin(true)].map((run) => after(run, order));
    expect(endings.map(({ isOver }) => isOver)).toEqual([true, true]);
    expect(endings.map((run) => outcome(run).status)).toEqual([ifItChanges, ifItOnlyReads]);
  });

  test('a success hands over the result and its sentence, at 100 percent', () => {
    expect(outcome(after(begin(), 'progressed succeeds'))).toEqual({
      status: 'succeeded',
      percent: 100,
      result: { colour: 'blue' },
      announcement: 'It is blue.',
      error: '',
    });
  });

  test.each([
    ['progressed fails', 'no paint'],
    ['progressed mayHaveHappened', 'no word of the painters'],
    ['progressed cancel mayHaveHappened', 'no word of the painters'],
    ['progressed breaks', 'the tool broke'],
    ['progressed cancel fails', ''],
    ['progressed toolTimeout cancelGrace', ''],
  ])('%s: what went wrong is said as "%s", and there is no result', (order, error) => {
    for (const harmless of [false, true]) {
      expect(outcome(after(begin(harmless), order))).toMatchObject({
        percent: 40,
        result: null,
        announcement: '',
        error,
      });
    }
  });
});

test('D3: nothing is known of a run before its tool has said anything', () => {
  expect(begin().context).toMatchObject({ status: 'unknown', percent: 0, message: '', announcement: '', error: '' });
});

describe('D1: progress', () => {
  test('begins at 0, is told in whole percents, never goes back, and is not 100 before the success', () => {
    const percents = [-5, 12.7, 12, 60, 100, 250, 3];
    const run = percents.reduce((before, percent) => before.send(progressed(percent)), begin());
    expect(begin().context.percent).toBe(0);
    expect(run.told.map(({ percent }) => percent)).toEqual([0, 12, 12, 60, 99, 99, 99]);
  });

  test('keeps the last words of the tool where it has no new ones', () => {
    const run = begin()
      .send(progressed(10, 'The first coat is on.'))
      .send(progressed(20))
      .send(progressed(30, 'Drying.'));
    expect(run.told).toEqual([
      { type: 'run.progressed', percent: 10, message: 'The first coat is on.' },
      { type: 'run.progressed', percent: 20, message: 'The first coat is on.' },
      { type: 'run.progressed', percent: 30, message: 'Drying.' },
    ]);
  });

  test.each(['cancel', 'toolTimeout'])('is not told any more after %s, nor noted', (stop) => {
    const run = after(begin(), `progressed ${stop} goesTooFar`);
    expect(run.told).toHaveLength(1);
    expect(outcome(after(run, 'fails')).percent).toBe(40);
  });
});

describe('stopping', () => {
  test.each([
    ['cancel', 'cancel'],
    ['toolTimeout', 'timeout'],
    ['cancel cancel', 'cancel'],
    ['toolTimeout cancel', 'timeout'],
  ])('%s: the tool is told to stop, once, for the reason %s', (order, reason) => {
    const run = after(begin(), order);
    expect(run.sent('tool')).toEqual([{ type: 'tool.abort', reason }]);
    expect(run.context.stop).toBe(reason);
  });

  test('the tool is waited for: it lives until it has said how it went, or the grace is over', () => {
    const run = after(begin(), 'cancel');
    expect(run.children).toEqual(['tool']);
    expect(run.timers).toEqual(['cancelGrace']);
    expect(after(run, 'cancelGrace').children).toEqual([]);
  });

  test('a second cancel does not stretch the grace', () => {
    const run = after(begin(), 'cancel cancel cancel');
    expect(run.called('startTimer')).toEqual([{ bound: 'toolTimeout' }, { bound: 'cancelGrace' }]);
  });

  test('the timeout of the tool ends with the cancel, and the grace has a time of its own', () => {
    expect(begin().timers).toEqual(['toolTimeout']);
    expect(begin().called('startTimer')).toEqual([{ bound: 'toolTimeout' }]);
    expect(after(begin(), 'progressed').called('startTimer')).toHaveLength(1);
  });
});

test('the tool is started once, with its call, what is known of the user, and the attempt', () => {
  const input = { ...site, call: { ...call, harmless: false }, attempt: 1 };
  expect(after(begin(), 'progressed cancel').started('tool')).toEqual([input]);
});

describe.each([
  ['with effects', false],
  ['that only reads', true],
])('D3: any four events in any order, of a tool %s', (_, harmless) => {
  let orders: { at: Run; made: string[] }[] = [];
  let ended: typeof orders = [];
  beforeAll(() => {
    orders = [...everyOrder(begin(harmless), moves, 4)];
    ended = orders.filter(({ at }) => at.isOver);
  });

  test('have exactly one outcome, and it agrees with what happened', () => {
    expect(ended.length).toBeGreaterThan(300);
    const wrong = ended.filter(({ at, made }) => outcome(at).status !== expected(made, harmless));
    expect(wrong.map(({ made }) => made.join(' '))).toEqual([]);
  });

  test('end at the latest when the timers have run out', () => {
    const open = orders.filter(({ at }) => !at.isOver);
    const late = open.map(({ at }) => after(at, 'toolTimeout cancelGrace')).filter(({ isOver }) => !isOver);
    expect(late).toEqual([]);
  });

  test('tell each progress before a stop, nothing after it, and nothing with the end', () => {
    for (const { at, made } of orders) {
      const stop = made.findIndex((name) => ['cancel', 'toolTimeout'].includes(name));
      const before = stop === -1 ? made : made.slice(0, stop);
      const reports = before.filter((name) => ['progressed', 'goesBack', 'goesTooFar'].includes(name));
      const percents = at.told.map(({ percent }) => Number(percent));
      expect(percents).toHaveLength(reports.length);
      expect(percents).toEqual(percents.toSorted((a, b) => a - b));
      expect(percents.filter((percent) => percent >= 100)).toEqual([]);
    }
  });

  test('leave nothing behind: no child, no timer, and no ear for another word', () => {
    for (const { at } of ended) {
      expect([at.children, at.timers]).toEqual([[], []]);
      for (const event of [progressed(50), succeeded, failed, doubtful, cancel]) {
        const more = at.send(event);
        expect([more.output, more.deeds.length]).toEqual([at.output, at.deeds.length]);
      }
    }
  });
});

/** The rule in plain words: the first that ends it decides, by what went before. */
function expected(made: string[], harmless: boolean): Outcome {
  const stop = made.find((name) => ['cancel', 'toolTimeout'].includes(name));
  const stopped = stop === 'toolTimeout' ? 'timedOut' : 'cancelled';
  switch (made.at(-1)) {
    case 'succeeds':
      return 'succeeded';
    case 'fails':
      return stop ? stopped : 'failed';
    case 'breaks':
      return harmless ? 'failed' : 'unknown';
    case 'cancelGrace':
      return harmless ? stopped : 'unknown';
    default:
      return 'unknown';
  }
}
