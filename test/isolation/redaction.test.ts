import { tool } from '@langchain/core/tools';
import { confirm, createConversationMachine, longRunning, traits } from 'meanwhile';
import { scriptedModel, stage, virtualClock } from 'meanwhile/testing';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createActor } from 'xstate';
import { z } from 'zod';
import { allOf, canary, ownersIn } from './canaries.ts';

const written: unknown[][] = [];
beforeEach(() => {
  written.length = 0;
  for (const name of ['log', 'info', 'warn', 'error', 'debug', 'trace'] as const) {
    vi.spyOn(console, name).mockImplementation((...told) => written.push(told));
  }
});
afterEach(() => {
  vi.restoreAllMocks();
});

/** An error as a server throws it that quotes what it was sent. */
const quoting = (place: string, own: object) => Object.assign(new Error(`${canary(1, place)}: you sent this`), own);

/** A conversation in which all fails that can, each time with an error that quotes. */
async function playTrouble() {
  const named = (name: string) => ({ name, description: name, schema: z.object({ words: z.string() }) });
  const fail = async (key: string, value?: unknown) => {
    throw quoting('store', { message: `no room for ${key}: ${JSON.stringify(value)}`, code: 'ENOSPC' });
  };
  const args = { words: canary(1, 'argument') };
  const scene = stage({
    input: {
      id: canary(1, 'id'),
      session: { who: canary(1, 'session') },
      messages: [{ role: 'assistant', content: canary(1, 'history') }],
    },
    store: { set: fail, delete: fail },
    judge: () => {
      throw quoting('judge', {});
    },
    tools: ({ wait }) => [
      tool(() => wait(3000).then(() => canary(1, 'result')), {
        ...named('paint'),
        metadata: traits(longRunning({ expectedMs: 3000, label: canary(1, 'label') })),
      }),
      tool(() => wait(1000).then(() => Promise.reject(quoting('tool', {}))), {
        ...named('break'),
        metadata: traits(longRunning({ expectedMs: 1000 })),
      }),
      tool(() => 'bought', { ...named('buy'), metadata: traits(confirm(() => canary(1, 'preview'))) }),
    ],
    main: [
      { error: quoting('main', { status: 429 }) },
      { calls: [{ name: 'paint', args }] },
      { text: canary(1, 'plain') },
      { calls: [{ name: 'break', args }] },
      { text: canary(1, 'plain') },
      { calls: [{ name: 'buy', args }] },
      { text: canary(1, 'plain') },
      { text: canary(1, 'plain') },
    ],
    chat: [{ text: canary(1, 'interim') }, { error: quoting('chat', { status: 401 }) }],
    synthesis: [{ error: quoting('synthesis', { status: 404 }) }],
  });
  for (const words of ['fail', 'paint', 'and', 'again', 'break', 'buy', 'maybe']) {
    await scene.say(`${words} ${canary(1, 'said')}`);
    if (['paint', 'and'].includes(words)) await scene.at(scene.clock.elapsed() + 500);
    else await scene.at(scene.clock.elapsed() + 20_000);
  }
  const malformed = [
    { type: 'user.said', text: { words: canary(1, 'event') } },
    { type: canary(1, 'event'), text: canary(1, 'event') },
    { type: 'session.updated', facts: [canary(1, 'event')] },
    { type: 'confirmation.given', token: [canary(1, 'event')] },
  ];
  for (const event of malformed) await scene.send(event as never);
  await scene.at(scene.clock.elapsed() + 60_000);
  return scene;
}

describe('A13: what goes wrong', () => {
  test('is told for logs without a word of what was said, asked for, found, thrown or known', async () => {
    const scene = await playTrouble();
    const failures = scene.emitted('failure');
    expect([...new Set(failures.map(({ source }) => source))].toSorted()).toEqual([
      'chat',
      'confirmation',
      'event',
      'operation',
      'store',
      'synthesis',
    ]);
    expect(failures.filter(({ error }) => ownersIn(error).length > 0)).toEqual([]);
    expect(new Set(failures.map(({ source, error }) => `${source}: ${error}`))).toMatchInlineSnapshot(`
      Set {
        "operation: the model server has had too many requests (429): try again later",
        "store: working-tool-status-update: the store failed to write it (ENOSPC)",
        "store: secondary_status: the store failed to write it (ENOSPC)",
        "store: secondary_interim_messages: the store failed to write it (ENOSPC)",
        "chat: the model server refused the key (401): check the API key",
        "synthesis: the model server knows no such model or address (404): check both",
        "store: working-tool-status-update: the store failed to delete it (ENOSPC)",
        "store: secondary_interim_messages: the store failed to delete it (ENOSPC)",
        "store: main_operation_complete: the store failed to write it (ENOSPC)",
        "confirmation: the judge failed; it was not taken for a yes",
        "event: user.said changes nothing: text is of type object; give a text that is not blank",
        "event: session.updated changes nothing: facts is a list; give an object of facts that are plain JSON",
        "event: confirmation.given changes nothing: token is a list; give a text that is not empty",
      }
    `);
  });

  test('is told to the app where it can be told from other news: in the runs of its operation', async () => {
    const scene = await playTrouble();
    const errors = scene.emitted('operation').flatMap(({ runs }) => runs.map(({ error }) => error));
    expect(errors).toContain('can1ary-tool: you sent this');
  });

  test('breaks nothing and writes nothing on the console', async () => {
    const scene = await playTrouble();
    expect(scene.errors).toEqual([]);
    expect(written).toEqual([]);
  });
});

test.each<[string, object]>([
  ['an id that is none', { id: [canary(1, 'id')] }],
  ['a history that is none', { id: 'a', messages: canary(1, 'history') }],
  ['a message of a wrong shape', { id: 'a', messages: [{ role: 'user', content: { text: canary(1, 'history') } }] }],
])('A13: %s is told in the error without what it holds', (_, input) => {
  const errors: unknown[] = [];
  const machine = createConversationMachine({ model: scriptedModel([], virtualClock()), tools: [] });
  const broken = createActor(machine, { input: input as never });
  broken.subscribe({ error: (error) => errors.push(error) });
  broken.start();
  expect(errors).toHaveLength(1);
  expect(ownersIn(allOf(errors))).toEqual([]);
});

test('rule 5: a judge that throws what cannot be put into words breaks nothing', async () => {
  const scene = stage({
    main: [{ calls: [{ name: 'buy' }] }, { text: 'Well.' }],
    judge: () => {
      throw Object.create(null);
    },
    tools: [
      tool(() => 'bought', {
        name: 'buy',
        description: 'b',
        schema: z.object({}),
        metadata: traits(confirm(() => 'Shall I?')),
      }),
    ],
  });
  await scene.say('Buy.');
  await scene.say('Yes.');
  await scene.at(60_000);
  expect(scene.errors).toEqual([]);
  expect(scene.emitted('failure').map(({ error }) => error)).toEqual(['the judge failed; it was not taken for a yes']);
});
