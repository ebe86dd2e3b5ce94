import { tool } from '@langchain/core/tools';
import { establishes, longRunning, readOnly, requires, toolCall, traits, type Json } from 'meanwhile';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type Line, stage } from 'meanwhile/testing';
import { carryOut, type CallSite } from '../../src/tools/carry-out.ts';
import { catalogOf } from '../../src/tools/catalog.ts';

const schema = z.object({ coats: z.number() });

/** Tools of every kind, and what they did. */
function house() {
  const done: string[] = [];
  const kind = (name: string, metadata: object) =>
    tool(
      async () => {
        done.push(name);
        return { done: name };
      },
      { name, description: name, schema: z.object({}), metadata: metadata as Record<string, unknown> },
    );
  return {
    done,
    tools: [
      kind('look', traits(readOnly())),
      kind('look_verified', traits(readOnly(), requires('verified'))),
      kind('look_long', traits(readOnly(), longRunning({ expectedMs: 1000 }))),
      kind('paint', {}),
      kind('paint_verified', traits(requires('verified'))),
      kind('paint_long', traits(longRunning({ expectedMs: 1000 }))),
      kind('preview', traits(longRunning({ expectedMs: 1000, when: () => false }))),
      kind('log_in', traits(establishes(() => ({ verified: true })))),
    ],
  };
}

const site: CallSite = { conversationId: 'customer-1', turnId: 'operation-1', session: {} };
const signal = new AbortController().signal;
const call = (name: string, args: { [name: string]: Json } = {}) => ({ id: 'call-1', name, args });

describe('A11, U11, I12: the secondary chat, whatever its model asks,', () => {
  test.each([
    ['look', {}, true],
    ['look_verified', {}, false],
    ['look_verified', { verified: true }, true],
    ['look_long', { verified: true }, false],
    ['paint', { verified: true }, false],
    ['paint_verified', { verified: true }, false],
    ['paint_long', { verified: true }, false],
    ['preview', { verified: true }, false],
    ['log_in', { verified: true }, false],
    ['burn', { verified: true }, false],
  ])('has %s carried out with the session %o: %s', async (name, session, isDone) => {
    const { done, tools } = house();
    const { result, facts, outcome } = await carryOut(call(name), catalogOf(tools).chat, { ...site, session }, signal);
    if (!isDone) expect(outcome.error).toMatch(/^not_(verified|available): it was not begun, because .*\.$/);
    expect(done).toEqual(isDone ? [name] : []);
    expect(result).toEqual({
      callId: 'call-1',
      name,
      failed: false,
      content: isDone
        ? `{"done":"${name}"}`
        : `{"error":"${name === 'look_verified' ? 'not_verified' : 'not_available'}"}`,
    });
    expect(facts).toEqual({});
  });

  test('changes nothing in a whole conversation, and is told so each time', async () => {
    const { done, tools } = house();
    const long = tool(async () => new Promise(() => {}), {
      name: 'wait',
      description: 'Waits.',
      schema: z.object({}),
      metadata: traits(longRunning({ expectedMs: 60_000 })),
    });
    const names = [...tools.map(({ name }) => name), 'burn'];
    const chat: Line[] = [{ calls: names.map((name) => ({ name })) }, { text: 'I cannot do that.' }];
    const scene = stage({ tools: [...tools, long], main: [{ calls: [{ name: 'wait' }] }], chat });
    await scene.say('Please wait.');
    await scene.say('And paint my house meanwhile.');
    expect(done).toEqual(['look']);
    expect(scene.models.chat.asked[0]?.tools).toEqual([
      'check_status',
      'cancel_operation',
      'queue_request',
      'look',
      'look_verified',
    ]);
    const results = scene.models.chat.asked[1]?.messages.filter(({ role }) => role === 'tool');
    expect(results?.map(({ content }) => content)).toEqual([
      '{"done":"look"}',
      '{"error":"not_verified"}',
      ...Array.from({ length: 7 }, () => '{"error":"not_available"}'),
    ]);
    scene.actor.stop();
  });
});

