import { tool } from '@langchain/core/tools';
import {
  DEFAULT_PHRASES,
  longRunning,
  readOnly,
  requires,
  toolCall,
  traits,
  type LongRunning,
  type Traits,
} from 'meanwhile';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Facts } from '../../machines/json.ts';
import type { ToolCall } from '../../machines/messages.ts';
import type { Step } from '../../machines/main-operation-protocol.ts';
import type { RunStatus } from '../../machines/tool-run-protocol.ts';
import { catalogOf } from '../../src/tools/catalog.ts';
import { designate } from '../../src/tools/designate.ts';

const schema = z.object({ coats: z.number().default(2), colour: z.string().optional() });

/** Has this tool's calls sorted. */
async function sorted(
  metadata: Traits[],
  calls: Partial<ToolCall>[] = [{}],
  {
    text = '',
    session = {},
    steps = [],
    runs = [],
  }: { text?: string; session?: Facts; steps?: Step[]; runs?: Partial<RunStatus>[] } = {},
) {
  let uses = 0;
  const use = async () => (uses += 1);
  const paint = tool(use, { name: 'paint_house', description: 'Paints.', schema, metadata: traits(...metadata) });
  const turn = await designate(
    { text, calls: calls.map((call, index) => ({ id: `call-${index + 1}`, name: 'paint_house', args: {}, ...call })) },
    catalogOf([paint]),
    DEFAULT_PHRASES,
    { operationId: 'operation-1', session, steps, runs: runs as RunStatus[] },
    new AbortController().signal,
  );
  expect(uses).toBe(0);
  return { ...turn, refused: turn.refused.map(({ callId, content, failed }) => [callId, failed, content]) };
}

const long = (options: Partial<LongRunning> = {}) => longRunning({ expectedMs: 1000, ...options });

test('a reply may change something as soon as one of its quick calls may', async () => {
  expect(await sorted([], [{}, { name: 'burn' }])).toMatchObject({ mayChange: true });
  expect(await sorted([readOnly()], [{}, {}])).toMatchObject({ mayChange: false });
  expect(await sorted([long()])).toMatchObject({ mayChange: false });
});

