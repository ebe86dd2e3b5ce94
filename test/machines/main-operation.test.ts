import { assign } from 'xstate';
import { beforeAll, describe, expect, test } from 'vitest';
import { mainOperationMachine } from '../../machines/main-operation.ts';
import type { Facts } from '../../machines/json.ts';
import type { Entry, ToolCall } from '../../machines/messages.ts';
import type {
  CallResult,
  Grant,
  ModelLine,
  Offer,
  OperationOutcome,
  QuickCall,
  Sorted,
} from '../../machines/main-operation-protocol.ts';
import type { LongCall, Outcome, RunOutcome, RunStatus } from '../../machines/tool-run-protocol.ts';
import { breaks, ends, everyOrder, runsOut, type Moves } from './every-order.ts';
import { play, type Play } from './play-chart.ts';

type Operation = Play<typeof mainOperationMachine>;

/** Here the clock goes on by one each time it is read. */
const chart = mainOperationMachine.provide({
  actions: { readClock: assign(({ context }) => ({ now: context.now + 1 })) },
});
const request: Entry = { id: 'message-1', role: 'user', content: 'Paint my house.', lane: 'main', at: 0 };
const input = {
  conversationId: 'customer-1',
  operationId: 'operation-1',
  session: { name: 'Ada' },
  history: [],
  request: [request],
  granted: null,
  wanted: '',
  queue: [],
  repeated: [],
  doubtful: [],
};
const begin = () => play(chart, input);

const callOf = (id: string): ToolCall => ({ id, name: 'look', args: { of: id } });
const quickCallOf = (id: string): QuickCall => ({
  ...callOf(id),
  label: `the look at ${id}`,
  expectedMs: 1_000,
  effect: 'unsafe',
});
const longCallOf = (callId: string): LongCall => ({
  runId: `operation-1/${callId}`,
  callId,
  tool: 'paint',
  args: {},
  label: `the work of ${callId}`,
  acknowledgment: `I begin with ${callId}.`,
  expectedMs: 10_000,
  timeoutMs: 100_000,
  effect: 'unsafe',
});
const resultOf = (callId: string, content = `result of ${callId}`): CallResult => ({
  callId,
  name: 'look',
  content,
  failed: false,
});

/** What a model may ask for, by ids: each kind in the order asked. */
type Asked = Partial<Record<'quick' | 'long' | 'refused', string[]>> & {
  text?: string;
  effect?: QuickCall['effect'];
  offer?: Offer;
};

const lineOf = ({ quick = [], long = [], refused = [], offer, text = '' }: Asked): ModelLine => ({
  text,
  calls: [...refused, ...quick, ...long, ...(offer ? [offer.callId] : [])].map(callOf),
});
const sortedOf = ({ quick = [], long = [], refused = [], offer, effect = 'unsafe' }: Asked): Sorted => ({
  refused: [...refused, ...(offer ? [offer.callId] : [])].map((id) => resultOf(id, 'refused')),
  quick: quick.map((id) => ({ ...quickCallOf(id), effect })),
  long: long.map(longCallOf),
  offer: offer ?? null,
});

/** The model asks for these calls, and they are looked at. */
const asks = (asked: Asked) => (operation: Operation) =>
  operation.done('think', lineOf(asked)).done('authorize', sortedOf(asked));
const says = (text: string): ModelLine => ({ text, calls: [] });
const answered = (id: string, facts: Facts = {}, status: 'succeeded' | 'failed' | 'unknown' = 'succeeded') =>
  ({ type: 'tool.answered', result: resultOf(id), outcome: ended(status), facts }) as const;
const news = { attempt: 1, measured: true, message: 'Drying.', retryAt: null };
const progressed = (percent: number) => ({ type: 'run.progressed', percent, ...news }) as const;
const cancel = { type: 'operation.cancel' } as const;
const outcomes: Outcome[] = ['succeeded', 'failed', 'cancelled', 'timedOut', 'unknown'];
const ended = (status: Outcome): RunOutcome => ({
  status,
  percent: status === 'succeeded' ? 100 : 40,
  result: status === 'succeeded' ? { colour: 'blue' } : null,
  announcement: status === 'succeeded' ? 'It is blue.' : '',
  facts: status === 'succeeded' ? ['blue'] : [],
  error: status === 'failed' ? 'no paint' : '',
});

const offerOf = (callId: string): Offer => ({
  callId,
  tool: 'buy',
  args: { of: callId },
  preview: 'It costs 5. Shall I?',
  session: {},
});
const granted: Grant = { ...offerOf('call-7'), givenAt: 1, expiresAt: 2 };

const outcome = ({ isOver, output }: Operation) => (isOver ? (output as OperationOutcome) : undefined);
const toldTypes = ({ told }: Operation) => told.map(({ type }) => type);

