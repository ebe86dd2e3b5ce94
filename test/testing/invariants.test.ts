import { tool } from '@langchain/core/tools';
import { confirm, traits, type Outcome, type Reply } from 'meanwhile';
import { brokenInvariants, INVARIANTS, stage, type Cast, type Scene, type Told } from 'meanwhile/testing';
import { describe, expect, test } from 'vitest';
import { stepsTool } from '../kit/steps-tool.ts';

const paint = { calls: [{ name: 'paint' }] };
const done = { text: 'Your house is blue.' };
const END = 10_000;

function stagePainting(cast: Partial<Cast> = {}): Scene {
  return stage({ tools: (clock) => [stepsTool(clock, [])], main: [paint, done, { text: 'Here.' }], ...cast });
}

const company = () =>
  stagePainting({
    chat: [
      { text: 'Sunny.', after: 500 },
      { text: 'Late.', after: 500 },
    ],
    synthesis: [{ text: 'Joined.' }],
  });
const alone = () => stagePainting();
const quick = () => stage({ main: [{ text: 'Hello.' }, { text: 'Here.' }] });

/** The scenes, each with what happens in it and when. */
const GOOD: Record<string, { begin: () => Scene; plot: Record<number, (scene: Scene) => unknown> }> = {
  'talk while a long tool runs': {
    begin: company,
    plot: { 0: say('Paint my house.'), 3000: say('How is the weather?'), 9800: say('And in Rome?') },
  },
  'a cancel': { begin: alone, plot: { 0: say('Paint my house.'), 3000: cancel } },
  'a cancel that names another operation': {
    begin: alone,
    plot: {
      0: say('Paint my house.'),
      3000: (scene) => scene.send({ type: 'operation.cancel', operationId: 'operation-9' }),
    },
  },
  'a cancel when the outcome is there': {
    begin: () => stagePainting({ chat: [{ text: 'Late.', after: 9000 }], synthesis: [{ text: 'Joined.' }] }),
    plot: { 0: say('Paint my house.'), 9000: say('Are you there?'), 11_000: cancel },
  },
  'two quick turns': { begin: quick, plot: { 0: say('Hello?'), 1000: say('Are you there?') } },
  'a chat that takes too long': {
    begin: () => stagePainting({ chat: [{ text: 'Late.', after: Number.POSITIVE_INFINITY }] }),
    plot: { 0: say('Paint my house.'), 9000: say('Are you there?') },
  },
  'a question about the progress': {
    begin: () => stagePainting({ chat: [{ calls: [{ name: 'check_status' }] }, { text: 'Half done.' }] }),
    plot: { 0: say('Paint my house.'), 5000: say('How far are you?') },
  },
  'a history from before': {
    begin: () =>
      stagePainting({
        input: {
          messages: [
            { role: 'user', content: 'Hi.' },
            { role: 'assistant', content: 'Hello.' },
          ],
        },
      }),
    plot: { 0: say('Paint my house.') },
  },
  'words that are blank, and words that come twice': {
    begin: quick,
    plot: {
      0: say(' '),
      1000: (scene) => scene.send({ type: 'user.said', text: 'Hello?', id: 'a' }),
      2000: (scene) => scene.send({ type: 'user.said', text: 'Hello?', id: 'a' }),
    },
  },
  'a word long after a result': { begin: alone, plot: { 0: say('Paint my house.'), 35_000: say('Are you there?') } },
  'a yes': { begin: buying, plot: { 0: say('Buy it.'), 1000: say('Yes.') } },
  'a no': { begin: buying, plot: { 0: say('Buy it.'), 1000: say('No.') } },
  'a tool that fails': {
    begin: () =>
      stagePainting({
        tools: (clock) => [
          stepsTool(clock, [], {
            during(step) {
              if (step === 3) throw new Error('no paint');
            },
          }),
        ],
      }),
    plot: { 0: say('Paint my house.'), 1000: say('Are you there?') },
  },
};