describe('each call is either refused, quick or long', () => {
  test('without the mark it is quick', async () => {
    expect(await sorted([])).toMatchObject({ refused: [], quick: [{ id: 'call-1' }], long: [] });
  });

  test.each([
    ['unknown', 'paint_house', []],
    ['unknown', 'paint_fence', ['call-1']],
    ['failed', 'paint_house', ['call-1']],
    ['cancelled', 'paint_house', ['call-1']],
    ['timedOut', 'paint_house', ['call-1']],
    ['succeeded', 'paint_house', ['call-1']],
  ] as const)('D6: after a run that ended as %s, of %s, the long calls accepted are %j', async (status, tool, ids) => {
    const { refused, long: longs } = await sorted([long()], [{}], { runs: [{ tool, status }] });
    expect(longs.map(({ callId }) => callId)).toEqual(ids);
    expect(refused.map(([id, failed]) => [id, failed])).toEqual(ids.length === 0 ? [['call-1', true]] : []);
  });

  const call = { id: 'call-0', name: 'paint_house', args: {} };
  const failed = { callId: 'call-0', name: 'paint_house', content: '{}', failed: true };
  test.each<[string, Traits[], Partial<Step>, boolean]>([
    ['did not answer in time', [], {}, true],
    ['failed and may have happened', [], { results: [{ ...failed, doubtful: true }] }, true],
    ['failed', [], { results: [failed] }, false],
    ['answered', [], { results: [{ ...failed, failed: false }] }, false],
    ['was a long one that was not run', [long()], { long: ['call-0'] }, false],
    ['only looks things up and did not answer', [readOnly()], {}, false],
    ['was of another tool', [], { calls: [{ ...call, name: 'paint_fence' }] }, false],
  ])('D6: after a quick call that %s', async (_, metadata, step, isRefused) => {
    const steps = [{ text: '', calls: [call], results: [], long: [], ...step }];
    const { refused } = await sorted(metadata, [{}], { steps });
    expect(refused.length > 0).toBe(isRefused);
  });

  test('with it, it is long', async () => {
    expect(await sorted([long()])).toMatchObject({ refused: [], quick: [], long: [{ callId: 'call-1' }] });
  });

  test('a call that `when` says is not long is quick, and it reads the arguments with their defaults', async () => {
    const { quick, long: longs } = await sorted(
      [long({ when: ({ coats }) => coats === 2 })],
      [{ args: { coats: 1 } }, { args: {} }],
    );
    expect([quick.map(({ id }) => id), longs.map(({ callId }) => callId)]).toEqual([['call-1'], ['call-2']]);
  });

  test('A11: a tool that does not exist is not available', async () => {
    expect((await sorted([], [{ name: 'burn_house' }])).refused).toEqual([
      ['call-1', false, '{"error":"not_available"}'],
    ]);
  });

  test.each([{}, { verified: false }, { verified: 0 }, { verified: '' }, { verified: null }, { other: true }])(
    'A7: a tool that needs a fact is refused when the session has %o, long or quick',
    async (session) => {
      for (const metadata of [[requires('verified')], [long(), requires('verified')]]) {
        const { refused, quick, long: longs } = await sorted(metadata, [{ args: { verified: true } }], { session });
        expect(refused).toEqual([['call-1', false, '{"error":"not_verified"}']]);
        expect([quick, longs]).toEqual([[], []]);
      }
    },
  );

  test('A7: and goes when it is true', async () => {
    const { long: longs } = await sorted([long(), requires('verified')], [{}], { session: { verified: true } });
    expect(longs).toHaveLength(1);
  });

  test('several calls of one reply are sorted each for itself, in the order asked', async () => {
    const turn = await sorted(
      [long({ when: ({ coats }) => coats !== 0 })],
      [{ args: { coats: 1 } }, { name: 'burn_house' }, { args: { coats: 0 } }, { args: { coats: 3 } }],
    );
    expect(turn.long.map(({ callId }) => callId)).toEqual(['call-1', 'call-4']);
    expect(turn.refused.map(([callId]) => callId)).toEqual(['call-2']);
    expect(turn.quick.map(({ id }) => id)).toEqual(['call-3']);
    expect(turn.calls).toHaveLength(4);
  });
});

describe('D4: a long call is checked before it is accepted', () => {
  test('arguments that do not fit are refused, with what is wrong', async () => {
    const { refused, long: longs } = await sorted([long()], [{ args: { coats: 'many' } }]);
    expect(longs).toEqual([]);
    expect(refused).toEqual([['call-1', true, expect.stringMatching(/"error":"failed".*coats/)]]);
  });

  test.each<[string, LongRunning['check'], unknown]>([
    ['a refusal', () => ({ error: 'no_paint' }), [['call-1', false, '{"error":"no_paint"}']]],
    ['a later one', async () => ({ error: 'no_paint' }), [['call-1', false, '{"error":"no_paint"}']]],
    ['null', () => null, [['call-1', false, 'null']]],
    [
      'an error',
      () => raise('the shop is closed'),
      [['call-1', true, '{"error":"failed","message":"the shop is closed"}']],
    ],
    ['nothing', () => undefined, []],
    ['nothing, later', async () => undefined, []],
  ])('its own check says %s', async (_, check, expected) => {
    const { refused, long: longs } = await sorted([long({ ...(check && { check }) })]);
    expect(refused).toEqual(expected);
    expect(longs).toHaveLength(refused.length === 0 ? 1 : 0);
  });

  test('the check sees the arguments with their defaults and the session, and cannot change it', async () => {
    const session = { verified: true, deep: { name: 'Ann' } };
    const seen: unknown[] = [];
    const check: NonNullable<LongRunning['check']> = (args, context) => {
      seen.push(structuredClone([args, context.session]));
      Object.assign(context.session, { verified: false });
      Object.assign(context.session['deep'] as object, { name: 'Eve' });
      return undefined;
    };
    await sorted([long({ check })], [{}], { session });
    expect(seen).toEqual([[{ coats: 2 }, { verified: true, deep: { name: 'Ann' } }]]);
    expect(session).toEqual({ verified: true, deep: { name: 'Ann' } });
  });

  test.each(['label', 'acknowledgment', 'when'] as const)('a %s that throws is a refusal', async (option) => {
    const { refused, long: longs } = await sorted([long({ [option]: () => raise('no words') })]);
    expect([refused, longs]).toEqual([[['call-1', true, '{"error":"failed","message":"no words"}']], []]);
  });
});