describe('an operation begins by thinking, and chooses anew after everything it did', () => {
  test('the model reads the request and the history, with a timer', () => {
    const operation = begin();
    expect(operation.context).toMatchObject({ text: '', status: 'done', stopped: false, mayHaveChanged: false });
    expect(operation.state).toBe('thinking');
    expect(operation.started('think')).toEqual([expect.objectContaining({ ...input, steps: [], runs: [] })]);
    expect(operation.called('startTimer')).toEqual([{ bound: 'thinkTimeout' }]);
    expect(operation.timers).toEqual(['thinkTimeout']);
  });

  test('a reply without calls is the end', () => {
    const operation = begin().done('think', says('It is blue.'));
    expect(operation.reported).toEqual([]);
    expect(outcome(operation)).toEqual({
      operationId: 'operation-1',
      status: 'done',
      text: 'It is blue.',
      runs: [],
      offer: null,
      mayHaveChanged: false,
      doubtful: [],
      others: false,
    });
  });

  test('whether the model asked for quick tools, too, is part of the outcome', () => {
    const long = begin().take(asks({ long: ['a'] }));
    const lost = long.done('run', ended('succeeded')).done('think', says('It is blue.'));
    expect(outcome(lost)).toMatchObject({ others: false });
    const mixed = begin()
      .take(asks({ quick: ['a'] }))
      .send(answered('a'))
      .done('think', says('It is blue.'));
    expect(outcome(mixed)).toMatchObject({ others: true });
  });

  test('C10: that it used a quick tool which may change something is not forgotten', () => {
    const operation = begin()
      .take(asks({ quick: ['a'] }))
      .send(answered('a'))
      .take(asks({ quick: ['b'] }))
      .send(cancel)
      .send(answered('b'));
    expect(outcome(operation)).toMatchObject({ status: 'cancelled', mayHaveChanged: true });
  });

  test('nor that the quick tools it used change nothing', () => {
    const operation = begin()
      .take(asks({ quick: ['a'], effect: 'none' }))
      .send(answered('a'))
      .done('think', says('It is blue.'));
    expect(outcome(operation)).toMatchObject({ status: 'done', mayHaveChanged: false });
  });

  const broke = (doubtful: boolean) => ({
    ...answered('a', {}, 'failed'),
    result: { ...resultOf('a'), failed: true, ...(doubtful && { doubtful: true as const }) },
  });

  test.each<[ends: string, mayHaveChanged: boolean, end: (operation: Operation) => Operation]>([
    ['has failed', false, (operation) => operation.send(broke(false))],
    ['has failed, nobody can tell with what effect', true, (operation) => operation.send(broke(true))],
    ['has not answered in time', true, (operation) => operation.runOut('quickTimeout')],
    ['has a run to tell of it', false, (operation) => operation.runOut('quickPatience').send(answered('a'))],
  ])('nor how one that changes something has ended: that it %s', (_, mayHaveChanged, end) => {
    const operation = end(begin().take(asks({ quick: ['a'] })));
    expect(operation.context).toMatchObject({ quick: [], mayHaveChanged });
  });

  test.each<[string, Parameters<typeof asks>[0], object | string]>([
    ['quick calls are carried out', { quick: ['a'] }, { working: { quick: 'prompt' } }],
    ['a long call is begun', { long: ['b'] }, { working: 'long' }],
    ['quick calls come before long ones', { quick: ['a'], long: ['b'] }, { working: { quick: 'prompt' } }],
    [
      'a quick call is carried out beside a refused one',
      { refused: ['c'], quick: ['a'] },
      { working: { quick: 'prompt' } },
    ],
    ['refused calls alone make it think again', { refused: ['c', 'd'] }, 'thinking'],
  ])('%s', (_, turn, state) => {
    expect(begin().take(asks(turn)).state).toEqual(state);
  });

  test('what was refused, found and done is what the next thought goes by', () => {
    const operation = begin()
      .take(asks({ refused: ['c'], quick: ['a'], long: ['b'], text: 'One moment.' }))
      .send(answered('a'))
      .done('run', ended('succeeded'));
    expect(operation.started('think').at(-1)).toMatchObject({
      steps: [
        {
          text: 'One moment.',
          calls: [callOf('c'), callOf('a'), callOf('b')],
          results: [resultOf('c', 'refused'), resultOf('a')],
          long: ['b'],
        },
      ],
      runs: [{ callId: 'b', status: 'succeeded', result: { colour: 'blue' } }],
    });
  });

  test('the steps are kept in order', () => {
    const operation = begin()
      .take(asks({ quick: ['a'] }))
      .send(answered('a'))
      .take(asks({ quick: ['b'] }))
      .send(answered('b'));
    expect(operation.context.steps.map(({ results }) => results)).toEqual([[resultOf('a')], [resultOf('b')]]);
  });
});

