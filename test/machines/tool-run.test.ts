import { beforeAll, describe, expect, test } from 'vitest';
import type { EffectPolicy, Outcome, Reconciled, RunOutcome } from '../../machines/tool-run-protocol.ts';
import { toolRunMachine, type ToolRunEvent } from '../../machines/tool-run.ts';
import { breaks, ends, everyOrder, runsOut, type Moves } from './every-order.ts';
import { play, type Play } from './play-chart.ts';
import { taleOf } from './run-in-words.ts';

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
  retry: { attempts: 3, firstMs: 1_000, factor: 2, longestMs: 30_000 },
};
const site = { conversationId: 'customer-1', operationId: 'operation-1', session: { verified: true } };
const begin = (effect: EffectPolicy = 'unsafe') => play(toolRunMachine, { ...site, call: { ...call, effect } });
const POLICIES: EffectPolicy[] = ['none', 'idempotent', 'reconcile', 'unsafe'];

const progressed = (percent: number | null, message = ''): ToolRunEvent => ({
  type: 'tool.progressed',
  percent,
  message,
});
const succeeded: ToolRunEvent = {
  type: 'tool.succeeded',
  result: { colour: 'blue' },
  announcement: 'It is blue.',
  facts: ['blue'],
};
const failed = { type: 'tool.failed', error: 'no paint', mayHaveHappened: false, retryable: false } as const;
const doubtful: ToolRunEvent = {
  type: 'tool.failed',
  error: 'no word of the painters',
  mayHaveHappened: true,
  retryable: false,
};
const isBusy: ToolRunEvent = { ...failed, error: 'the painters are busy', retryable: true };
const isBusyPerhaps: ToolRunEvent = { ...isBusy, mayHaveHappened: true };
const lost: ToolRunEvent = { type: 'tool.lost' };
const cancel: ToolRunEvent = { type: 'run.cancel' };
const happened: Reconciled = { happened: true, result: { colour: 'red' }, announcement: 'It is red.', facts: ['red'] };
const undone: Reconciled = { happened: false, result: null, announcement: '', facts: [] };

const moves = {
  progressed: (run) => run.send(progressed(40)),
  goesBack: (run) => run.send(progressed(20)),
  goesTooFar: (run) => run.send(progressed(250)),
  knowsNoPercent: (run) => run.send(progressed(null)),
  succeeds: (run) => run.send(succeeded),
  fails: (run) => run.send(failed),
  mayHaveHappened: (run) => run.send(doubtful),
  isBusy: (run) => run.send(isBusy),
  isBusyPerhaps: (run) => run.send(isBusyPerhaps),
  breaks: breaks('tool'),
  lost: (run) => (run.children.includes('tool') ? run.send(lost) : undefined),
  happened: ends('reconcile', happened),
  undone: ends('reconcile', undone),
  nobodyKnows: breaks('reconcile'),
  cancel: (run) => run.send(cancel),
  toolTimeout: runsOut('toolTimeout'),
  stallPatience: runsOut('stallPatience'),
  cancelGrace: runsOut('cancelGrace'),
  retryPause: runsOut('retryPause'),
  reconcileTimeout: runsOut('reconcileTimeout'),
} satisfies Moves<typeof toolRunMachine>;

/** One word of progress is as good as another, in any order of events. */
const ordered: Moves<typeof toolRunMachine> = Object.fromEntries(
  Object.entries(moves).filter(([name]) => !['goesBack', 'goesTooFar', 'knowsNoPercent'].includes(name)),
);

function after(run: Run, order: string): Run {
  return order.split(' ').reduce((before, name) => moves[name as keyof typeof moves](before) ?? before, run);
}