test.each(Object.entries(GOOD))('nothing is broken at any moment of %s', async (_, { begin, plot }) => {
  const scene = begin();
  for (let at = 0; at <= 40_000; at += 100) {
    await scene.at(at);
    await plot[at]?.(scene);
    expect(brokenInvariants(scene)).toEqual([]);
  }
  expect(scene.isIdle()).toBe(true);
});

/** A moment at which the chat answers while the tool runs; it has answered once before. */
async function meanwhile(): Promise<Scene> {
  const scene = company();
  await scene.say('Paint my house.');
  await scene.at(1000);
  await scene.say('How is the weather?');
  await scene.at(3000);
  await scene.say('And in Rome?');
  return scene;
}

async function afterwards(scene = company()): Promise<Scene> {
  await scene.say('Paint my house.');
  await scene.at(1000);
  await scene.say('How is the weather?');
  return scene.untilIdle();
}

async function afterPainting(): Promise<Scene> {
  const scene = alone();
  await scene.say('Paint my house.');
  return scene.untilIdle();
}

async function afterCancel(): Promise<Scene> {
  const scene = alone();
  await scene.say('Paint my house.');
  await cancel(scene);
  return scene.untilIdle();
}

async function afterHello(): Promise<Scene> {
  const scene = quick();
  await scene.say('Hello?');
  return scene.untilIdle();
}

function buying(): Scene {
  return stage({
    tools: [
      tool(() => 'bought', {
        name: 'buy',
        description: 'Buys.',
        schema: { type: 'object', properties: {} },
        metadata: traits(confirm(() => 'It costs 5. Shall I?')),
      }),
    ],
    main: [{ calls: [{ name: 'buy' }] }, { text: 'Bought.' }],
  });
}

async function afterQuestion(): Promise<Scene> {
  const scene = buying();
  await scene.say('Buy it.');
  return scene;
}

async function afterYes(): Promise<Scene> {
  const scene = await afterQuestion();
  await scene.say('Yes.');
  return scene.untilIdle();
}

const asked = 'what needs a yes is asked in the last words of a reply, and one thing at a time';
const closed: Told = { at: 0, event: { type: 'confirmation.closed', token: 'operation-1/call-1', given: false } };
const saidOnce = 'nothing is said twice but a result that is offered again, three times at most, and nothing blank';
const letGo = 'only a result that was offered three times is let go, once';
const CHECK_IN = {
  at: 0,
  event: {
    type: 'reply',
    id: 'operation-1/check-in-1',
    text: 'I am still on it.',
    lane: 'chat',
    kind: 'interim',
    operationId: 'operation-1',
  },
} as const;
const GONE = { type: 'announcement.letGo', id: 'operation-1!', operationId: 'operation-1', at: 0 } as const;
const OWED: Snapshot['context']['announcements'][number] = {
  id: 'operation-1!',
  operationId: 'operation-1',
  kind: 'answer',
  text: 'Hello.',
  offer: null,
  delivery: 'whenIdle',
  doubtful: [],
  sameKeys: [],
  offers: 1,
};
const retold = 'what is told again after a crash is what was told, if it was saved';
const lock = 'the lock of the chat is held if and only if one of its turns is in flight';
const goesOn = 'what is streamed of a reply goes on where the last piece ended, or begins anew';
const asStreamed = 'a reply begins with what was streamed of it, and nothing is streamed of it after it was told';
const order = 'one long operation begins when the one before it has ended';
const acknowledged = 'a long tool is acknowledged once, before its progress';
const byItself = 'the agent says by itself how far the work is only while it goes on';
const progress = 'progress begins at 0, never falls, ends with the outcome, and is 100 when it succeeded and only then';
const cancelled = 'what the user cancels ends as cancelled, and nothing else does';
const inTime = 'a result is told within the patience with the chat and the time for joining';
const toldOnce = 'each long operation is told once, with an outcome for each of its tool runs';
const joined = 'a result is joined with the talk meanwhile when there is both, and never else';