describe('quick calls', () => {
  const asked = begin().take(asks({ quick: ['a', 'b', 'c'] }));

  test('are handed over together, with what is known of the user, and a timer', () => {
    expect(asked.started('tools')).toEqual([
      {
        conversationId: 'customer-1',
        operationId: 'operation-1',
        session: { name: 'Ada' },
        begunFor: { name: 'Ada' },
        queue: [],
        calls: ['a', 'b', 'c'].map(quickCallOf),
        attempt: 1,
        stopped: false,
      },
    ]);
    expect(asked.called('startTimer').at(-1)).toEqual({ bound: 'quickTimeout' });
    expect(asked.timers).toEqual(['quickTimeout', 'quickPatience']);
    expect(asked.told).toEqual([]);
  });

  test.each(['abc', 'acb', 'bac', 'bca', 'cab', 'cba'])(
    'may answer in the order %s: the last one is waited for',
    (order) => {
      const [first = '', second = '', third = ''] = order.split('');
      const two = asked.send(answered(first)).send(answered(second));
      expect(two.state).toEqual({ working: { quick: 'prompt' } });
      const three = two.send(answered(third));
      expect(three.state).toBe('thinking');
      expect(three.started('tools')).toHaveLength(1);
      expect(three.context.steps.at(-1)?.results).toEqual(order.split('').map((id) => resultOf(id)));
    },
  );

  test('that were lost in a restart are taken up: those that have not answered, in the next attempt, with time anew', () => {
    const [first] = asked.started('tools') as object[];
    const begunFor = { account: '42' };
    const again = asked.send(answered('b')).send({ type: 'tools.lost', attempt: 1, begunFor });
    expect(again.started('tools')[1]).toEqual({ ...first, calls: ['a', 'c'].map(quickCallOf), attempt: 2, begunFor });
    expect(again.called('startTurn')).toHaveLength(asked.called('startTurn').length + 1);
    expect(again.called('startTimer').slice(-2)).toEqual([{ bound: 'quickTimeout' }, { bound: 'quickTimeout' }]);
    expect(again.timers).toEqual(['quickTimeout', 'quickPatience']);
    const stopped = again.send(cancel).send({ type: 'tools.lost', attempt: 2, begunFor: {} });
    expect(stopped.started('tools')[2]).toMatchObject({ attempt: 3, stopped: true });
  });

  test.each(['a', 'nobody'])('are waited for even when "%s" answers once more', (id) => {
    const operation = asked.send(answered('a')).send(answered('b')).send(answered(id));
    expect(operation.state).toEqual({ working: { quick: 'prompt' } });
    expect(operation.context.quick).toEqual([quickCallOf('c')]);
    expect(operation.send(answered('c')).state).toBe('thinking');
  });

  test('tell at once what they learned of the user, and the next step goes by it', () => {
    const operation = begin()
      .take(asks({ quick: ['a', 'b'], long: ['c'] }))
      .send(answered('a', { verified: true }));
    expect(operation.told).toEqual([
      { type: 'operation.learned', operationId: 'operation-1', facts: { verified: true } },
    ]);
    expect(operation.send(answered('b')).started('think').at(-1)).toMatchObject({
      session: { name: 'Ada', verified: true },
    });
  });

  test('A1: that learned something new keep what was checked for other facts from beginning', () => {
    const operation = begin().take(asks({ quick: ['a'], long: ['b'] }));
    expect(operation.send(answered('a', { name: 'Bob' })).started('run')).toEqual([]);
    expect(operation.send(answered('a', { name: 'Ada' })).started('run')).toHaveLength(1);
  });

  test('that learned nothing tell nothing', () => {
    expect(asked.send(answered('a')).told).toEqual([]);
  });

  test.each<[string, (operation: Operation) => Operation]>([
    ['take too long', (operation) => operation.runOut('quickTimeout')],
    ['break', (operation) => operation.broken('tools')],
  ])('that %s are given up, and what was answered is kept', (_, giveUp) => {
    const operation = giveUp(asked.send(answered('b')));
    expect(operation.state).toBe('thinking');
    expect(operation.context.quick).toEqual([]);
    expect(operation.started('think').at(-1)).toMatchObject({ steps: [{ results: [resultOf('b')] }] });
    expect(operation.children).toEqual(['think']);
  });
});