const armed = ({ deeds }: Run, delay: string) =>
  deeds.filter(({ type, params }) => type === 'xstate.raise' && (params as { id: string }).id.includes(`.${delay}.`));

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
      facts: ['blue'],
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
        facts: [],
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
    const news = { type: 'run.progressed', attempt: 1, measured: true, retryAt: null };
    expect(run.told).toEqual([
      { ...news, percent: 10, message: 'The first coat is on.' },
      { ...news, percent: 20, message: 'The first coat is on.' },
      { ...news, percent: 30, message: 'Drying.' },
    ]);
  });

  test('G9: of a tool that knows no percent is told as such, until it knows one', () => {
    const run = [null, 0, null, 30].reduce<Run>((before, percent) => before.send(progressed(percent)), begin());
    expect(begin().context.measured).toBe(false);
    expect(run.told.map(({ percent, measured }) => [percent, measured])).toEqual([
      [0, false],
      [0, true],
      [0, true],
      [30, true],
    ]);
  });

  test.each(['cancel', 'toolTimeout'])('is not told any more after %s, nor noted', (stop) => {
    const run = after(begin(), `progressed ${stop} goesTooFar`);
    expect(run.told).toHaveLength(1);
    expect(outcome(after(run, 'fails')).percent).toBe(40);
  });
});

describe('a tool of which nothing is heard for long', () => {
  const stalled = after(begin(), 'progressed stallPatience');

  test('is told as stalled, and so until its next sign of life', () => {
    expect(stalled.state).toEqual({ attempting: { running: 'stalled' } });
    const on = after(stalled, 'progressed');
    expect(on.state).toEqual({ attempting: { running: 'lively' } });
    expect(on.told.map((report) => report['stalled'])).toEqual([undefined, true, undefined]);
    expect(on.told.map(({ percent }) => percent)).toEqual([40, 40, 40]);
  });

  test('each sign of life begins its time anew, and takes nothing from that of the tool', () => {
    const lively = after(begin(), 'progressed knowsNoPercent');
    expect(lively.timers).toEqual(['toolTimeout', 'stallPatience']);
    expect([armed(lively, 'stallPatience').length, armed(lively, 'toolTimeout').length]).toEqual([3, 1]);
    expect(stalled.timers).toEqual(['toolTimeout']);
  });

  test.each(POLICIES)('ends as it would have ended, whatever comes of it (%s)', (effect) => {
    for (const order of ['succeeds', 'fails', 'mayHaveHappened', 'breaks', 'cancel fails', 'toolTimeout cancelGrace']) {
      const ends = outcome(after(begin(effect), `stallPatience ${order} nobodyKnows`));
      expect([order, ends]).toEqual([order, outcome(after(begin(effect), `${order} nobodyKnows`))]);
    }
  });

  test('is lively again when it is begun again', () => {
    for (const order of ['lost', 'isBusy retryPause']) {
      const again = after(begin('none'), `stallPatience ${order}`);
      expect(again.state).toEqual({ attempting: { running: 'lively' } });
      expect(again.told.at(-1)).not.toHaveProperty('stalled');
    }
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
    expect(begin().timers).toEqual(['toolTimeout', 'stallPatience']);
    expect(begin().called('startTimer')).toEqual([{ bound: 'toolTimeout' }]);
    expect(after(begin(), 'progressed').called('startTimer')).toHaveLength(1);
  });
});

test('the tool is started once, with its call, what is known of the user, and the attempt', () => {
  const input = { ...site, call: { ...call, effect: 'unsafe' }, attempt: 1, doubtful: false };
  expect(after(begin(), 'progressed cancel').started('tool')).toEqual([input]);
});