const turn = { turnId: 'turn-9', startedAt: 0, completedAt: null, abortedAt: null };

/** A reply that was told at 2 s and saved comes again at 4 s. */
function withRetold(scene: Scene, change: Partial<Reply>, dead: Scene['dead']): Scene {
  const reply: Reply = { id: 'a', text: 'Hello.', lane: 'main', kind: 'answer', operationId: '' };
  const before = { at: 2_000, event: { type: 'reply', ...reply } } as const;
  const again = { at: 4_000, event: { type: 'reply', ...reply, ...change } } as const;
  return { ...scene, dead, retold: [{ before, again, wasSaved: true }] };
}

/** A request that had to wait, and what was told of it. */
function withQueued(scene: Scene, told: string[]): Scene {
  const reply = { text: 'So it is.', lane: 'main', kind: 'answer', operationId: 'operation-9', at: 0 } as const;
  const replies: Scene['replies'] = (kind) => [
    ...scene.replies(kind),
    ...(kind === undefined ? told : []).map((id) => ({ ...reply, id })),
  ];
  return { ...scene, replies, seen: { ...scene.seen, queued: new Set(['operation-9']) } };
}

/** The one piece of the first reply, changed. */
function withStreamed(scene: Scene, change: (whole: Scene['streamed'][number]) => Scene['streamed']): Scene {
  const [whole] = scene.streamed;
  if (!whole) throw new Error('nothing was streamed');
  return { ...scene, streamed: change(whole) };
}

type Row = { words: string; when: string; scene: () => Promise<Scene>; doctor: (scene: Scene) => Scene };

type Snapshot = ReturnType<Scene['actor']['getSnapshot']>;

/** What an operation may leave in the context. */
const LEFT: Partial<Snapshot['context']>[] = [
  { operation: { operationId: 'operation-1', long: true, runs: [] } },
  {
    outcome: {
      operationId: 'operation-1',
      status: 'done',
      text: '',
      runs: [],
      offer: null,
      mayHaveChanged: false,
      doubtful: [],
    },
  },
  { interim: [{ turnId: 'turn-1', questions: [], answer: 'Sunny.', statusOnly: false }] },
  { chatAbort: { turnId: 'turn-9', reason: 'secondaryPatience', at: 0 } },
];