describe('a long call', () => {
  const running = begin().take(asks({ long: ['a', 'b'] }));
  const first = {
    runId: 'operation-1/a',
    callId: 'a',
    tool: 'paint',
    label: 'the work of a',
    status: 'running',
    percent: 0,
    measured: false,
    message: '',
    milestones: [],
    attempt: 1,
    retryAt: null,
    expectedMs: 10_000,
    startedAt: 2,
    result: null,
    announcement: '',
    facts: [],
    error: '',
  };
  const dried = { at: 3, attempt: 1, percent: 40, message: 'Drying.' };
  const progress = (run: object) => ({ type: 'operation.progressed', operationId: 'operation-1', run });

  test('B1, D1: is acknowledged, then shown at 0 percent, then it has the floor', () => {
    expect(running.told).toEqual([
      { type: 'operation.acknowledged', operationId: 'operation-1', text: 'I begin with a.' },
      progress(first),
      { type: 'operation.wentLong', operationId: 'operation-1' },
    ]);
  });

  test('notes when its percent rose, and forgets it with the attempt', () => {
    const at = ({ context }: Operation) => context.runs[0]?.percentAt;
    const half = running.send(progressed(40));
    expect([at(running), at(half), at(half.send(progressed(40))), at(half.send(progressed(41)))]).toEqual([
      undefined,
      3,
      3,
      4,
    ]);
    const pausing = half.send({ ...progressed(40), retryAt: 7 });
    expect([pausing, pausing.send({ ...progressed(40), attempt: 2 })].map(at)).toEqual([undefined, undefined]);
    expect(at(half.send({ ...progressed(40), attempt: 2 }))).toBeUndefined();
    expect(at(half.send({ ...progressed(50), attempt: 2 }))).toBe(4);
  });

  test('notes when an attempt began that is not the first', () => {
    const again = running.send({ ...progressed(40), attempt: 2 });
    const later = again.send({ ...progressed(41), attempt: 2 });
    const third = later.send({ ...progressed(41), attempt: 3 });
    expect([running, again, later, third].map(({ context }) => context.runs[0]?.attemptAt)).toEqual([
      undefined,
      3,
      3,
      5,
    ]);
  });

  test('is stalled until the next that is heard of it, be it the last', () => {
    const stalled = running.send({ ...progressed(0), stalled: true });
    expect(stalled.told.at(-1)).toMatchObject({ run: { status: 'running', percent: 0, stalled: true } });
    for (const later of [stalled.send(progressed(0)), stalled.done('run', ended('succeeded')), stalled.broken('run')])
      expect(later.context.runs[0]).not.toHaveProperty('stalled');
  });

  test('is run with its call and what is known of the user', () => {
    expect(running.started('run')).toEqual([
      { conversationId: 'customer-1', operationId: 'operation-1', session: { name: 'Ada' }, call: longCallOf('a') },
    ]);
  });

  test('B9: tells its progress, as it is', () => {
    expect(running.send(progressed(40)).told.slice(3)).toEqual([
      progress({ ...first, ...news, percent: 40, percentAt: 3, milestones: [dried] }),
    ]);
  });

  test('G9: keeps the words of its tool as milestones, each once, with the time and the percent they came at', () => {
    const said = (percent: number, message: string) => ({ type: 'run.progressed', ...news, percent, message }) as const;
    const operation = [said(0, ''), said(10, 'Mixing.'), said(20, 'Mixing.'), said(30, 'Drying.'), said(30, 'Mixing.')];
    const at = operation.reduce((before, event) => before.send(event), running);
    expect(at.context.runs[0]?.milestones.map(({ percent, message }) => [percent, message])).toEqual([
      [10, 'Mixing.'],
      [30, 'Drying.'],
      [30, 'Mixing.'],
    ]);
  });

  test('G9: keeps the newest ten of them, whatever a tool says', () => {
    const words = Array.from({ length: 1_000 }, (_, index) => `Step ${index}.`);
    const at = words.reduce(
      (before, message) => before.send({ type: 'run.progressed', ...news, percent: 1, message }),
      running,
    );
    expect(at.context.runs[0]?.milestones.map(({ message }) => message)).toEqual(words.slice(-10));
  });

  test('I13: tells that it waits for another attempt, and not any more when it has ended', () => {
    const waiting = running.send({ ...progressed(40), attempt: 2, retryAt: 5_000 });
    expect(waiting.told.at(-1)).toMatchObject({ run: { status: 'running', attempt: 2, retryAt: 5_000 } });
    for (const operation of [waiting.done('run', ended('cancelled')), waiting.broken('run')]) {
      expect(operation.told[4]).toMatchObject({ run: { attempt: 2, retryAt: null } });
    }
  });

  test('goes on where an earlier version began it, which kept no milestones', () => {
    const old = begin().take(asks({ long: ['a'] }));
    delete (old.context.runs[0] as Partial<RunStatus>).milestones;
    expect(old.send(progressed(40)).context.runs[0]?.milestones).toEqual([dried]);
  });

  test.each(outcomes)('that %s is told with its outcome, whatever it is', (status) => {
    const operation = running.send(progressed(40)).done('run', ended(status));
    expect(operation.told[4]).toEqual(progress({ ...first, ...news, milestones: [dried], ...ended(status) }));
  });

  test('is followed by the second when it succeeded, which is shown and not acknowledged again', () => {
    const operation = running.done('run', ended('succeeded'));
    expect(operation.state).toEqual({ working: 'long' });
    expect(operation.started('run').at(-1)).toMatchObject({ call: longCallOf('b') });
    expect(toldTypes(operation).slice(4)).toEqual(['operation.progressed', 'operation.wentLong']);
    expect(operation.told[4]).toMatchObject({
      run: { runId: 'operation-1/b', status: 'running', percent: 0, startedAt: 3 },
    });
    expect(operation.context.runs).toMatchObject([{ callId: 'a', status: 'succeeded' }, { callId: 'b' }]);
    expect(operation.send(progressed(40)).context.runs).toMatchObject([{ percent: 100 }, { percent: 40 }]);
  });

  test.each(outcomes.filter((status) => status !== 'succeeded'))('that %s is not followed by the second', (status) => {
    const operation = running.done('run', ended(status));
    expect(operation.state).toBe('thinking');
    expect(operation.started('run')).toHaveLength(1);
  });

  test('is not acknowledged when it is asked for after another one', () => {
    const again = running.done('run', ended('failed')).take(asks({ long: ['c'] }));
    expect(again.state).toEqual({ working: 'long' });
    expect(toldTypes(again).filter((type) => type === 'operation.acknowledged')).toHaveLength(1);
    expect(toldTypes(again).filter((type) => type === 'operation.wentLong')).toHaveLength(2);
  });

  test('makes the operation think once more after it, and that text is the reply', () => {
    const operation = running.done('run', ended('succeeded')).done('run', ended('succeeded'));
    expect(operation.state).toBe('thinking');
    expect(outcome(operation.done('think', says('Both are blue.')))).toMatchObject({
      status: 'done',
      text: 'Both are blue.',
      runs: [{ status: 'succeeded' }, { status: 'succeeded' }],
    });
  });

  test('D3: that breaks is unknown, and the operation has failed', () => {
    const operation = begin()
      .take(asks({ long: ['a'], text: 'I begin.' }))
      .broken('run', new Error('no painter'));
    expect(outcome(operation)).toMatchObject({
      status: 'failed',
      text: '',
      runs: [{ ...first, status: 'unknown' }],
    });
    expect(operation.reported).toEqual(['no painter']);
    expect(operation.told.at(-1)).toMatchObject({ type: 'operation.progressed', run: { status: 'unknown' } });
  });
});

