import { tool } from '@langchain/core/tools';
import { longRunning, requires, toolCall, traits } from 'meanwhile';
import { describe, expect, test } from 'vitest';
import { createActor, toPromise } from 'xstate';
import { z } from 'zod';
import { stage, virtualClock } from 'meanwhile/testing';
import { toolRunMachine } from '../../machines/tool-run.ts';
import { learnedDurations } from '../../src/durations/durations.ts';
import { catalogOf } from '../../src/tools/catalog.ts';
import { runTool } from '../../src/tools/run-tool.ts';
import { stepsTool, type Works } from '../kit/steps-tool.ts';

const paint = [{ name: 'paint' }];

describe('D3: a result is not lost because its sentence cannot be made', () => {
  test.each<[string, () => unknown, string]>([
    ['a sentence', () => 'Your house is blue.', 'Your house is blue.'],
    ['an error', () => raise('no words'), 'Done: the painting.'],
    ['a number', () => 5, 'Done: the painting.'],
    ['a promise', async () => 'Your house is blue.', 'Done: the painting.'],
    ['nothing', () => undefined, 'Done: the painting.'],
    ['blanks', () => '  ', 'Done: the painting.'],
  ])('announced by %s', async (_, announce, told) => {
    const works: Works = [];
    const scene = stage({
      tools: (clock) => [stepsTool(clock, works, { long: { announce: announce as () => string } })],
      main: [{ calls: paint }, { error: new Error('overloaded') }],
    });
    await scene.say('Paint my house.');
    await scene.untilIdle();
    expect(scene.replies('announcement').map(({ at, text }) => [at, text])).toEqual([[10_000, told]]);
    expect(scene.errors).toEqual([]);
  });
});

test('A6, D6: a long tool gets the session and a key of its own, and cannot change the conversation by it', async () => {
  const session = { verified: true, address: { street: 'Main Street' } };
  const seen: unknown[] = [];
  const painting = tool(
    async (_, config) => {
      const given = toolCall(config);
      seen.push(structuredClone(given));
      Object.assign(given.session, { verified: false });
      Object.assign(given.session['address'] as object, { street: 'Elm Street' });
    },
    { name: 'paint', description: '', schema: z.object({}), metadata: traits(longRunning({ expectedMs: 1 })) },
  );
  const scene = stage({ tools: [painting], main: [{ calls: paint }, { text: 'Done.' }], input: { session } });
  await scene.say('Paint my house.');
  await scene.untilIdle();
  expect(seen).toEqual([
    {
      conversationId: 'customer-1',
      turnId: 'operation-1',
      runId: 'operation-1/call-1',
      attempt: 1,
      idempotencyKey: 'customer-1/operation-1/call-1',
      session: { verified: true, address: { street: 'Main Street' } },
    },
  ]);
  expect(scene.actor.getSnapshot().context.session).toEqual(session);
});

test('C10: a long tool learns why it is stopped', async () => {
  for (const [cancels, reason] of [
    [true, 'it was cancelled'],
    [false, 'it took too long'],
  ] as const) {
    const reasons: string[] = [];
    const scene = stage({
      tools: (clock) => [
        tool(
          async function* (_, { signal }) {
            yield { percent: 1 };
            await clock.wait(60_000, signal).catch((error: unknown) => reasons.push((error as Error).message));
          },
          {
            name: 'paint',
            description: '',
            schema: z.object({}),
            metadata: traits(longRunning({ expectedMs: 1000, timeoutMs: 2000 })),
          },
        ),
      ],
      main: [{ calls: paint }, { text: 'Too bad.' }],
    });
    await scene.say('Paint my house.');
    await scene.at(1000);
    if (cancels) scene.actor.send({ type: 'operation.cancel' });
    await scene.untilIdle();
    expect(reasons).toEqual([reason]);
  }
});

describe('a call that was accepted, and may not begin after all, says why and what to do', () => {
  test.each([
    ['there is no such tool any more', 'sculpt', /^not_available: .* this program has no such tool\. Bring it back/],
    ['the session is another', 'paint', /^not_verified: .* the session lacks that fact\. Ask for it again/],
  ])('%s', async (_, name, error) => {
    const clock = virtualClock();
    const works: Works = [];
    const catalog = catalogOf([stepsTool(clock, works, { also: requires('verified') })]);
    const attempt = runTool(catalog, { clock, durations: learnedDurations(undefined) });
    const machine = toolRunMachine.provide({ actors: { runTool: attempt } });
    const [conversationId, operationId] = ['customer-1', 'operation-1'];
    const words = { label: 'the painting', acknowledgment: '' };
    const bounds = { expectedMs: 10_000, timeoutMs: 100_000, effect: 'unsafe' } as const;
    const call = { runId: `${operationId}/call-1`, callId: 'call-1', tool: name, args: {}, ...words, ...bounds };
    const run = createActor(machine, { input: { conversationId, operationId, session: {}, call } });
    expect(await toPromise(run.start())).toMatchObject({ status: 'failed', error: expect.stringMatching(error) });
    expect(works).toEqual([]);
  });
});

function raise(message: string): never {
  throw new Error(message);
}
