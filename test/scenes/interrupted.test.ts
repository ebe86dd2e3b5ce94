import {
  createConversationMachine,
  DEFAULT_PHRASES,
  type ConversationEmitted,
  type EffectPolicy,
  type RunStatus,
} from 'meanwhile';
import { scriptedModel, virtualClock } from 'meanwhile/testing';
import { describe, expect, test } from 'vitest';
import { createActor, type Snapshot } from 'xstate';
import { BLUE_MS, houseWith } from '../kit/house.ts';

const POLICIES: EffectPolicy[] = ['none', 'idempotent', 'reconcile', 'unsafe'];

type House = ReturnType<typeof houseWith>;

/** A conversation that asks for the painter at once; the process dies at these times, and another one goes on. */
async function play(
  { policy, isLong, deaths, cancelAt }: { policy: EffectPolicy; isLong: boolean; deaths: number[]; cancelAt?: number },
  prepare: (there: House) => void = () => {},
) {
  const clock = virtualClock();
  const there = houseWith(policy, { quick: !isLong });
  const tools = there.tools(clock);
  const told: ConversationEmitted[] = [];
  const read: string[] = [];
  const model = scriptedModel(({ messages }) => {
    const results = messages.filter(({ role }) => role === 'tool');
    read.push(...results.map(({ content }) => content));
    return results.length > 0 ? { text: 'So it is.' } : { calls: [{ name: 'paint' }] };
  }, clock);

  function live(snapshot?: Snapshot<unknown>) {
    // each process makes its own machine
    const machine = createConversationMachine({ model, tools, clock });
    const actor = createActor(machine, { clock, input: { id: 'customer-1' }, ...(snapshot && { snapshot }) });
    actor.on('*', (event) => told.push(event));
    actor.subscribe({ error: (error) => expect.fail(String(error)) });
    return actor.start();
  }

  let actor = live();
  actor.send({ type: 'user.said', text: 'Paint my house.' });
  for (const death of deaths) {
    await clock.goTo(Math.min(death, cancelAt ?? death));
    if (cancelAt !== undefined) actor.send({ type: 'operation.cancel' });
    if (cancelAt !== death) await clock.goTo(death); // else in the instant before the tool has heard of it
    const snapshot = JSON.parse(JSON.stringify(actor.getPersistedSnapshot())) as Snapshot<unknown>;
    actor.stop();
    await clock.goTo(death);
    if (death === deaths.at(-1)) prepare(there);
    actor = live(snapshot);
  }
  await clock.goTo(60_000);
  const runs = told.flatMap((event) => (event.type === 'operation' ? event.runs : [])).filter(isOver);
  const replies = told.flatMap((event) => (event.type === 'reply' ? [event.text] : []));
  expect(actor.getSnapshot().matches('idle')).toBe(true);
  expect(new Set(there.painted).size).toBe(there.painted.length);
  return { ...there, told, read, runs, replies };
}

function isOver({ status }: RunStatus): boolean {
  return status !== 'running';
}

const PATIENCE = 2_000;
const KEY = 'customer-1/operation-1/call-1';
const BEFORE = BLUE_MS - 500;
const AFTER = BLUE_MS + 500;