describe('C10: a cancel', () => {
  test('while it thinks ends it at once', () => {
    const operation = begin().send(cancel);
    expect(outcome(operation)).toMatchObject({ status: 'cancelled', runs: [] });
    expect(operation.reported).toEqual([]);
    expect([operation.children, operation.timers]).toEqual([[], []]);
  });

  test('while it thinks after a long tool keeps what that has done', () => {
    const operation = begin()
      .take(asks({ long: ['a'] }))
      .done('run', ended('succeeded'))
      .send(cancel);
    expect(outcome(operation)).toMatchObject({ status: 'cancelled', runs: [{ status: 'succeeded' }] });
  });

  test.each<[string, (operation: Operation) => Operation]>([
    ['have answered', (operation) => operation.send(answered('b'))],
    ['took too long', (operation) => operation.runOut('quickTimeout')],
    ['broke', (operation) => operation.broken('tools')],
  ])('waits for quick tools until they %s, and then begins nothing more', (_, end) => {
    const waiting = begin()
      .take(asks({ quick: ['a', 'b'], long: ['c'] }))
      .send(cancel)
      .send(answered('a'));
    expect(waiting.state).toEqual({ working: { quick: 'prompt' } });
    expect(waiting.children).toEqual(['tools']);
    expect(outcome(end(waiting))).toMatchObject({ status: 'cancelled', runs: [] });
    expect(end(waiting).told).toEqual([]);
  });

  test.each(outcomes)('is handed to a long tool, whose word is awaited: %s', (status) => {
    const waiting = begin()
      .take(asks({ long: ['a', 'b'] }))
      .send(cancel);
    expect(waiting.sent('run')).toEqual([{ type: 'run.cancel' }]);
    expect(waiting.state).toEqual({ working: 'long' });
    const operation = waiting.done('run', ended(status));
    expect(outcome(operation)).toMatchObject({ status: 'cancelled', runs: [{ callId: 'a', status }] });
    expect(operation.told.at(-1)).toMatchObject({ type: 'operation.progressed', run: { status } });
  });
});

describe('D3: what goes wrong ends the operation as failed, with what it had achieved', () => {
  const afterRun = begin()
    .take(asks({ long: ['a'], text: 'I begin.' }))
    .done('run', ended('succeeded'));

  test.each<[string, (operation: Operation) => Operation, string]>([
    ['the model fails', (operation) => operation.broken('think', new Error('overloaded')), 'overloaded'],
    ['the model fails with a mere word', (operation) => operation.broken('think', 'no line'), 'no line'],
    ['the model is silent', (operation) => operation.runOut('thinkTimeout'), 'the model did not answer in time'],
  ])('when %s', (_, goWrong, error) => {
    const [atOnce, later] = [goWrong(begin()), goWrong(afterRun)];
    expect(outcome(atOnce)).toMatchObject({ status: 'failed', text: '', runs: [] });
    expect(outcome(later)).toMatchObject({
      status: 'failed',
      text: '',
      runs: [{ status: 'succeeded', announcement: 'It is blue.' }],
    });
    expect([atOnce.reported, later.reported]).toEqual([[error], [error]]);
  });

  test('C11: when the model asks for tools eight times', () => {
    let operation = begin();
    for (let round = 1; round <= 7; round += 1) operation = operation.take(asks({ refused: ['a'] }));
    expect(operation.state).toBe('thinking');
    expect(operation.started('think')).toHaveLength(8);

    const more = operation.take(asks({ refused: ['a'], text: 'Once more.' }));
    expect(outcome(more)).toMatchObject({ status: 'failed', text: '' });
    expect(more.reported).toEqual(['the model asked for tools too often']);
    const enough = operation.done('think', says('Here it is.'));
    expect(outcome(enough)).toMatchObject({ status: 'done' });
    expect(enough.reported).toEqual([]);
  });

  test('C11: but the tools of the eighth time are still carried out', () => {
    let operation = begin();
    for (let round = 1; round <= 7; round += 1) operation = operation.take(asks({ refused: ['a'] }));
    const eighth = operation.take(asks({ quick: ['a'], long: ['b', 'c'] })).send(answered('a'));
    const second = eighth.done('run', ended('succeeded'));
    expect([eighth.state, second.state]).toEqual([{ working: 'long' }, { working: 'long' }]);
    expect(outcome(second.done('run', ended('succeeded')))).toMatchObject({
      status: 'failed',
      runs: [{ status: 'succeeded' }, { status: 'succeeded' }],
    });
  });
});

test('what the app learns of the user is known in every state, and to the next step', () => {
  const learned = { type: 'session.updated', facts: { verified: true } } as const;
  const session = { name: 'Ada', verified: true };
  expect(
    begin()
      .send(learned)
      .take(asks({ quick: ['a'] }))
      .started('tools'),
  ).toMatchObject([{ session }]);
  const quick = begin().take(asks({ quick: ['a'] }));
  expect(quick.send(learned).send(answered('a')).started('think').at(-1)).toMatchObject({ session });
  const long = begin().take(asks({ long: ['b'] }));
  expect(long.send(learned).done('run', ended('succeeded')).started('think').at(-1)).toMatchObject({ session });
});