const ROWS: Row[] = [
  row('nothing breaks the conversation itself', 'an error was heard', afterHello, (scene) => ({
    ...scene,
    errors: [new Error('broken')],
  })),
  row('nothing breaks the conversation itself', 'it stands still', afterHello, (scene) =>
    withSnapshot(scene, { status: 'error' }),
  ),
  row('each message of the user is heard once', 'one was not', afterHello, (scene) => ({
    ...scene,
    said: [...scene.said, { text: 'Hello?' }],
  })),
  row('each message of the user is heard once', 'one was heard twice', afterHello, (scene) => ({ ...scene, said: [] })),
  row('each message of the user is heard once', 'one under its own id was not', afterHello, (scene) => ({
    ...scene,
    said: [...scene.said, { text: 'Hello?', id: 'a' }],
  })),
  row('no message of the user is answered twice', 'one is', afterHello, (scene) =>
    withSeen(scene, { answers: new Map([['message-1', new Set(['operation-1!', 'turn-1'])]]) }),
  ),
  row('each message of the user is answered', 'one is not', afterHello, (scene) =>
    withSeen(scene, { answers: new Map() }),
  ),
  row('each message of the user is answered', 'one still waits', afterHello, (scene) =>
    withContext(scene, { unanswered: ['message-1'] }),
  ),
  row('while a long tool runs, each message of the user is handed to the chat', 'one is held', meanwhile, (scene) =>
    withContext(scene, { unanswered: ['message-9'] }),
  ),
  row(lock, 'it is held by no turn', meanwhile, (scene) => withContext(scene, { chatTurn: null })),
  row(lock, 'its turn is over', meanwhile, (scene) => withContext(scene, { chatTurn: { ...turn, completedAt: 1 } })),
  row(lock, 'its turn was aborted', meanwhile, (scene) => withContext(scene, { chatTurn: { ...turn, abortedAt: 1 } })),
  row(lock, 'a turn is in flight without it', afterHello, (scene) => withContext(scene, { chatTurn: turn })),
  row('a chat turn that was told to stop says nothing', 'it does', meanwhile, (scene) =>
    withContext(scene, { chatAbort: { turnId: 'turn-1', reason: 'secondaryPatience', at: 0 } }),
  ),
  row(saidOnce, 'something is said twice', afterHello, (scene) =>
    withReplies(scene, (replies) => [...replies, ...replies]),
  ),
  row(saidOnce, 'something is blank', afterHello, (scene) =>
    withReplies({ ...scene, streamed: [] }, (replies) => replies.map((reply) => ({ ...reply, text: ' ' }))),
  ),
  row(letGo, 'it was offered once', afterHello, (scene) => withEmitted(scene, 'announcement.letGo', () => [GONE])),
  row('whatever ended is told: nothing is owed any more', 'a result is', afterHello, (scene) =>
    withContext(scene, { announcements: [OWED] }),
  ),
  row(retold, 'nothing had crashed', afterHello, (scene) => withRetold(scene, {}, [])),
  row(retold, 'it had crashed before', afterHello, (scene) => withRetold(scene, {}, [{ from: 0, until: 1 }])),
  row(retold, 'it is in other words', afterHello, (scene) =>
    withRetold(scene, { text: 'Bye.' }, [{ from: 3_000, until: 3_000 }]),
  ),
  ...(['main', 'chat', 'synthesis'] as const).map((voice) =>
    row('no model is sent what a provider refuses', `the ${voice} model is`, afterHello, (scene) =>
      withModel(scene, voice, { refused: ['a call without id'], asked: [] }),
    ),
  ),
  row(goesOn, 'a piece is missing', afterHello, (scene) =>
    withStreamed(scene, (whole) => [whole, { ...whole, from: 9, text: '' }]),
  ),
  row(goesOn, 'a piece comes twice', afterHello, (scene) =>
    withStreamed(scene, (whole) => [
      { ...whole, text: 'Hel' },
      { ...whole, from: 3, text: 'lo.' },
      { ...whole, from: 3, text: 'lo.' },
    ]),
  ),
  row(asStreamed, 'other words are told', afterHello, (scene) =>
    withTold(scene, (told) => told.map((one) => ({ ...one, draft: 'Good evening.' }))),
  ),
  row(asStreamed, 'it goes on after that', afterHello, (scene) =>
    withStreamed(scene, (whole) => [whole, { ...whole, text: '', replies: 1 }]),
  ),
  row('what was streamed is told, or taken back', 'it is neither', afterHello, (scene) => ({
    ...scene,
    drafts: new Map([['turn-1', 'I am']]),
  })),
  row(order, 'two begin', meanwhile, (scene) =>
    withEmitted(scene, 'operation', ({ first }) => [first, { ...first, operationId: 'operation-2' }]),
  ),
  row(order, 'one ends that has not begun', meanwhile, (scene) =>
    withEmitted(scene, 'operation', ({ first }) => [{ ...first, status: 'done' }]),
  ),
  row(order, 'another one ends', meanwhile, (scene) =>
    withEmitted(scene, 'operation', ({ first }) => [first, { ...first, status: 'done', operationId: 'operation-2' }]),
  ),
  row(acknowledged, 'it is not', meanwhile, (scene) => ({
    ...scene,
    told: scene.told.filter(({ event }) => event.type !== 'reply'),
  })),
  row(acknowledged, 'it is twice', meanwhile, (scene) => ({
    ...scene,
    told: [
      ...scene.told.filter(({ event }) => event.type === 'reply' && event.kind === 'acknowledgment'),
      ...scene.told,
    ],
  })),
  row(acknowledged, 'it is afterwards', meanwhile, (scene) => ({ ...scene, told: scene.told.toReversed() })),
  row(acknowledged, 'another operation is', meanwhile, (scene) => ({
    ...scene,
    told: scene.told.map(({ at, event }) => ({
      at,
      event: event.type === 'reply' ? { ...event, operationId: 'operation-2' } : event,
    })),
  })),
  row(byItself, 'nothing has begun', afterHello, (scene) => withTold(scene, (told) => [...told, CHECK_IN])),
  row(byItself, 'it is over', afterPainting, (scene) => withTold(scene, (told) => [...told, CHECK_IN])),
  row(byItself, 'another one goes on', meanwhile, (scene) =>
    withTold(scene, (told) => [
      ...told,
      { at: 0, event: { ...CHECK_IN.event, id: 'operation-2/check-in-1', operationId: 'operation-2' } },
    ]),
  ),
  row(progress, 'it begins at 20', meanwhile, (scene) => withPercents(scene, 20, 40)),
  row(progress, 'it falls', meanwhile, (scene) => withPercents(scene, 0, 40, 20)),
  row(progress, 'it is 100 while the tool runs', meanwhile, (scene) => withPercents(scene, 0, 100)),
  row(progress, 'it goes on after the end', afterPainting, (scene) =>
    withEmitted(scene, 'progress', ({ first, last }) => [first, last, last]),
  ),
  row(progress, 'it succeeds at 80', afterPainting, (scene) =>
    withEmitted(scene, 'progress', ({ first, last }) => [first, { ...last, run: { ...last.run, percent: 80 } }]),
  ),
  row(asked, 'it is not told', afterQuestion, (scene) =>
    withTold(scene, (told) => told.filter(({ event }) => event.type !== 'reply')),
  ),
  row(asked, 'something is said after it', afterQuestion, (scene) =>
    withTold(scene, (told) =>
      told.map(({ at, event }) => ({
        at,
        event: event.type === 'reply' ? { ...event, text: `${event.text} Well?` } : event,
      })),
    ),
  ),
  row(asked, 'it is asked again before it is closed', afterQuestion, (scene) =>
    withTold(scene, (told) => [...told, ...told]),
  ),
  row(asked, 'it is said to be closed, and is open', afterQuestion, (scene) =>
    withTold(scene, (told) => [...told, closed]),
  ),
  row(asked, 'it is left open', afterYes, (scene) =>
    withTold(scene, (told) => told.filter(({ event }) => event.type !== 'confirmation.closed')),
  ),
  row(asked, 'another one is closed', afterYes, (scene) =>
    withTold(scene, (told) =>
      told.map(({ at, event }) => ({
        at,
        event: event.type === 'confirmation.closed' ? { ...event, token: 'operation-9/call-1' } : event,
      })),
    ),
  ),
  row('a yes is asked for under a name of its own', 'it is not', afterYes, (scene) =>
    withEmitted(scene, 'confirmation.requested', ({ first }) => [first, first]),
  ),
  row(
    'a tool that may have had its effect does not run again in the same operation',
    'it does',
    afterPainting,
    (scene) => withRuns(scene, 'unknown', 'succeeded'),
  ),
  row(cancelled, 'it is done all the same', afterPainting, (scene) =>
    withSeen(scene, { cancelled: new Set(['operation-1']) }),
  ),
  row(cancelled, 'the user did not', afterCancel, (scene) => withSeen(scene, { cancelled: new Set() })),
  row(cancelled, 'a tool run is cancelled by itself', afterPainting, (scene) => withRuns(scene, 'cancelled')),
  row(inTime, 'it is told later', afterPainting, (scene) =>
    withOutcome(scene, (outcome) => ({ ...outcome, toldAt: outcome.readyAt + 18_001 })),
  ),
  row(inTime, 'it is not told for longer', afterPainting, (scene) =>
    withOutcome(
      { ...scene, clock: { ...scene.clock, elapsed: () => END + 18_001 } },
      ({ toldAt: _, ...outcome }) => outcome,
    ),
  ),
  row(toldOnce, 'it is not told', afterPainting, (scene) =>
    withReplies(scene, (replies) => replies.filter(({ kind }) => kind !== 'announcement')),
  ),
  row(toldOnce, 'another one is told', afterPainting, (scene) =>
    withReplies(scene, (replies) => replies.map((reply) => ({ ...reply, operationId: 'operation-2' }))),
  ),
  row(toldOnce, 'it has not ended', afterPainting, (scene) =>
    withReplies(
      withEmitted(scene, 'operation', ({ first }) => [first]),
      (replies) => replies.filter(({ kind }) => kind !== 'announcement'),
    ),
  ),
  row(toldOnce, 'one of its runs has no outcome', afterPainting, (scene) =>
    withEmitted(scene, 'operation', ({ first, last }) => [
      first,
      { ...last, runs: last.runs.map((run) => ({ ...run, status: 'running' as const })) },
    ]),
  ),
  row(joined, 'they are not', afterwards, (scene) => withModel(scene, 'synthesis', { asked: [], refused: [] })),
  row(joined, 'there was no talk', afterPainting, (scene) =>
    withModel(scene, 'synthesis', { asked: [{ messages: [], tools: [] }], refused: [] }),
  ),
  row(joined, 'there was talk about the progress alone', afterwards, (scene) =>
    withSeen(scene, {
      interim: new Map([['operation-1', [{ turnId: 'turn-1', questions: [], answer: 'Half.', statusOnly: true }]]]),
    }),
  ),
  row(joined, 'there was no result', afterwards, (scene) => withRuns(scene, 'failed')),
  row(
    'each request that had to wait is done once, or its cancellation told once',
    'both were told',
    afterHello,
    (scene) => withQueued(scene, ['operation-9!', 'operation-9/cancelled']),
  ),
  row(
    'each request that had to wait is done once, or its cancellation told once',
    'neither was told',
    afterHello,
    (scene) => withQueued(scene, []),
  ),
  ...LEFT.map((left) =>
    row('nothing is left behind by an operation that was told', `its ${Object.keys(left)[0]} is`, afterHello, (scene) =>
      withContext(scene, left),
    ),
  ),
];

