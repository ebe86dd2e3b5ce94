import { tool } from '@langchain/core/tools';
import {
  confirm,
  DEFAULT_PHRASES,
  effect,
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
import type { Grant, Offer, Step } from '../../machines/main-operation-protocol.ts';
import type { RunStatus } from '../../machines/tool-run-protocol.ts';
import { learnedDurations } from '../../src/durations/durations.ts';
import { DEFAULT_BOUNDS } from '../../src/effects/bounds.ts';
import { catalogOf } from '../../src/tools/catalog.ts';
import { authorize } from '../../src/tools/authorize.ts';

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
    granted = null,
    offer = null,
    doubtful = [],
    repeated = [],
    took = [],
  }: {
    text?: string;
    session?: Facts;
    steps?: Step[];
    runs?: Partial<RunStatus>[];
    granted?: Grant | null;
    offer?: Offer | null;
    doubtful?: string[];
    repeated?: string[];
    /** How long calls before it took. */
    took?: number[];
  } = {},
) {
  let uses = 0;
  const use = async () => (uses += 1);
  const paint = tool(use, { name: 'paint_house', description: 'Paints.', schema, metadata: traits(...metadata) });
  const asked = calls.map((call, index) => ({ id: `call-${index + 1}`, name: 'paint_house', args: {}, ...call }));
  const durations = learnedDurations(undefined);
  for (const ms of took) durations.observe({ tool: 'paint_house', ms, isWorthAWrite: false });
  const turn = await authorize({
    catalog: catalogOf([paint]),
    phrases: DEFAULT_PHRASES,
    bounds: DEFAULT_BOUNDS,
    durations,
  })({
    input: {
      conversationId: 'customer-1',
      operationId: 'operation-1',
      session,
      history: [],
      request: [],
      granted,
      wanted: '',
      queue: [],
      repeated,
      doubtful,
      steps,
      runs: runs as RunStatus[],
      line: { text, calls: asked },
      offer,
    },
    signal: new AbortController().signal,
  });
  expect(uses).toBe(0);
  return { ...turn, refused: turn.refused.map(({ callId, content, failed }) => [callId, failed, content]) };
}

const long = (options: Partial<LongRunning> = {}) => longRunning({ expectedMs: 1000, ...options });

test('a quick call is known by what it may change', async () => {
  const effects = async (...of: Parameters<typeof sorted>) => (await sorted(...of)).quick.map(({ effect }) => effect);
  expect(await effects([], [{}, { name: 'burn' }])).toEqual(['unsafe']);
  expect(await effects([readOnly()], [{}, {}])).toEqual(['none', 'none']);
});

describe('each call is either refused, quick or long', () => {
  const slow = {
    label: 'paint house',
    expectedMs: DEFAULT_BOUNDS.quickTimeout,
    effect: 'unsafe',
  };
  const throws = () => {
    throw new Error('boom');
  };

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

  test('D6: nor after one of an operation before, of which the user had not heard when they spoke', async () => {
    expect((await sorted([], [{}], { doubtful: ['paint_house'] })).refused).toHaveLength(1);
    expect((await sorted([long()], [{}], { doubtful: ['paint_house'] })).refused).toHaveLength(1);
    expect((await sorted([], [{}], { doubtful: ['paint_fence'] })).refused).toHaveLength(0);
    expect((await sorted([readOnly()], [{}], { doubtful: ['paint_house'] })).refused).toHaveLength(0);
  });

  test('with it, it is long', async () => {
    expect(await sorted([long()])).toMatchObject({ refused: [], quick: [], long: [{ callId: 'call-1' }] });
  });

  test('what is known of it as a run, if it is slow, is its name in words, its bound and what it may have changed', async () => {
    const { quick } = await sorted([], [{}, {}]);
    expect(quick).toMatchObject([slow, slow]);
    expect((await sorted([readOnly()])).quick).toMatchObject([{ ...slow, effect: 'none' }]);
  });

  test.each([
    ['most are slow: as most', [4_000, 4_000, 4_000, 4_000, 8_000], 4_000],
    ['some are slow: as those', [100, 100, 100, 100, 5_000], 5_000],
    ['none is slow', [100, 100, 100, 100, 100], DEFAULT_BOUNDS.quickTimeout],
    ['it took longer than it may', [60_000, 60_000, 60_000, 60_000, 60_000], DEFAULT_BOUNDS.quickTimeout],
    ['too few were seen', [4_000, 4_000, 4_000, 4_000], DEFAULT_BOUNDS.quickTimeout],
  ])('U13: how long it takes, if it is slow, is learned; %s', async (_, took, ms) => {
    const { quick } = await sorted([], [{}], { took });
    expect((quick[0]?.expectedMs ?? 0) / ms).toBeCloseTo(1, 1);
  });

  test('of one that may be long as well, it is that one’s label and time', async () => {
    const options = { when: () => false, label: 'the painting', expectedMs: 5_000 };
    const { quick } = await sorted([long(options)]);
    expect(quick).toMatchObject([{ ...slow, label: 'the painting', expectedMs: 5_000 }]);
    const throwing = { when: () => false, label: throws };
    expect((await sorted([long(throwing)])).quick).toMatchObject([{ label: 'paint house' }]);
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
      stallMs: 5_000,
      effect: 'unsafe',
      retry: { attempts: 3, firstMs: 1_000, factor: 2, longestMs: 30_000 },
    });
    expect(JSON.parse(JSON.stringify(call))).toEqual(call);
  });

  test('U12: has the plan of its tool for retries', async () => {
    expect(await accepted({ retry: { attempts: 5, firstMs: 10 } })).toMatchObject({
      retry: { attempts: 5, firstMs: 10, factor: 2, longestMs: 30_000 },
    });
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
    [
      'a label of more lines than one, and of signs that nobody sees',
      { label: 'the\n paint\u202e\u0000' },
      '',
      'the paint',
      begun('the paint'),
    ],
    ['a label too long', { label: 'x'.repeat(5_000) }, '', 'x'.repeat(100), begun('x'.repeat(100))],
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

  test('has the effect that its tool declares', async () => {
    expect(await accepted({}, '', [readOnly()])).toMatchObject({ effect: 'none' });
    expect(await accepted({}, '', [effect('idempotent')])).toMatchObject({ effect: 'idempotent' });
  });
});