describe('A1: when the app puts another user there', () => {
  const other = { type: 'session.updated', facts: { name: 'Bob' } } as const;
  const same = { type: 'session.updated', facts: { name: 'Ada' } } as const;

  test('while it is looked at what was asked for, it is looked at anew', () => {
    const asking = begin().done('think', lineOf({ long: ['a'] }));
    expect(asking.send(other).started('authorize').at(-1)).toMatchObject({ session: { name: 'Bob' } });
    expect(asking.send(other).started('authorize')).toHaveLength(2);
    expect(asking.send(same).started('authorize')).toHaveLength(1);
    const granting = play(chart, { ...input, granted }).send(other);
    expect(granting.started('authorize').at(-1)).toMatchObject({ granted, session: { name: 'Bob' } });
  });

  test('the long call that runs goes on, and those behind it do not begin', () => {
    const operation = begin().take(asks({ long: ['a', 'b'] }));
    expect(operation.send(other).done('run', ended('succeeded')).started('run')).toHaveLength(1);
    expect(operation.send(same).done('run', ended('succeeded')).started('run')).toHaveLength(2);
  });
});

describe('any five events in any order', () => {
  const moves: Moves<typeof mainOperationMachine> = {
    says: ends('think', says('It is blue.')),
    'asks for quick': (at) => (at.children.includes('think') ? at.take(asks({ quick: ['a', 'b'] })) : undefined),
    'asks for long': (at) => (at.children.includes('think') ? at.take(asks({ long: ['c', 'd'] })) : undefined),
    'asks for both': (at) => (at.children.includes('think') ? at.take(asks({ quick: ['a'], long: ['c'] })) : undefined),
    'is refused': (at) => (at.children.includes('think') ? at.take(asks({ refused: ['e'] })) : undefined),
    'model breaks': breaks('think'),
    thinkTimeout: runsOut('thinkTimeout'),
    'a answers': (at) => (at.children.includes('tools') ? at.send(answered('a', { verified: true })) : undefined),
    'b answers': (at) => (at.children.includes('tools') ? at.send(answered('b')) : undefined),
    'tools break': breaks('tools'),
    quickTimeout: runsOut('quickTimeout'),
    'run progresses': (at) => (at.children.includes('run') ? at.send(progressed(40)) : undefined),
    'run succeeds': ends('run', ended('succeeded')),
    'run fails': ends('run', ended('failed')),
    'run breaks': breaks('run'),
    cancel: (at) => at.send(cancel),
  };
  let orders: { at: Operation; made: string[] }[] = [];
  let over: typeof orders = [];
  beforeAll(() => {
    orders = [...everyOrder(begin(), moves, 5)];
    over = orders.filter(({ at }) => at.isOver);
  });

  test('D3: leave no run running, and nothing alive, when it is over', () => {
    expect(over.length).toBeGreaterThan(500);
    for (const { at } of over) {
      const { runs = [], status } = outcome(at) ?? {};
      expect(runs.filter((run) => run.status === 'running')).toEqual([]);
      expect(at.state).toBe(status);
      expect([at.children, at.timers]).toEqual([[], []]);
    }
  });

  test('make it acknowledge once, before anything long begins, and tell each run from its beginning', () => {
    for (const { at } of orders) {
      const types = toldTypes(at).filter((type) => type !== 'operation.learned');
      const runs = at.started('run').length;
      expect(types.filter((type) => type === 'operation.wentLong')).toHaveLength(runs);
      expect(types.filter((type) => type === 'operation.acknowledged')).toHaveLength(Math.min(runs, 1));
      if (runs > 0) {
        expect(types.slice(0, 3)).toEqual(['operation.acknowledged', 'operation.progressed', 'operation.wentLong']);
      }
      expect(at.told.filter(({ operationId }) => operationId !== 'operation-1')).toEqual([]);
    }
  });

  test('C10: begin nothing after a cancel', () => {
    for (const { at, made } of over) {
      if (!made.includes('cancel')) continue;
      const began = made.slice(made.indexOf('cancel') + 1).filter((name) => /asks|says|refused/.test(name));
      expect(began).toEqual([]);
      expect(outcome(at)?.status).toBe(made.at(-1) === 'run breaks' ? 'failed' : 'cancelled');
    }
  });

  test('do only one thing at a time, under a bound or with a run that has its own', () => {
    for (const { at } of orders) {
      if (at.isOver) continue;
      const [child, ...others] = at.children;
      expect(others).toEqual([]);
      expect(at.timers).toEqual(
        { think: ['thinkTimeout'], tools: ['quickTimeout', 'quickPatience'], run: [] }[child ?? ''],
      );
    }
  });
});