describe('an accepted call', () => {
  const accepted = async (options: Partial<LongRunning>, text = '', more: Traits[] = []) =>
    (await sorted([long(options), ...more], [{ args: { colour: 'blue' } }], { text })).long[0];

  test('has everything its run needs, as plain data', async () => {
    const call = await accepted({ label: 'the painting', acknowledgment: 'I paint.' });
    expect(call).toEqual({
      runId: 'operation-1/call-1',
      callId: 'call-1',
      tool: 'paint_house',
      args: { colour: 'blue' },
      label: 'the painting',
      acknowledgment: 'I paint.',
      expectedMs: 1000,
      timeoutMs: 10_000,
      harmless: false,
    });
    expect(JSON.parse(JSON.stringify(call))).toEqual(call);
  });

  const of = (words: string) => (args: Record<string, unknown>) => `${words} ${JSON.stringify(args)}`;
  const begun = (label: string) => `I am on it: ${label}. This takes a moment, and you can go on talking to me.`;
  test.each<[string, Partial<LongRunning>, string, string, string]>([
    ['nothing given', {}, '', 'paint house', begun('paint house')],
    ['a label', { label: 'the paint' }, '', 'the paint', begun('the paint')],
    [
      'words of the arguments',
      { label: of('paint'), acknowledgment: of('Yes') },
      '',
      'paint {"coats":2,"colour":"blue"}',
      'Yes {"coats":2,"colour":"blue"}',
    ],
    ["the model's words", { acknowledgment: 'Yes.' }, ' Gladly. ', 'paint house', 'Gladly.'],
    ["the model's silence", { acknowledgment: 'Yes.' }, '  \n', 'paint house', 'Yes.'],
    ['blank words', { label: ' ', acknowledgment: '' }, '', 'paint house', begun('paint house')],
    [
      'words that are none',
      { label: (() => 5) as never, acknowledgment: (() => undefined) as never },
      '',
      'paint house',
      begun('paint house'),
    ],
  ])('is named and acknowledged by %s', async (_, options, text, label, acknowledgment) => {
    expect(await accepted(options, text)).toMatchObject({ label, acknowledgment });
  });

  test.each<[Partial<LongRunning>, number]>([
    [{ expectedMs: 2000 }, 20_000],
    [{ expectedMs: 2000, timeoutMs: 2500 }, 2500],
    [{ expectedMs: 2 ** 31 - 1 }, 2 ** 31 - 1],
    [{ expectedMs: 2 ** 30 }, 2 ** 31 - 1],
  ])('of %o may take %i ms, and never more than a timer can wait', async (options, timeoutMs) => {
    expect(await accepted(options)).toMatchObject({ timeoutMs });
  });

  test('is harmless only if its tool only reads', async () => {
    expect(await accepted({}, '', [readOnly()])).toMatchObject({ harmless: true });
  });
});

test('outside of a conversation, toolCall says what to do', () => {
  for (const config of [undefined, {}, { configurable: {} }, { configurable: { meanwhile: 'x' } }]) {
    expect(() => toolCall(config)).toThrow('call the tool through a conversation');
  }
});

function raise(message: string): never {
  throw new Error(message);
}
