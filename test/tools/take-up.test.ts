import { tool } from '@langchain/core/tools';
import { createConversationMachine, effect, establishes, requires, traits, type Traits } from 'meanwhile';
import { scriptedModel, virtualClock } from 'meanwhile/testing';
import { createActor, type Snapshot } from 'xstate';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { catalogOf } from '../../src/tools/catalog.ts';
import { takeUp } from '../../src/tools/take-up.ts';

const place = { conversationId: 'customer-1', turnId: 'operation-1' };
const site = { ...place, session: {}, begunFor: {}, attempt: 2, stopped: false };
const call = { id: 'call-1', name: 'paint', args: {} };
const { signal } = new AbortController();

function painting(own: Traits, work: () => unknown = () => 'painted', name = 'paint') {
  return tool(async () => work(), { name, description: '', schema: z.object({}), metadata: traits(own) });
}

describe('D6: a quick call that may have had its effect before', () => {
  test('and fails when it is run again is in doubt: that failure says nothing of the first time', async () => {
    const failing = painting(effect('idempotent'), () => {
      throw new Error('no paint');
    });
    const { result } = await takeUp(call, catalogOf([failing]).main, site, signal);
    expect(result).toMatchObject({ failed: true, doubtful: true });
  });

  test('and is refused now, by the facts of the session, is in doubt: it was not refused the first time', async () => {
    const known = catalogOf([painting({ ...effect('idempotent'), ...requires('verified') })]).main;
    const { result, outcome } = await takeUp(call, known, site, signal);
    expect([result.doubtful, outcome.status]).toEqual([true, 'unknown']);
  });

  test('and whose tool is not there any more is in doubt', async () => {
    const { result } = await takeUp(call, new Map(), site, signal);
    expect(result).toMatchObject({ failed: true, doubtful: true });
  });

  test.each([
    ['of the user is another now', { account: '43' }, 'unknown', []],
    [
      'of the user is the same, and more is known, is run again',
      { account: '42', verified: true },
      'succeeded',
      ['again'],
    ],
  ])('A1: and what is known %s', async (_, session, status, done) => {
    const begun: string[] = [];
    const known = catalogOf([painting(effect('idempotent'), () => begun.push('again'))]).main;
    const { outcome } = await takeUp(call, known, { ...site, session, begunFor: { account: '42' } }, signal);
    expect([outcome.status, begun]).toEqual([status, done]);
  });

  test('A1: and of which its back-end is asked is asked for whom it was begun for', async () => {
    const asked: unknown[] = [];
    const finding = effect('reconcile', (_, { session }) => asked.push(session));
    const taken = { ...site, session: { account: '43' }, begunFor: { account: '42' } };
    await takeUp(call, catalogOf([painting(finding)]).main, taken, signal);
    expect(asked).toEqual([{ account: '42' }]);
  });

  test.each([
    ['none', effect('none'), 'failed'],
    ['idempotent', effect('idempotent'), 'unknown'],
    ['reconcile', effect('reconcile', () => 'found'), 'unknown'],
  ] as const)(
    'and was interrupted five times may be what ends its process: it is given up (%s)',
    async (_, own, status) => {
      const known = catalogOf([painting(own)]).main;
      const [fifth, sixth] = await Promise.all(
        [5, 6].map(async (attempt) => takeUp(call, known, { ...site, attempt }, signal)),
      );
      expect([fifth?.outcome.status, sixth?.outcome.status]).toEqual(['succeeded', status]);
    },
  );

  test('and was found to have happened tells what it establishes, too', async () => {
    const login = {
      ...effect('reconcile', () => ({ name: 'Ada' })),
      ...establishes(({ name }: { name: string }) => ({ name })),
    };
    const { result, facts } = await takeUp(call, catalogOf([painting(login)]).main, site, signal);
    expect([result.content, facts]).toEqual(['{"name":"Ada"}', { name: 'Ada' }]);
  });

  test('is kept as it was declared when the machine was made', async () => {
    const own = effect('reconcile', () => 'found');
    const known = catalogOf([painting(own)]).main;
    Object.assign(own.effect ?? {}, { policy: 'unsafe' });
    expect((await takeUp(call, known, site, signal)).result.content).toBe('found');
  });
});

test('D11: of several quick calls, one that has answered before a restart never runs again', async () => {
  const clock = virtualClock();
  const done: string[] = [];
  const tools = [
    painting(effect('idempotent'), () => done.push('now'), 'now'),
    painting(effect('idempotent'), () => (done.push('later'), clock.wait(1000)), 'later'),
    painting({ ...effect('idempotent'), ...requires('verified') }, () => done.push('never'), 'never'),
  ];
  const results: unknown[] = [];
  const model = scriptedModel(({ messages }) => {
    const read = messages.filter(({ role }) => role === 'tool');
    results.push(...read.map(({ content }) => content));
    return read.length > 0 ? { text: 'Done.' } : { calls: ['now', 'later', 'never'].map((name) => ({ name })) };
  }, clock);
  const live = (snapshot?: Snapshot<unknown>) => {
    const machine = createConversationMachine({ model, tools, clock });
    return createActor(machine, { clock, input: { id: 'customer-1' }, ...(snapshot && { snapshot }) }).start();
  };
  const first = live();
  first.send({ type: 'user.said', text: 'Paint.' });
  await clock.goTo(500);
  const snapshot = JSON.parse(JSON.stringify(first.getPersistedSnapshot())) as Snapshot<unknown>;
  first.stop();
  live(snapshot);
  await clock.goTo(5000);
  expect(done).toEqual(['now', 'later', 'later']);
  expect(results).toEqual(['1', 'null', '{"error":"not_verified"}']);
});