describe('D6: a tool that was interrupted by a restart', () => {
  test.each(['none', 'idempotent'] as const)('is begun again if its effect is %s: same key, new attempt', (effect) => {
    const run = after(begin(effect), 'progressed lost');
    const [first, second] = run.started('tool') as { attempt: number }[];
    expect(second).toEqual({ ...first, attempt: 2, doubtful: effect === 'idempotent' });
    expect(run.called('startTimer')).toEqual([{ bound: 'toolTimeout' }, { bound: 'toolTimeout' }]);
    expect(run).toMatchObject({ state: { attempting: { running: 'lively' } }, context: { percent: 40, attempt: 2 } });
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

describe('D6, I13: a failure that the tool calls retryable', () => {
  test.each(POLICIES)('that left nothing behind is tried again after a pause: same key, new attempt (%s)', (effect) => {
    const pausing = after(begin(effect), 'progressed isBusy');
    expect(pausing).toMatchObject({ state: 'backingOff', children: [], timers: ['retryPause'] });
    expect(pausing.called('startTimer').at(-1)).toEqual({ bound: 'retryPause' });
    const run = after(pausing, 'retryPause');
    const [first, second] = run.started('tool') as object[];
    expect(second).toEqual({ ...first, attempt: 2 });
    expect(run).toMatchObject({
      state: { attempting: { running: 'lively' } },
      timers: ['toolTimeout', 'stallPatience'],
    });
    expect(run.called('startTimer').at(-1)).toEqual({ bound: 'toolTimeout' });
    expect(outcome(after(run, 'succeeds'))).toMatchObject({ status: 'succeeded', percent: 100, error: '' });
  });

  test.each<[EffectPolicy, string]>([
    ['none', 'backingOff'],
    ['idempotent', 'backingOff'],
    ['reconcile', 'reconciling'],
    ['unsafe', 'outcomeUnknown'],
  ])(
    'that may have happened is tried again only if twice is as good as once: of %s it leads to %s',
    (effect, state) => {
      expect(after(begin(effect), 'isBusyPerhaps').state).toBe(state);
    },
  );

  test.each(['fails', 'mayHaveHappened'])(
    'is none if the tool does not say so: after %s nothing is tried again',
    (order) => {
      for (const effect of POLICIES)
        expect(after(begin(effect), `${order} retryPause`).started('tool')).toHaveLength(1);
    },
  );

  test('is the last one when it was begun as often as it may be, and that is told', () => {
    const run = after(begin('idempotent'), 'isBusy retryPause isBusy retryPause isBusy');
    expect(run.started('tool')).toHaveLength(3);
    expect(outcome(run)).toMatchObject({ status: 'failed', error: 'the painters are busy' });
  });

  test('counts what was interrupted by a restart', () => {
    expect(after(begin('none'), 'lost lost isBusy').context.status).toBe('failed');
  });

  test.each(['cancel', 'toolTimeout'])('is not tried again after %s', (stop) => {
    expect(after(begin('none'), `${stop} isBusy`)).toMatchObject({ isOver: true, children: [] });
  });

  test('D1: is told as a pause with its end, and then as a new attempt, at the percent it had', () => {
    const run = after(begin('none'), 'progressed isBusy retryPause goesBack');
    expect(run.told.map(({ attempt, percent, retryAt }) => [attempt, percent, retryAt])).toEqual([
      [1, 40, null],
      [1, 40, 0],
      [2, 40, null],
      [2, 40, null],
    ]);
  });

  test.each([isBusy, lost])(
    'says nothing that contradicts the percent it had until it has come as far again',
    (event) => {
      const first = begin('none').send(progressed(10, 'Mixed.')).send(progressed(60, 'Second coat.')).send(event);
      const second = event === lost ? first : after(first, 'retryPause');
      const words = [progressed(10, 'Mixed.'), progressed(null, 'More paint.'), progressed(59), progressed(60, 'Dry.')];
      const run = words.reduce((before, said) => before.send(said), second);
      expect(run.told.slice(-5).map(({ attempt, percent, message }) => [attempt, percent, message])).toEqual([
        [2, 60, 'Second coat.'],
        [2, 60, 'Second coat.'],
        [2, 60, 'More paint.'],
        [2, 60, 'More paint.'],
        [2, 60, 'Dry.'],
      ]);
    },
  );

  test.each<[string, EffectPolicy, string, string]>([
    ['isBusy', 'unsafe', 'cancelled', 'cancelled'],
    ['isBusyPerhaps', 'none', 'cancelled', 'cancelled'],
    ['isBusyPerhaps', 'idempotent', 'outcomeUnknown', 'unknown'],
    ['lost isBusy', 'idempotent', 'outcomeUnknown', 'unknown'],
  ])('C10: %s: a cancel in the pause is over at once (%s: %s)', (order, effect, state, status) => {
    const run = after(begin(effect), `${order} cancel`);
    expect(run).toMatchObject({ state, timers: [], children: [], context: { stop: 'cancel', status } });
    expect(run.sent('tool')).toEqual([]);
  });

  test('leaves its doubt behind: no later failure says that nothing was changed', () => {
    const orders = ['fails', 'isBusy retryPause isBusy', 'cancel fails', 'toolTimeout fails'];
    for (const order of orders) {
      const run = after(begin('idempotent'), `isBusyPerhaps retryPause ${order}`);
      expect([order, run.context.status, run.isOver]).toEqual([order, 'unknown', true]);
    }
    expect(after(begin('none'), 'isBusyPerhaps retryPause fails').context.status).toBe('failed');
  });

  test('of a call that an earlier version accepted is told at once: it has no plan', () => {
    const { retry: _, ...old } = call;
    const run = play(toolRunMachine, { ...site, call: { ...old, effect: 'none' } });
    expect(after(run, 'isBusy').state).toBe('failed');
    expect(after(run, 'lost lost').started('tool')).toHaveLength(3);
  });
});

describe('D6: a tool that ends its process each time it is begun', () => {
  test.each([
    ['none', 'failed'],
    ['idempotent', 'unknown'],
  ] as const)('is begun five times, and is told then (%s: %s)', (effect, status) => {
    const run = after(begin(effect), 'lost lost lost lost');
    expect(run.state).toEqual({ attempting: { running: 'lively' } });
    const given = after(run, 'lost');
    expect([given.started('tool').length, outcome(given).status]).toEqual([5, status]);
    expect(outcome(given).error).not.toBe('');
  });

  test('is begun as often as its plan says, if that is more', () => {
    const patient = { ...call, effect: 'none' as const, retry: { ...call.retry, attempts: 7 } };
    const run = after(play(toolRunMachine, { ...site, call: patient }), 'lost lost lost lost lost lost lost');
    expect(run.started('tool')).toHaveLength(7);
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
    expect(run.started('reconcile')).toEqual([
      { ...site, call: { ...call, effect: 'reconcile' }, attempt: 1, doubtful: false },
    ]);
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
      facts: ['red'],
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
    const run = begin('reconcile').send({ type: 'tool.failed', error: '', mayHaveHappened: true, retryable: false });
    expect(outcome(after(run, 'undone'))).toMatchObject({ status: 'failed', error: 'it did not take effect' });
  });
});

describe.each(POLICIES)('D3: any four events in any order, of a tool whose effect is %s', (effect) => {
  let orders: { at: Run; made: string[] }[] = [];
  let ended: typeof orders = [];
  beforeAll(() => {
    orders = [...everyOrder(begin(effect), ordered, 4)];
    ended = orders.filter(({ at }) => at.isOver);
  });

  test('have exactly one outcome, and it agrees with what happened', () => {
    expect(ended.length).toBeGreaterThan(300);
    const wrong = orders.filter(({ at, made }) => {
      const tale = taleOf(made, effect);
      return at.isOver ? outcome(at).status !== tale.ended : tale.ended !== undefined;
    });
    expect(wrong.map(({ made }) => made.join(' '))).toEqual([]);
  });

  test('end at the latest when the timers have run out', () => {
    const open = orders.filter(({ at }) => !at.isOver);
    const late = open.map(({ at }) => after(at, 'retryPause toolTimeout cancelGrace reconcileTimeout'));
    expect(late.filter(({ isOver }) => !isOver)).toEqual([]);
  });

  test('tell each progress, pause and new attempt before a stop, nothing after it, and nothing with the end', () => {
    for (const { at, made } of orders) {
      const percents = at.told.map(({ percent }) => Number(percent));
      expect([made, percents.length, at.context.attempt]).toEqual([
        made,
        taleOf(made, effect).told,
        taleOf(made, effect).attempt,
      ]);
      expect(percents).toEqual(percents.toSorted((a, b) => a - b));
      expect(percents.filter((percent) => percent >= 100)).toEqual([]);
    }
  });

  test('leave nothing behind: no child, no timer, and no ear for another word', () => {
    for (const { at } of ended) {
      expect([at.children, at.timers]).toEqual([[], []]);
      for (const event of [progressed(50), succeeded, failed, doubtful, isBusy, lost, cancel]) {
        const more = at.send(event);
        expect([more.output, more.deeds.length]).toEqual([at.output, at.deeds.length]);
      }
    }
  });
});
