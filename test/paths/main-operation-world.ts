import { mainOperationMachine } from '../../machines/main-operation.ts';
import type {
  Grant,
  ModelLine,
  Offer,
  OperationInput,
  QuickCall,
  Sorted,
} from '../../machines/main-operation-protocol.ts';
import type { EffectPolicy, LongCall, Outcome, RunOutcome } from '../../machines/tool-run-protocol.ts';
import { assign } from 'xstate';
import type { Place, World } from './explore-chart.ts';
import { breaksOf, ends, says, timersOf, type Move } from './moves.ts';
import { upToTwo } from './up-to-two.ts';

type Here = Place<typeof mainOperationMachine, null>;

/** How many times the model may be asked here. */
export const ROUNDS = 2;

const input: OperationInput = {
  conversationId: 'c',
  operationId: 'operation-1',
  session: {},
  history: [],
  request: [{ id: 'message-1', role: 'user', content: 'Paint my house.', lane: 'main', at: 0 }],
  granted: null,
  wanted: '',
  queue: [],
  repeated: [],
  doubtful: [],
};

const offer: Offer = { callId: 'offer', tool: 'buy', args: {}, preview: 'It costs 5. Shall I?', session: {} };
const granted: Grant = { ...offer, givenAt: 1, expiresAt: 2 };

const say = says<typeof mainOperationMachine>;
const cancel = say('the user cancels', { type: 'operation.cancel' });
const outcomes: Outcome[] = ['succeeded', 'failed', 'cancelled', 'timedOut', 'unknown'];

/**
 * A model that answers or asks for up to two tools of each kind at once, one of which may need a yes, an operation
 * that begins with a yes, time that runs out, tools that end in every way, and a user who cancels.
 *
 * Guards ask whether quick and long calls are left, whether there was a run, or a word that it takes long, whether it was stopped, how often the
 * model was asked, and whether what needs a yes is all there is. How far the runs came is in the essence as well,
 * since it is checked.
 */
export const mainOperationWorld: World<typeof mainOperationMachine, null> = {
  machine: mainOperationMachine.provide({
    actions: { readClock: assign(({ context }) => ({ now: context.now + 1 })) },
    guards: {
      isOutOfRounds: ({ context }) => context.rounds >= ROUNDS,
      isOutOfTime: ({ context }) => context.session['late'] === true,
    },
  }),
  inputs: [input, { ...input, granted }],
  essence: ({ context, speaking }) => ({
    speaking,
    quick: upToTwo(context.quick),
    isUnsafe: context.quick.some(({ effect }) => effect === 'unsafe'),
    long: upToTwo(context.long),
    runs: upToTwo(context.runs),
    newest: context.runs.at(-1)?.status ?? null,
    rounds: context.rounds,
    isStopped: context.stopped,
    isGranted: context.granted !== null,
    isOffered: context.offer !== null,
    isLate: context.session['late'] ?? false,
    isVerified: context.session['verified'] ?? false,
    calls: upToTwo(context.steps.flatMap(({ calls }) => calls)),
    asked: speaking.includes('authorize') ? upToTwo(context.line.calls) : null,
    mayHaveChanged: context.mayHaveChanged,
    isAcknowledged: context.acknowledged && context.runs.length === 0,
  }),
  moves: (place) => [
    ...thoughts(place),
    ...verdicts(place),
    ...answers(place),
    ...losses(place),
    ...runs(place),
    cancel,
    say('the app has news', { type: 'session.updated', facts: { verified: true } }),
    ...(place.speaking.includes('tools')
      ? [say('the time is over', { type: 'session.updated', facts: { late: true } })]
      : []),
    ...breaksOf(place),
    ...timersOf(place),
  ],
  strays: ({ speaking }) => [
    ...(speaking.includes('think') ? [] : [ends('think', 'a late thought', { text: 'Late.', calls: [] })]),
    ...(speaking.includes('authorize') ? [] : [ends('authorize', 'a late look', sorted({ quick: ['late'] }))]),
    ...(speaking.includes('tools') ? [] : [say('late losses', { type: 'tools.lost', attempt: 1, begunFor: {} })]),
    answer('call-0', speaking.includes('tools') ? 'an answer nobody asked for' : 'a late answer'),
    ...(speaking.includes('run')
      ? []
      : [ends('run', 'a late outcome', ended('succeeded')), say('late progress', progressed(90))]),
  ],
  remember: () => null,
};

