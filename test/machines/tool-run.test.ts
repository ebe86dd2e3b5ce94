import { beforeAll, describe, expect, test } from 'vitest';
import type { EffectPolicy, Outcome, Reconciled, RunOutcome } from '../../machines/tool-run-protocol.ts';
import { toolRunMachine, type ToolRunEvent } from '../../machines/tool-run.ts';
import { breaks, ends, everyOrder, runsOut, type Moves } from './every-order.ts';
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
const begin = (effect: EffectPolicy = 'unsafe') => play(toolRunMachine, { ...site, call: { ...call, effect } });
const POLICIES: EffectPolicy[] = ['none', 'idempotent', 'reconcile', 'unsafe'];

const progressed = (percent: number, message = ''): ToolRunEvent => ({ type: 'tool.progressed', percent, message });
const succeeded: ToolRunEvent = { type: 'tool.succeeded', result: { colour: 'blue' }, announcement: 'It is blue.' };
const failed: ToolRunEvent = { type: 'tool.failed', error: 'no paint', mayHaveHappened: false };
const doubtful: ToolRunEvent = { type: 'tool.failed', error: 'no word of the painters', mayHaveHappened: true };
const lost: ToolRunEvent = { type: 'tool.lost' };
const cancel: ToolRunEvent = { type: 'run.cancel' };
const happened: Reconciled = { happened: true, result: { colour: 'red' }, announcement: 'It is red.' };
const undone: Reconciled = { happened: false, result: null, announcement: '' };