describe('what is broken is named, and nothing else', () => {
  test.each(ROWS)('$words: $when', async ({ words, scene: play, doctor }) => {
    const scene = await play();
    expect(brokenInvariants(scene)).toEqual([]);
    expect(brokenInvariants(doctor(scene))).toEqual([words]);
  });

  test('each invariant has a scene here that breaks it', () => {
    expect([...new Set(ROWS.map(({ words }) => words))]).toEqual(INVARIANTS.map(({ words }) => words));
  });
});

test('a result may be told at the last moment of the patience with the chat and the time for joining', async () => {
  const scene = await afterPainting();
  const last = withOutcome(scene, (outcome) => ({ ...outcome, toldAt: outcome.readyAt + 18_000 }));
  expect(brokenInvariants(last)).toEqual([]);
});

test('the time for a result goes by the bounds of the scene', async () => {
  const scene = stagePainting({ bounds: { secondaryPatience: 10, synthesisTimeout: 5 } });
  await scene.say('Paint my house.');
  await scene.untilIdle();
  const toldAfter = (ms: number) => withOutcome(scene, (outcome) => ({ ...outcome, toldAt: outcome.readyAt + ms }));
  expect(brokenInvariants(toldAfter(15))).toEqual([]);
  expect(brokenInvariants(toldAfter(16))).toEqual([inTime]);
});