describe('A10: a call that needs the yes of the user', () => {
  const preview = 'Two coats cost 500.00 EUR. Shall I?';
  const costly = confirm(() => preview);
  const offered = { callId: 'call-1', tool: 'paint_house', args: {}, preview, session: {} };
  const grant: Grant = { ...offered, callId: 'call-9', givenAt: 5, expiresAt: 5 };

  test.each([
    ['quick', [costly]],
    ['long', [long(), costly]],
  ])('does not run: it is offered, with its preview, and its result says so (%s)', async (_, metadata) => {
    const { quick, long: longs, offer, refused } = await sorted(metadata);
    expect({ quick, longs, offer }).toEqual({ quick: [], longs: [], offer: offered });
    expect(refused).toEqual([['call-1', false, expect.stringContaining('"error":"not_confirmed"')]]);
    expect(refused[0]?.[2]).toContain(preview);
  });

  test('is offered, whatever its arguments claim', async () => {
    const args = { confirm: true, confirmed: true, token: 'operation-1/call-1', granted: grant as never };
    expect(await sorted([costly], [{ args }])).toMatchObject({ quick: [], offer: { args } });
  });

  test.each([
    ['quick', [costly]],
    ['long', [long(), costly]],
  ])('runs with the yes to exactly this call (%s)', async (kind, metadata) => {
    const { quick, long: longs, offer } = await sorted(metadata, [{}], { granted: grant });
    expect([quick.length, longs.length, offer]).toEqual(kind === 'quick' ? [1, 0, null] : [0, 1, null]);
  });

  test.each<[string, Partial<ToolCall>, Partial<Grant>]>([
    ['other arguments', { args: { coats: 3 } }, {}],
    ['one argument more', { args: { colour: 'blue' } }, {}],
    ['one argument less', { args: {} }, { args: { colour: 'blue' } }],
    ['an argument of another type', { args: { coats: 2 } }, { args: { coats: '2' } }],
    ['another tool', {}, { tool: 'paint_fence' }],
    ['a yes that came too late', {}, { givenAt: 6 }],
    ['a yes of somebody else', {}, { session: { customer: 'Ann' } }],
    ['a yes to another price', {}, { preview: 'Two coats cost 400.00 EUR. Shall I?' }],
  ])('is offered anew with %s', async (_, call, difference) => {
    const { quick, offer } = await sorted([costly], [call], { granted: { ...grant, ...difference } });
    expect([quick, offer?.callId]).toEqual([[], 'call-1']);
  });

  test('is granted by the same arguments in any order of writing', async () => {
    const granted = { ...grant, args: { coats: 2, colour: 'blue' } };
    expect((await sorted([costly], [{ args: { colour: 'blue', coats: 2 } }], { granted })).quick).toHaveLength(1);
  });

  test('is granted once: the same call beside it is offered', async () => {
    const { quick, offer } = await sorted([costly], [{}, {}], { granted: grant });
    expect([quick.map(({ id }) => id), offer?.callId]).toEqual([['call-1'], 'call-2']);
  });

  test('is refused for its lack of identity first, with a yes or without', async () => {
    for (const granted of [null, grant]) {
      const { refused, offer } = await sorted([costly, requires('verified')], [{}], { granted });
      expect([refused, offer]).toEqual([[['call-1', false, '{"error":"not_verified"}']], null]);
    }
  });

  test('is checked before it is offered, and again when it is granted', async () => {
    const check = () => ({ error: 'no_paint' });
    for (const granted of [null, grant]) {
      const { refused, offer } = await sorted([long({ check }), costly], [{}], { granted });
      expect([refused, offer]).toEqual([[['call-1', false, '{"error":"no_paint"}']], null]);
    }
  });

  test('is one at a time: the first is offered, of the others the model is told that they are not', async () => {
    const { refused, offer } = await sorted([costly], [{}, { args: { coats: 3 } }, {}]);
    expect(offer?.callId).toBe('call-1');
    expect(refused.map(([id, , content]) => [id, String(content).includes(preview)])).toEqual([
      ['call-1', true],
      ['call-2', false],
      ['call-3', true],
    ]);
  });

  test('is not offered while another one is', async () => {
    const offer = { ...offered, tool: 'buy_house' };
    const { refused, offer: kept } = await sorted([costly], [{}], { offer });
    expect(kept).toEqual(offer);
    expect(refused[0]?.[2]).not.toContain(preview);
  });

  test('has a preview of its arguments with their defaults and of the session, which it cannot change', async () => {
    const session = { name: 'Ann' };
    const told = confirm<{ coats: number }>(({ coats }, context) => {
      const seen = JSON.stringify(context.session);
      Object.assign(context.session, { name: 'Eve' });
      return ` ${seen}, ${coats} coats? `;
    });
    expect(await sorted([told], [{}], { session })).toMatchObject({ offer: { preview: '{"name":"Ann"}, 2 coats?' } });
    expect(session).toEqual({ name: 'Ann' });
  });

  test.each<[string, () => never, [boolean, unknown]]>([
    ['is a refusal', (() => ({ error: 'closed' })) as never, [false, '{"error":"closed"}']],
    ['is nothing', (() => undefined) as never, [true, expect.stringContaining('its preview is empty')]],
    ['is empty', (() => '  ') as never, [true, expect.stringContaining('its preview is empty')]],
    ['throws', () => raise('no price'), [true, '{"error":"failed","message":"no price"}']],
  ])('whose preview %s is refused', async (_, told, [failed, content]) => {
    const { quick, offer, refused } = await sorted([confirm(told)]);
    expect({ quick, offer, refused }).toEqual({ quick: [], offer: null, refused: [['call-1', failed, content]] });
  });

  test('may have a schema that makes of an argument what cannot be copied', async () => {
    const making = z.object({ coats: z.number().transform((count) => () => count) });
    const house = tool(() => 'x', {
      name: 'paint_house',
      description: 'Paints.',
      schema: making,
      metadata: traits(confirm<{ coats: () => number }>(({ coats }) => `${coats()} coats?`)),
    });
    const { offer } = await authorize({
      catalog: catalogOf([house]),
      phrases: DEFAULT_PHRASES,
      bounds: DEFAULT_BOUNDS,
      durations: learnedDurations(undefined),
    })({
      input: {
        conversationId: 'customer-1',
        operationId: 'operation-1',
        session: {},
        history: [],
        request: [],
        granted: null,
        wanted: '',
        queue: [],
        repeated: [],
        doubtful: [],
        steps: [],
        runs: [],
        line: { text: '', calls: [{ id: 'call-1', name: 'paint_house', args: { coats: 2 } }] },
        offer: null,
      },
      signal: new AbortController().signal,
    });
    expect(offer?.preview).toBe('2 coats?');
  });

  test('with arguments that do not fit is refused', async () => {
    const { offer, refused } = await sorted([costly], [{ args: { coats: 'many' } }]);
    expect([offer, refused]).toEqual([null, [['call-1', true, expect.stringContaining('coats')]]]);
  });

  test.each([
    [false, 1],
    [true, 0],
    [undefined, 0],
    [null, 0],
    [0, 0],
  ])('can leave out calls that need none: `when` says %s', async (needed, quick) => {
    const metadata = [confirm(() => preview, { when: () => needed as unknown as boolean })];
    expect((await sorted(metadata)).quick).toHaveLength(quick);
  });

  test('whose `when` throws is refused', async () => {
    const metadata = [confirm(() => preview, { when: () => raise('no idea') })];
    expect(await sorted(metadata)).toMatchObject({
      quick: [],
      offer: null,
      refused: [['call-1', true, expect.anything()]],
    });
  });
});