function thoughts({ speaking }: Here): Move[] {
  if (!speaking.includes('think')) return [];
  const line = (text: string, ...ids: string[]): ModelLine => ({ text, calls: ids.map(callOf) });
  return [
    ends('think', 'the model answers', line('Here you are.')),
    ends('think', 'the model says nothing', line('')),
    ends('think', 'the model asks for one tool', line('', 'one')),
    ends('think', 'the model asks for more', line('', 'one', 'two')),
  ];
}

function verdicts({ speaking, context: { steps } }: Here): Move[] {
  if (!speaking.includes('authorize')) return [];
  const ids = (kind: string, count: number) => Array.from({ length: count }, (_, i) => `${kind}-${steps.length}-${i}`);
  const lets = (quick: number, long: number, rest: { mayChange?: boolean; offer?: Offer } = {}) =>
    ends(
      'authorize',
      `${quick} quick and ${long} long ones may run${rest.mayChange ? ', with effects' : ''}${rest.offer ? ', and one needs a yes' : ''}`,
      sorted({ quick: ids('quick', quick), long: ids('long', long), ...rest }),
    );
  return [
    ends('authorize', 'all is refused', sorted({ refused: ids('refused', 1) })),
    ...[0, 1, 2].flatMap((quick) => [0, 1, 2].map((long) => lets(quick, long)).slice(quick === 0 ? 1 : 0)),
    lets(1, 0, { mayChange: true }),
    lets(0, 0, { offer }),
    lets(1, 0, { offer }),
    lets(0, 1, { offer }),
  ];
}

function answers({ speaking, context: { quick } }: Here): Move[] {
  if (!speaking.includes('tools')) return [];
  return quick.flatMap(({ id }, index) => [
    answer(id, `quick tool ${index} answers`),
    answer(id, `quick tool ${index} answers with news`, { verified: true }),
  ]);
}

function losses({ speaking }: Here): Move[] {
  return speaking.includes('tools')
    ? [say('the quick tools are lost', { type: 'tools.lost', attempt: 1, begunFor: {} })]
    : [];
}

function runs({ speaking, context: { runs } }: Here): Move[] {
  if (!speaking.includes('run')) return [];
  return [
    say('the run goes on', progressed((runs.at(-1)?.percent ?? 0) + 1)),
    say('the run has stalled', { ...progressed(runs.at(-1)?.percent ?? 0), stalled: true }),
    ...outcomes.map((status) => ends('run', `the run ends ${status}`, ended(status))),
  ];
}

function answer(callId: string, name: string, facts = {}): Move {
  const result = { callId, name: 'look', content: 'found', failed: false };
  return say(name, { type: 'tool.answered', result, outcome: ended('succeeded'), facts });
}

function progressed(percent: number) {
  return { type: 'run.progressed', attempt: 1, percent, measured: true, message: 'On it.', retryAt: null } as const;
}

function ended(status: Outcome): RunOutcome {
  const isDone = status === 'succeeded';
  return {
    status,
    percent: isDone ? 100 : 40,
    result: null,
    announcement: isDone ? 'It is blue.' : '',
    facts: isDone ? ['blue'] : [],
    error: '',
  };
}

function sorted({
  refused = [],
  quick = [],
  long = [],
  offer: needsYes,
  mayChange = false,
}: {
  refused?: string[];
  quick?: string[];
  long?: string[];
  offer?: Offer;
  mayChange?: boolean;
}): Sorted {
  return {
    refused: [...refused, ...(needsYes ? [needsYes.callId] : [])].map((callId) => ({
      callId,
      name: 'look',
      content: 'refused',
      failed: true,
    })),
    quick: quick.map((id) => quickCallOf(id, mayChange ? 'unsafe' : 'none')),
    long: long.map(longCallOf),
    offer: needsYes ?? null,
  };
}

function callOf(id: string) {
  return { id, name: 'look', args: {} };
}

function quickCallOf(id: string, effect: EffectPolicy): QuickCall {
  return {
    ...callOf(id),
    label: id,
    expectedMs: 1_000,
    effect,
  };
}

function longCallOf(callId: string): LongCall {
  return {
    runId: `operation-1/${callId}`,
    callId,
    tool: 'paint',
    args: {},
    label: callId,
    acknowledgment: `I begin with ${callId}.`,
    expectedMs: 10_000,
    timeoutMs: 100_000,
    effect: 'unsafe',
  };
}