describe('A7, A10: before any tool runs, it is looked at', () => {
  const asking = () => begin().done('think', lineOf({ quick: ['a'], long: ['b'], text: 'I see to it.' }));

  test('nothing runs while what the model asks for is looked at, with a timer of its own', () => {
    const operation = asking();
    expect(operation.state).toEqual({ authorizing: 'prompt' });
    expect(operation.children).toEqual(['authorize']);
    expect(operation.timers).toEqual(['quickTimeout', 'quickPatience']);
    expect(operation.started('authorize')).toEqual([
      expect.objectContaining({
        ...input,
        line: lineOf({ quick: ['a'], long: ['b'], text: 'I see to it.' }),
        steps: [],
        offer: null,
      }),
    ]);
    expect(operation.told).toEqual([]);
  });

  test('only what was let through runs: of the rest there is a result', () => {
    const operation = begin().take(asks({ refused: ['a'], quick: ['b'] }));
    expect(operation.started('tools')).toEqual([expect.objectContaining({ calls: [quickCallOf('b')] })]);
    expect(operation.context.steps).toEqual([
      { ...lineOf({ refused: ['a'], quick: ['b'] }), results: [resultOf('a', 'refused')], long: [] },
    ]);
  });

  test('a look that breaks or takes too long ends it, and nothing has run', () => {
    const broken = asking().broken('authorize');
    const late = asking().runOut('quickTimeout');
    for (const operation of [broken, late]) {
      expect(outcome(operation)).toMatchObject({ status: 'failed', runs: [], mayHaveChanged: false });
      expect(operation.started('tools')).toEqual([]);
      expect(operation.started('run')).toEqual([]);
    }
    expect(late.reported).toEqual(['what has to be checked before a tool took too long']);
  });

  test('C10: a cancel ends it at once, also when it has gone long', () => {
    for (const operation of [asking(), asking().runOut('quickPatience')]) {
      expect(outcome(operation.send(cancel))).toMatchObject({ status: 'cancelled', runs: [] });
    }
  });

  describe('if that takes long', () => {
    const slow = asking().runOut('quickPatience');
    const sorted = sortedOf({ long: ['b'] });
    const acknowledgments = ({ told }: Operation) => told.filter(({ type }) => type === 'operation.acknowledged');

    test('it is acknowledged with the words of the model, and goes long', () => {
      expect(slow.state).toEqual({ authorizing: 'slow' });
      expect(slow.told).toEqual([
        { type: 'operation.acknowledged', operationId: 'operation-1', text: 'I see to it.' },
        { type: 'operation.wentLong', operationId: 'operation-1' },
      ]);
      expect([slow.children, slow.timers]).toEqual([['authorize'], ['quickTimeout']]);
    });

    test('what runs after it is not acknowledged again, be it long, or quick and slow', () => {
      expect(acknowledgments(slow.done('authorize', sorted))).toHaveLength(1);
      const quick = slow.done('authorize', sortedOf({ quick: ['a'] })).runOut('quickPatience');
      expect(quick.state).toEqual({ working: { quick: 'slow' } });
      expect(acknowledgments(quick)).toHaveLength(1);
    });

    test('the model is told so: its words wait for the chat', () => {
      const refused = slow.done('authorize', sortedOf({ refused: ['b'] }));
      expect(refused.started('think').at(-1)).toMatchObject({ acknowledged: true });
    });

    test('news of the session, and the next look, are waited for without another word', () => {
      const anew = slow.send({ type: 'session.updated', facts: { name: 'Bob' } });
      const next = slow.done('authorize', sortedOf({ refused: ['b'] })).done('think', lineOf({ long: ['c'] }));
      for (const operation of [anew, next]) {
        expect(operation.state).toEqual({ authorizing: 'slow' });
        expect(operation.told).toHaveLength(2);
        expect(operation.timers).toEqual(['quickTimeout']);
      }
    });

    test('its time counts from the line of the model, whatever is looked at anew', () => {
      const anew = asking().send({ type: 'session.updated', facts: { name: 'Bob' } });
      expect(anew.state).toEqual({ authorizing: 'prompt' });
      expect(anew.context.now).toBe(asking().context.now);
    });
  });
});

describe('A10: what needs a yes of the user', () => {
  test('is handed out at the end; if it was all there was, at once and without another word of the model', () => {
    const operation = begin().take(asks({ offer: offerOf('a') }));
    expect(operation.started('think')).toHaveLength(1);
    expect(outcome(operation)).toMatchObject({ status: 'done', text: '', offer: offerOf('a') });
  });

  test('waits until the model has told what else it found', () => {
    const operation = begin()
      .take(asks({ quick: ['a'], offer: offerOf('b') }))
      .send(answered('a'));
    expect(operation.state).toBe('thinking');
    expect(outcome(operation.done('think', says('27.5 GB.')))).toMatchObject({ text: '27.5 GB.', offer: offerOf('b') });
  });

  test('waits for long tools asked for with it', () => {
    const operation = begin().take(asks({ long: ['a'], offer: offerOf('b') }));
    expect(operation.state).toEqual({ working: 'long' });
    const ending = operation.done('run', ended('succeeded')).done('think', says('It is blue.'));
    expect(outcome(ending)).toMatchObject({ text: 'It is blue.', offer: offerOf('b') });
  });

  test('is one thing: the first that was asked for', () => {
    const operation = begin()
      .take(asks({ quick: ['a'], offer: offerOf('b') }))
      .send(answered('a'))
      .take(asks({ offer: offerOf('c') }));
    expect(operation.started('authorize')[1]).toMatchObject({ offer: offerOf('b') });
    expect(outcome(operation.done('think', says('So.')))).toMatchObject({ offer: offerOf('b') });
  });

  test('is let go by an operation that is cancelled or fails', () => {
    const operation = begin()
      .take(asks({ quick: ['a'], offer: offerOf('b') }))
      .send(answered('a'));
    expect(outcome(operation.send(cancel))).toMatchObject({ status: 'cancelled', offer: null });
    expect(outcome(operation.broken('think'))).toMatchObject({ status: 'failed', offer: null });
  });
});