test('a tool may run again after it succeeded', async () => {
  expect(brokenInvariants(withRuns(await afterPainting(), 'succeeded', 'succeeded'))).toEqual([]);
});

test('another tool may run after one that may have had its effect', async () => {
  const scene = withRuns(await afterPainting(), 'unknown', 'succeeded');
  const runs = (outcome: SeenOutcome) => outcome.runs.map((run, index) => ({ ...run, tool: `tool-${index}` }));
  expect(brokenInvariants(withOutcome(scene, (outcome) => ({ ...outcome, runs: runs(outcome) })))).toEqual([]);
});

test('what must be so when nobody works is not asked for while somebody does', async () => {
  const scene = await meanwhile();
  expect(brokenInvariants(withSeen(scene, { answers: new Map() }))).toEqual([]);
});

function row(words: string, when: string, scene: Row['scene'], doctor: Row['doctor']): Row {
  return { words, when, scene, doctor };
}

function say(text: string) {
  return (scene: Scene) => scene.say(text);
}

function cancel(scene: Scene) {
  return scene.send({ type: 'operation.cancel' });
}

function withSnapshot(scene: Scene, change: object): Scene {
  const snapshot = scene.actor.getSnapshot();
  return { ...scene, actor: { getSnapshot: () => ({ ...snapshot, ...change }) } as Scene['actor'] };
}