const moves = {
  progressed: (run) => run.send(progressed(40)),
  goesBack: (run) => run.send(progressed(20)),
  goesTooFar: (run) => run.send(progressed(250)),
  succeeds: (run) => run.send(succeeded),
  fails: (run) => run.send(failed),
  mayHaveHappened: (run) => run.send(doubtful),
  breaks: breaks('tool'),
  lost: (run) => (run.children.includes('tool') ? run.send(lost) : undefined),
  happened: ends('reconcile', happened),
  undone: ends('reconcile', undone),
  nobodyKnows: breaks('reconcile'),
  cancel: (run) => run.send(cancel),
  toolTimeout: runsOut('toolTimeout'),
  cancelGrace: runsOut('cancelGrace'),
  reconcileTimeout: runsOut('reconcileTimeout'),
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
    const endings = [begin('unsafe'), begin('none')].map((run) => after(run, order));
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
    for (const effect of ['unsafe', 'none'] as const) {
      expect(outcome(after(begin(effect), order))).toMatchObject({
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
  const input = { ...site, call: { ...call, effect: 'unsafe' }, attempt: 1 };
  expect(after(begin(), 'progressed cancel').started('tool')).toEqual([input]);
});

describe('D6: a tool that was interrupted by a restart', () => {
  test.each(['none', 'idempotent'] as const)('is begun again if its effect is %s: same key, new attempt', (effect) => {
    const run = after(begin(effect), 'progressed lost');
    const [first, second] = run.started('tool') as { attempt: number }[];
    expect(second).toEqual({ ...first, attempt: 2 });
    expect(run.called('startTimer')).toEqual([{ bound: 'toolTimeout' }, { bound: 'toolTimeout' }]);
    expect(run).toMatchObject({ state: { attempting: 'running' }, context: { percent: 40, attempt: 2 } });
    expect(after(run, 'lost').started('tool')).toHaveLength(3);
  });

  test.each(['reconcile', 'unsafe'] as const)('is never begun again if its effect is %s', (effect) => {
    expect(after(begin(effect), 'lost').started('tool')).toHaveLength(1);
  });

  test.each(POLICIES)('is never begun again if it was being stopped (%s)', (effect) => {
    expect(after(begin(effect), 'cancel lost').started('tool')).toHaveLength(1);
  });

  test.each<[order: string, ...Record<EffectPolicy, Outcome>[]]>([
    ['cancel lost', { none: 'cancelled', idempotent: 'unknown', reconcile: 'unknown', unsafe: 'unknown' }],
    ['toolTimeout lost', { none: 'timedOut', idempotent: 'unknown', reconcile: 'unknown', unsafe: 'unknown' }],
    // what may have happened in the first attempt, no failure of the second can deny
    ['lost succeeds', { none: 'succeeded', idempotent: 'succeeded', reconcile: 'unknown', unsafe: 'unknown' }],
    ['lost fails', { none: 'failed', idempotent: 'unknown', reconcile: 'unknown', unsafe: 'unknown' }],
    ['lost breaks', { none: 'failed', idempotent: 'unknown', reconcile: 'unknown', unsafe: 'unknown' }],
    ['lost cancel fails', { none: 'cancelled', idempotent: 'unknown', reconcile: 'unknown', unsafe: 'unknown' }],
    ['lost cancel cancelGrace', { none: 'cancelled', idempotent: 'unknown', reconcile: 'unknown', unsafe: 'unknown' }],
    ['lost toolTimeout fails', { none: 'timedOut', idempotent: 'unknown', reconcile: 'unknown', unsafe: 'unknown' }],
  ])('%s: ends by what its effect is: %o', (order, endings) => {
    const statuses = POLICIES.map((effect) => [effect, after(begin(effect), order).context.status]);
    expect(Object.fromEntries(statuses)).toEqual(endings);
  });
});

describe('C10, D9: what may have happened is asked of a back-end that can tell', () => {
  test.each([
    ['lost', 'failed'],
    ['mayHaveHappened', 'failed'],
    ['breaks', 'failed'],
    ['cancel mayHaveHappened', 'cancelled'],
    ['cancel breaks', 'cancelled'],
    ['cancel lost', 'cancelled'],
    ['cancel cancelGrace', 'cancelled'],
    ['toolTimeout mayHaveHappened', 'timedOut'],
    ['toolTimeout lost', 'timedOut'],
    ['toolTimeout cancelGrace', 'timedOut'],
  ])('%s: it is asked once, and its word is what became of it', (doubt, ifUndone) => {
    const run = after(begin('reconcile'), doubt);
    expect(run).toMatchObject({ state: 'reconciling', children: ['reconcile'], timers: ['reconcileTimeout'] });
    expect(run.started('reconcile')).toEqual([{ ...site, call: { ...call, effect: 'reconcile' }, attempt: 1 }]);
    const ways = ['happened', 'undone', 'nobodyKnows', 'reconcileTimeout'];
    const statuses = ways.map((way) => outcome(after(run, `cancel ${way}`)).status);
    expect(statuses).toEqual(['succeeded', ifUndone, 'unknown', 'unknown']);
  });

  test.each(['cancel mayHaveHappened', 'cancel breaks', 'cancel lost', 'cancel cancelGrace'])(
    '%s: nobody is asked of a tool that cannot tell, and the run is over at once',
    (order) => {
      for (const effect of ['idempotent', 'unsafe'] as const) {
        expect(after(begin(effect), order)).toMatchObject({ state: 'outcomeUnknown', children: [], timers: [] });
      }
    },
  );

  test('that it happened is a success like any other: its result and its sentence, at 100 percent', () => {
    expect(outcome(after(begin('reconcile'), 'progressed mayHaveHappened happened'))).toEqual({
      status: 'succeeded',
      percent: 100,
      result: { colour: 'red' },
      announcement: 'It is red.',
      error: '',
    });
  });

  test.each([
    ['mayHaveHappened undone', 'no word of the painters'],
    ['mayHaveHappened nobodyKnows', 'no word of the painters'],
    ['breaks reconcileTimeout', 'the tool broke'],
    ['lost undone', 'it was interrupted'],
    ['lost nobodyKnows', 'it was interrupted'],
    ['cancel cancelGrace nobodyKnows', ''],
  ])('%s: what went wrong is said as "%s"', (order, error) => {
    expect(outcome(after(begin('reconcile'), order)).error).toBe(error);
  });

  test('a failure without words is told in plain ones', () => {
    const run = begin('reconcile').send({ type: 'tool.failed', error: '', mayHaveHappened: true });
    expect(outcome(after(run, 'undone'))).toMatchObject({ status: 'failed', error: 'it did not take effect' });
  });
});

describe.each(POLICIES)('D3: any four events in any order, of a tool whose effect is %s', (effect) => {
  let orders: { at: Run; made: string[] }[] = [];
  let ended: typeof orders = [];
  beforeAll(() => {
    orders = [...everyOrder(begin(effect), moves, 4)];
    ended = orders.filter(({ at }) => at.isOver);
  });

  test('have exactly one outcome, and it agrees with what happened', () => {
    expect(ended.length).toBeGreaterThan(300);
    const wrong = ended.filter(({ at, made }) => outcome(at).status !== expected(made, effect));
    expect(wrong.map(({ made }) => made.join(' '))).toEqual([]);
  });

  test('end at the latest when the timers have run out', () => {
    const open = orders.filter(({ at }) => !at.isOver);
    const late = open.map(({ at }) => after(at, 'toolTimeout cancelGrace reconcileTimeout'));
    expect(late.filter(({ isOver }) => !isOver)).toEqual([]);
  });

  test('tell each progress before a stop, nothing after it, and nothing with the end', () => {
    for (const { at, made } of orders) {
      const stop = made.findIndex((name, index) => isStop(name) || isDoubt(made.slice(0, index + 1), effect));
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
      for (const event of [progressed(50), succeeded, failed, doubtful, lost, cancel]) {
        const more = at.send(event);
        expect([more.output, more.deeds.length]).toEqual([at.output, at.deeds.length]);
      }
    }
  });
});

const isStop = (name: string) => ['cancel', 'toolTimeout'].includes(name);

/** Whether the last of these leaves nobody but the back-end to say what became of the run. */
function isDoubt(made: string[], effect: EffectPolicy): boolean {
  switch (made.at(-1)) {
    case 'mayHaveHappened':
      return true;
    case 'fails':
      return effect === 'idempotent' && made.includes('lost');
    case 'lost':
      return !isRepeated(made, effect) && effect !== 'none';
    case 'breaks':
    case 'cancelGrace':
      return effect !== 'none';
    default:
      return false;
  }
}

/** Whether what was lost last is begun again. */
function isRepeated(made: string[], effect: EffectPolicy): boolean {
  return !made.some(isStop) && ['none', 'idempotent'].includes(effect);
}

/** The rule in plain words: the first that ends it decides, by what went before. */
function expected(made: string[], effect: EffectPolicy): Outcome {
  const doubt = made.findIndex((_, index) => isDoubt(made.slice(0, index + 1), effect));
  const stop = made.slice(0, doubt === -1 ? undefined : doubt).find(isStop);
  const stopped = stop === 'toolTimeout' ? 'timedOut' : 'cancelled';
  switch (made.at(-1)) {
    case 'succeeds':
    case 'happened':
      return 'succeeded';
    case 'undone':
    case 'fails':
      return doubt === made.length - 1 ? 'unknown' : stop ? stopped : 'failed';
    case 'breaks':
      return effect === 'none' ? 'failed' : 'unknown';
    case 'cancelGrace':
    case 'lost':
      return effect === 'none' ? stopped : 'unknown';
    default:
      return 'unknown';
  }
}
