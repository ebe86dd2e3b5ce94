import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Line, Script } from 'meanwhile/testing';
import { stageTelco } from '../kit/telco.ts';

const long = fc.constantFrom(
  { name: 'get_billing_summary_tool' },
  { name: 'change_package_tool', args: { package_id: 'P-UNL-B' } },
);
const quick = fc.constantFrom({ name: 'get_data_balance_tool' }, { name: 'check_status' }, { name: 'no_such_tool' });
const after = fc.constantFrom(0, 0, 100, 3000, 12_000, 40_000, Number.POSITIVE_INFINITY);
const answer: fc.Arbitrary<Line> = fc.record({ text: fc.constantFrom('Yes.', 'Well.'), after });
const failure: fc.Arbitrary<Line> = fc.record({ error: fc.constant(new Error('boom')), after });
const quickCalls: fc.Arbitrary<Line> = fc.record({ calls: fc.array(quick, { minLength: 1, maxLength: 2 }), after });
const longCalls: fc.Arbitrary<Line> = fc.record({
  calls: fc.array(fc.oneof(long, quick), { minLength: 1, maxLength: 3 }),
  after: fc.constantFrom(0, 500),
});

type Step = { does: 'say' } | { does: 'wait'; ms: number } | { does: 'cancel' };
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.constant<Step>({ does: 'say' }) },
  {
    weight: 3,
    arbitrary: fc.record({ does: fc.constant('wait' as const), ms: fc.constantFrom(0, 100, 1900, 2000, 7000, 20_000) }),
  },
  { weight: 1, arbitrary: fc.constant<Step>({ does: 'cancel' }) },
);

/** Says these lines in turn, and then answers. */
function upTo(lines: readonly Line[]): Script {
  return (_, count) => lines[count] ?? { text: 'Yes.' };
}

test('B2, C1, C5, D3: in any order of events each word is answered, each operation told once, and idle is reached', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.oneof(answer, failure, quickCalls, longCalls, longCalls), { maxLength: 6 }),
      fc.array(fc.oneof(answer, failure, quickCalls), { maxLength: 6 }),
      fc.array(fc.oneof(answer, failure), { maxLength: 3 }),
      fc.array(step, { minLength: 1, maxLength: 12 }),
      async (main, chat, synthesis, steps) => {
        const scene = stageTelco({ main: upTo(main), chat: upTo(chat), synthesis: upTo(synthesis) });
        let said = 0;
        for (const { does, ...rest } of steps) {
          if (does === 'say') await scene.say(`word ${(said += 1)}`);
          if (does === 'cancel') scene.actor.send({ type: 'operation.cancel' });
          if ('ms' in rest) await scene.at(scene.clock.elapsed() + rest.ms);
          expectOneTurn(scene);
        }
        await scene.untilIdle(3_600_000);
        await scene.at(scene.clock.elapsed() + 1);
        expectAllTold(scene, said);
        scene.actor.stop();
      },
    ),
    { numRuns: 200 },
  );
});

type Scene = ReturnType<typeof stageTelco>;

/** The lock is held if and only if a chat turn is in flight. */
function expectOneTurn({ actor }: Scene) {
  const { context, children } = actor.getSnapshot();
  const chat: unknown = children['chat']?.getSnapshot();
  const isLocked = typeof chat === 'object' && chat !== null && 'value' in chat && typeof chat.value === 'object';
  const { chatTurn } = context;
  expect(chatTurn !== null && chatTurn.completedAt === null && chatTurn.abortedAt === null).toBe(isLocked);
}

function expectAllTold(scene: Scene, said: number) {
  const { transcript, unanswered, operation, interim, chatAbort } = scene.actor.getSnapshot().context;
  expect(scene.errors).toEqual([]);
  expect({ unanswered, operation, interim, chatAbort }).toEqual({
    unanswered: [],
    operation: null,
    interim: [],
    chatAbort: null,
  });

  const users = transcript.filter(({ role }) => role === 'user');
  const replied = new Set(transcript.filter(({ role }) => role === 'assistant').map(({ turn }) => turn));
  expect(users.length).toBe(said);
  expect(users.filter(({ turn }) => !replied.has(turn))).toEqual([]);

  const ids = scene.replies().map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  const ended = scene.emitted('operation').filter(({ status }) => status !== 'running');
  expect(scene.replies('announcement').map(({ operationId }) => operationId)).toEqual(
    ended.map(({ operationId }) => operationId),
  );
  for (const { runs } of ended) expect(runs.filter(({ status }) => status === 'running')).toEqual([]);
  expect(scene.replies().filter(({ text }) => text.trim() === '')).toEqual([]);
  expect(scene.clock.armed()).toBe(0);
}