describe('B8: of calls that do the same', () => {
  const rejecting = (options: Partial<LongRunning> = {}) => long({ duplicates: 'reject', ...options });
  const byName = rejecting({ sameBy: 'name' });
  const keyOf = async (trait: Traits, args = {}) => (await sorted([trait], [{ args }])).long[0]?.sameKey ?? '';
  const ids = ({ long: longs }: Awaited<ReturnType<typeof sorted>>) => longs.map(({ callId }) => callId);
  const blue = { args: { colour: 'blue' } };

  test('the first of a line is accepted, and the others say why they are not', async () => {
    const turn = await sorted([rejecting()], [{}, blue, { args: { coats: 2 } }, blue]);
    expect(ids(turn)).toEqual(['call-1', 'call-2']);
    const why = expect.stringContaining('a call beside it does the same');
    expect(turn.refused).toEqual([
      ['call-3', false, why],
      ['call-4', false, why],
    ]);
  });

  test('all are, where nothing else is said', async () => {
    expect(ids(await sorted([long()], [{}, {}]))).toEqual(['call-1', 'call-2']);
  });

  test('only those that may run count: not one that is refused, nor one that waits for a yes', async () => {
    const check: LongRunning['check'] = ({ coats }) => (coats === 0 ? { error: 'no_paint' } : undefined);
    expect(ids(await sorted([rejecting({ sameBy: 'name', check })], [{ args: { coats: 0 } }, blue]))).toEqual([
      'call-2',
    ]);
    const costly = confirm(() => 'Shall I?', { when: ({ coats }) => coats !== 2 });
    const turn = await sorted([byName, costly], [{ args: { coats: 3 } }, blue]);
    expect([ids(turn), turn.offer?.args]).toEqual([['call-2'], { coats: 3 }]);
  });

  test('one that would need a yes is not asked for behind one that runs', async () => {
    const costly = confirm(() => 'Shall I?', { when: ({ coats }) => coats !== 2 });
    const turn = await sorted([byName, costly], [blue, { args: { coats: 3 } }]);
    expect([ids(turn), turn.offer]).toEqual([['call-1'], null]);
  });

  test('quick ones run, all of them', async () => {
    const { quick } = await sorted([rejecting({ when: () => false })], [{}, {}]);
    expect(quick).toHaveLength(2);
  });

  test.each([
    ['succeeded', []],
    ['failed', ['call-1']],
    ['cancelled', ['call-1']],
    ['timedOut', ['call-1']],
    ['unknown', []],
  ] as const)('after a run of this operation that ended as %s, there are accepted: %j', async (status, accepted) => {
    const sameKey = await keyOf(rejecting());
    const runs = [{ tool: 'paint_house', status, sameKey }];
    expect(ids(await sorted([rejecting()], [{}], { runs }))).toEqual(accepted);
    expect(ids(await sorted([rejecting()], [blue], { runs }))).toEqual(status === 'unknown' ? [] : ['call-1']);
  });

  test('what was done is asked for where the tool wants that confirmed, in this operation as before it', async () => {
    const trait = long({ duplicates: 'confirm' });
    const sameKey = await keyOf(trait);
    const runs = [{ tool: 'paint_house', status: 'succeeded', sameKey }] as const;
    for (const before of [{ runs: [...runs] }, { repeated: [sameKey] }]) {
      const { long: longs, offer } = await sorted([trait], [{}], before);
      expect([longs, offer?.preview]).toEqual([[], DEFAULT_PHRASES.again('paint house')]);
    }
  });

  test('a yes to doing it again counts when it is repeated no more, and one to the price alone not while it is', async () => {
    const price = 'It costs 5 EUR. Shall I?';
    const metadata = [long({ duplicates: 'confirm' }), confirm(() => price)];
    const both = `${DEFAULT_PHRASES.again('paint house')} ${price}`;
    const grant = (preview: string) => ({
      granted: { callId: 'call-9', tool: 'paint_house', args: {}, preview, session: {}, givenAt: 5, expiresAt: 5 },
    });
    const repeated = [await keyOf(long({ duplicates: 'confirm' }))];
    expect(ids(await sorted(metadata, [{}], grant(both)))).toEqual(['call-1']);
    expect(ids(await sorted(metadata, [{}], grant(price)))).toEqual(['call-1']);
    expect(ids(await sorted(metadata, [{}], { ...grant(both), repeated }))).toEqual(['call-1']);
    expect(await sorted(metadata, [{}], { ...grant(price), repeated })).toMatchObject({
      long: [],
      offer: { preview: both },
    });
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