describe('A10: an operation that begins with a yes', () => {
  const beginGranted = () => play(chart, { ...input, granted });

  test('looks at the granted call first, and no model is asked before it has run', () => {
    const operation = beginGranted();
    expect(operation.state).toEqual({ authorizing: 'prompt' });
    const call = { id: 'call-1', name: 'buy', args: { of: 'call-7' } };
    expect(operation.started('authorize')).toEqual([
      expect.objectContaining({ granted, line: { text: '', calls: [call] }, steps: [] }),
    ]);
    expect(operation.started('think')).toEqual([]);
  });

  test('uses the yes up: what the model asks for afterwards is looked at without it', () => {
    const operation = beginGranted()
      .done('authorize', sortedOf({ long: ['call-1'] }))
      .done('run', ended('succeeded'))
      .done('think', lineOf({ quick: ['a'] }));
    expect(operation.started('authorize')[1]).toMatchObject({ granted: null });
  });

  test('goes on like any other, also when the call is refused after all', () => {
    const operation = beginGranted().done('authorize', sortedOf({ refused: ['call-1'] }));
    expect(operation.state).toBe('thinking');
    expect(operation.context.granted).toBeNull();
  });
});

test('quick tools that turn out to be slow are acknowledged in the words of the model', () => {
  const line = lineOf({ quick: ['a', 'b'], text: 'I look it up.' });
  const slow = begin()
    .done('think', line)
    .done('authorize', sortedOf({ quick: ['a', 'b'] }))
    .runOut('quickPatience');
  const said = slow.told.filter(({ type }) => type === 'operation.acknowledged');
  expect(said).toEqual([{ type: 'operation.acknowledged', operationId: 'operation-1', text: 'I look it up.' }]);
});

describe('C11: an operation has only so much time for thinking and quick tools', () => {
  const outOfTime = mainOperationMachine.provide({
    guards: { isOutOfTime: ({ context }) => context.steps.length > 0 },
  });

  test('when it is over, the model is not asked again', () => {
    const operation = play(outOfTime, input)
      .take(asks({ quick: ['a'] }))
      .send(answered('a'));
    expect(outcome(operation)).toMatchObject({ status: 'failed', mayHaveChanged: true });
    expect(operation.reported).toEqual(['the request took too long']);
  });

  test('it begins anew when a long tool has ended', () => {
    const operation = begin().take(asks({ long: ['a'] }));
    expect(operation.called('startTurn')).toHaveLength(1);
    expect(operation.done('run', ended('succeeded')).called('startTurn')).toHaveLength(2);
  });
});

describe('D6: what nobody can tell of a tool', () => {
  const looks = (id: string, result: Partial<CallResult>) =>
    ({ ...answered(id), result: { ...resultOf(id), ...result } }) as const;
  /** Both calls are of one tool. */
  const both = { ...sortedOf({ quick: ['a'], long: ['b'] }), long: [{ ...longCallOf('b'), tool: 'look' }] };
  const asksBoth = (operation: Operation) =>
    operation.done('think', lineOf({ quick: ['a'], long: ['b'] })).done('authorize', both);

  const { quick, ...none } = sortedOf({ quick: ['a'] });
  const asksHarmless = (operation: Operation) =>
    operation
      .done('think', lineOf({ quick: ['a'] }))
      .done('authorize', { ...none, quick: quick.map((call) => ({ ...call, effect: 'none' as const })) });

  test('is handed out: of a long one with an unknown outcome, of a quick one in doubt or without an answer', () => {
    const unknown = begin()
      .take(asks({ long: ['a'] }))
      .done('run', ended('unknown'))
      .done('think', says('So.'));
    const broken = begin()
      .take(asks({ quick: ['a'] }))
      .send(looks('a', { failed: true, doubtful: true }));
    const silent = begin()
      .take(asks({ quick: ['a'] }))
      .runOut('quickTimeout');
    const fine = begin()
      .take(asks({ quick: ['a'], refused: ['b'] }))
      .send(answered('a'));
    const harmless = begin().take(asksHarmless).runOut('quickTimeout');
    expect(outcome(harmless.done('think', says('So.')))?.doubtful).toEqual([]);
    expect(outcome(unknown)?.doubtful).toEqual(['paint']);
    expect(outcome(broken.done('think', says('So.')))?.doubtful).toEqual(['look']);
    expect(outcome(silent.done('think', says('So.')))?.doubtful).toEqual(['look']);
    expect(outcome(fine.done('think', says('So.')))?.doubtful).toEqual([]);
  });

  test('keeps a long call of the same tool from running after a quick one', () => {
    const doubtful = begin()
      .take(asksBoth)
      .send(looks('a', { failed: true, doubtful: true }));
    const silent = begin().take(asksBoth).runOut('quickTimeout');
    for (const operation of [doubtful, silent, begin().take(asksBoth).broken('tools')]) {
      expect(operation.started('run')).toEqual([]);
      expect(operation.state).toBe('thinking');
    }
    expect(
      begin()
        .take(asksBoth)
        .send(looks('a', { failed: true }))
        .started('run'),
    ).toHaveLength(1);
  });

  test('does not keep one of another tool from running', () => {
    const operation = begin().take(asks({ quick: ['a'], long: ['b'] }));
    expect(operation.send(looks('a', { failed: true, doubtful: true })).started('run')).toHaveLength(1);
    expect(operation.runOut('quickTimeout').started('run')).toHaveLength(1);
  });
});