function withContext(scene: Scene, change: Partial<Snapshot['context']>): Scene {
  return withSnapshot(scene, { context: { ...scene.actor.getSnapshot().context, ...change } });
}

function withSeen(scene: Scene, change: Partial<Scene['seen']>): Scene {
  return { ...scene, seen: { ...scene.seen, ...change } };
}

type SeenOutcome = Scene['seen']['outcomes'] extends Map<string, infer Value> ? Value : never;

function withOutcome(scene: Scene, change: (outcome: SeenOutcome) => SeenOutcome): Scene {
  return withSeen(scene, { outcomes: new Map([...scene.seen.outcomes].map(([id, outcome]) => [id, change(outcome)])) });
}

/** The one tool run of a scene again and again, with these outcomes. */
/** The first outcome with its runs once for each of these, one after the other. */
function withRuns(scene: Scene, ...statuses: Outcome[]): Scene {
  return withOutcome(scene, (outcome) => ({
    ...outcome,
    runs: statuses.flatMap((status, index) =>
      outcome.runs.map((run) => ({ ...run, status, startedAt: run.startedAt + index })),
    ),
  }));
}

function withModel(scene: Scene, voice: keyof Scene['models'], model: { asked: unknown[]; refused: string[] }): Scene {
  return { ...scene, models: { ...scene.models, [voice]: model } };
}

function withReplies(
  scene: Scene,
  change: (replies: ReturnType<Scene['replies']>) => ReturnType<Scene['replies']>,
): Scene {
  return { ...scene, replies: (kind) => change(scene.replies()).filter((reply) => !kind || reply.kind === kind) };
}

type Emitted<Type extends 'operation' | 'progress' | 'confirmation.requested' | 'announcement.letGo'> = ReturnType<
  typeof stage
>['told'][number]['event'] & {
  type: Type;
  at: number;
};

function withTold(scene: Scene, change: (told: Told[]) => Told[]): Scene {
  return { ...scene, told: change(scene.told) };
}

function withEmitted<Type extends 'operation' | 'progress' | 'confirmation.requested' | 'announcement.letGo'>(
  scene: Scene,
  type: Type,
  change: (events: { first: Emitted<Type>; last: Emitted<Type> }) => Emitted<Type>[],
): Scene {
  const all = scene.emitted(type) as Emitted<Type>[];
  const changed = change({ first: all.at(0) as Emitted<Type>, last: all.at(-1) as Emitted<Type> });
  const emitted = (wanted: Type) => (wanted === type ? changed : scene.emitted(wanted));
  return { ...scene, emitted: emitted as Scene['emitted'] };
}

/** The first of the progress again and again, at these percents. */
function withPercents(scene: Scene, ...percents: number[]): Scene {
  return withEmitted(scene, 'progress', ({ first }) =>
    percents.map((percent) => ({ ...first, run: { ...first.run, percent } })),
  );
}