describe('D6, D9, D11: a long tool that a restart has interrupted', () => {
  test.each<[EffectPolicy, number, { status: string; painted: number; attempts: number[] }]>([
    ['none', BEFORE, { status: 'succeeded', painted: 0, attempts: [1, 2] }],
    ['none', AFTER, { status: 'succeeded', painted: 0, attempts: [1, 2] }],
    ['idempotent', BEFORE, { status: 'succeeded', painted: 1, attempts: [1, 2] }],
    ['idempotent', AFTER, { status: 'succeeded', painted: 1, attempts: [1, 2] }],
    ['reconcile', BEFORE, { status: 'failed', painted: 0, attempts: [1] }],
    ['reconcile', AFTER, { status: 'succeeded', painted: 1, attempts: [1] }],
    ['unsafe', BEFORE, { status: 'unknown', painted: 0, attempts: [1] }],
    ['unsafe', AFTER, { status: 'unknown', painted: 1, attempts: [1] }],
  ])('%s, after %i ms: %o', async (policy, death, { status, painted, attempts }) => {
    const { runs, calls, painted: done, replies } = await play({ policy, isLong: true, deaths: [death] });
    expect(runs.map((run) => run.status)).toEqual([status]);
    expect(calls).toEqual(attempts.map((attempt) => ({ key: KEY, attempt })));
    expect(done).toHaveLength(painted);
    expect(replies.at(-1)).toBe(
      status === 'unknown' ? `So it is. ${DEFAULT_PHRASES.ended.unknown('the painting')}` : 'So it is.',
    );
  });

  test('and again, and again: its key stays the same, and its effect happens once', async () => {
    const { runs, calls, painted } = await play({ policy: 'idempotent', isLong: true, deaths: [3000, 4000, 7000] });
    expect(calls).toEqual([1, 2, 3, 4].map((attempt) => ({ key: KEY, attempt })));
    expect([painted, runs.map(({ status }) => status)]).toEqual([[KEY], ['succeeded']]);
  });

  test('a back-end that does not know leaves the outcome unknown', async () => {
    const silent = (there: House) => (there.line.isDead = true);
    const { runs, read } = await play({ policy: 'reconcile', isLong: true, deaths: [AFTER] }, silent);
    expect(runs.map(({ status }) => status)).toEqual(['unknown']);
    expect(read.at(-1)).toContain('Nobody can tell whether it took effect');
  });

  test('a back-end is asked with the arguments as the tool read them, the key of the call, and a signal', async () => {
    const { asked, runs } = await play({ policy: 'reconcile', isLong: true, deaths: [AFTER] });
    expect(asked).toEqual([{ key: KEY, coats: 2, hasSignal: true }]);
    expect(runs).toMatchObject([
      { percent: 100, result: { key: KEY }, announcement: 'Your house is blue.', error: '' },
    ]);
  });

  test.each<[EffectPolicy, number, string]>([
    ['none', BEFORE, 'cancelled'],
    ['idempotent', BEFORE, 'unknown'],
    ['reconcile', BEFORE, 'cancelled'],
    ['reconcile', AFTER, 'succeeded'],
    ['unsafe', AFTER, 'unknown'],
  ])('%s, being stopped, after %i ms: it is not begun again, and is %s', async (policy, death, status) => {
    const { runs, calls } = await play({ policy, isLong: true, deaths: [death], cancelAt: death });
    expect(runs.map((run) => run.status)).toEqual([status]);
    expect(calls).toHaveLength(1);
  });
});

describe('D6, D9, D11: a quick tool that a restart has interrupted', () => {
  const done = `{"key":"${KEY}"}`;
  const undone = '{"error":"failed","message":"It was interrupted, and did not take effect."}';
  const inDoubt =
    '{"error":"unknown","message":"Nobody can tell whether it took effect, and the user is told so: do not say that it worked, and do not try again. It was interrupted."}';

  test.each<[EffectPolicy, number, { read: string; painted: number; attempts: number[] }]>([
    ['none', BEFORE, { read: done, painted: 0, attempts: [1, 2] }],
    ['idempotent', BEFORE, { read: done, painted: 1, attempts: [1, 2] }],
    ['idempotent', AFTER, { read: done, painted: 1, attempts: [1, 2] }],
    ['reconcile', BEFORE, { read: undone, painted: 0, attempts: [1] }],
    ['reconcile', AFTER, { read: done, painted: 1, attempts: [1] }],
    ['unsafe', BEFORE, { read: inDoubt, painted: 0, attempts: [1] }],
    ['unsafe', AFTER, { read: inDoubt, painted: 1, attempts: [1] }],
  ])('%s, after %i ms: %o', async (policy, death, { read: expected, painted, attempts }) => {
    const { read, calls, painted: effects, replies, runs } = await play({ policy, isLong: false, deaths: [death] });
    expect(new Set(runs.map(({ runId }) => runId)).size).toBe(runs.length);
    expect(read).toEqual([expected]);
    expect(calls).toEqual(attempts.map((attempt) => ({ key: KEY, attempt })));
    expect(effects).toHaveLength(painted);
    const { partly, ended } = DEFAULT_PHRASES;
    const doubt = expected === inDoubt ? ` ${death < PATIENCE ? partly : ended.unknown('paint')}` : '';
    expect(replies.filter((text) => text !== DEFAULT_PHRASES.slow)).toEqual([`So it is.${doubt}`]);
  });

  test('a back-end that does not know leaves it in doubt', async () => {
    const silent = (there: House) => (there.line.isDead = true);
    const { read } = await play({ policy: 'reconcile', isLong: false, deaths: [AFTER] }, silent);
    expect(read).toEqual([inDoubt]);
  });

  test.each(POLICIES)('%s, and then cancelled: only what changes nothing is begun again', async (policy) => {
    const { calls, replies } = await play({ policy, isLong: false, deaths: [AFTER], cancelAt: BEFORE });
    expect(calls).toHaveLength(policy === 'none' ? 2 : 1);
    expect(replies).toHaveLength(1);
    expect(replies[0]?.includes('may already be done')).toBe(policy !== 'none');
  });
});