test('D6: each lookup of the chat has a key of its own, whatever ids its model gives', async () => {
  const keys: string[] = [];
  const look = tool(async (_, config) => keys.push(toolCall(config).idempotencyKey), {
    name: 'look',
    description: '',
    schema: z.object({}),
    metadata: traits(readOnly()),
  });
  const { tools } = house();
  const again = { calls: [{ name: 'look', id: 'x' }] };
  const scene = stage({
    tools: [look, ...tools.filter(({ name }) => name === 'paint_long')],
    main: [{ calls: [{ name: 'paint_long' }] }, { text: 'Painted.', after: 60_000 }],
    chat: [again, again, { text: 'Seen.' }, again, { text: 'Seen.' }],
    bounds: { thinkTimeout: 90_000 },
  });
  await scene.say('Paint my house.');
  await scene.say('Have a look.');
  await scene.say('And another.');
  expect(keys).toEqual(['turn-1/call-1', 'turn-1/call-2', 'turn-2/call-1'].map((id) => `customer-1/${id}`));
  scene.actor.stop();
});

describe('whatever goes wrong in a quick call is its result', () => {
  const failing: [string, () => unknown, object, string][] = [
    ['arguments that do not fit', () => 1, { coats: 'many' }, 'coats'],
    ['arguments that are missing', () => 1, {}, 'coats'],
    ['an error', () => raise(new Error('no paint')), { coats: 1 }, '{"error":"failed","message":"no paint"}'],
    ['a thrown text', () => raise('no paint'), { coats: 1 }, '{"error":"failed","message":"no paint"}'],
  ];
  test.each(failing)('%s', async (_, use, args, content) => {
    const paint = tool(async () => use(), { name: 'paint', description: '', schema });
    const { result } = await carryOut(call('paint', args as never), catalogOf([paint]).main, site, signal);
    expect(result).toMatchObject({ callId: 'call-1', failed: true, content: expect.stringContaining(content) });
  });

  test('a session that cannot be copied', async () => {
    const { done, tools } = house();
    const session = { friend: (() => 1) as never };
    const { result } = await carryOut(call('look'), catalogOf(tools).main, { ...site, session }, signal);
    expect([result.failed, done]).toEqual([true, []]);
  });
});

test('a text is a result as it is, anything else is JSON', async () => {
  const results = ['painted', '', 5, null, undefined, { a: 1 }].map(async (value) => {
    const paint = tool(async () => value, { name: 'paint', description: '', schema: z.object({}) });
    return (await carryOut(call('paint'), catalogOf([paint]).main, site, signal)).result.content;
  });
  expect(await Promise.all(results)).toEqual(['painted', '""', '5', 'null', 'null', '{"a":1}']);
});

test('A6: a tool gets the session, and cannot change the conversation by it', async () => {
  const session = { verified: true, address: { street: 'Main Street' } };
  const seen: unknown[] = [];
  const paint = tool(
    async (_, config) => {
      const given = toolCall(config);
      seen.push(structuredClone(given));
      Object.assign(given.session, { verified: false });
      Object.assign(given.session['address'] as object, { street: 'Elm Street' });
      return '';
    },
    { name: 'paint', description: '', schema: z.object({}) },
  );
  await carryOut(call('paint'), catalogOf([paint]).main, { ...site, session }, signal);
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
  expect(session).toEqual({ verified: true, address: { street: 'Main Street' } });
});

test('a result of a tool that establishes facts brings them along', async () => {
  const { tools } = house();
  expect((await carryOut(call('log_in'), catalogOf(tools).main, site, signal)).facts).toEqual({ verified: true });
});

test.each<[string, () => never]>([
  ['throws', () => raise(new Error('no facts'))],
  ['gives no facts', () => 'verified' as never],
])('an effect stays one when what it establishes %s', async (_, learn) => {
  const logIn = tool(async () => 'in', {
    name: 'log_in',
    description: '',
    schema: z.object({}),
    metadata: traits(establishes(learn)),
  });
  expect(await carryOut(call('log_in'), catalogOf([logIn]).main, site, signal)).toEqual({
    result: { callId: 'call-1', name: 'log_in', failed: false, content: 'in' },
    outcome: { status: 'succeeded', percent: 100, result: 'in', announcement: '', facts: [], error: '' },
    facts: {},
  });
});

function raise(error: unknown): never {
  throw error;
}
