import {
  assign,
  enqueueActions,
  fromCallback,
  fromPromise,
  fromTransition,
  sendTo,
  setup,
  type EventObject,
} from 'xstate';
import type { Facts } from './json.ts';
import type { ToolCall } from './messages.ts';
import type {
  AuthorizeInput,
  CallResult,
  ModelLine,
  Offer,
  OperationInput,
  OperationOutcome,
  OperationReport,
  QuickCall,
  Sorted,
  Step,
  ThinkInput,
  UseToolsInput,
} from './main-operation-protocol.ts';
import type { LongCall, Milestone, RunOutcome, RunProgress, RunReport, RunStatus } from './tool-run-protocol.ts';
import type { toolRunMachine } from './tool-run.ts';

/** What an operation knows: plain JSON. */
export type MainOperationContext = OperationInput & {
  steps: Step[];
  /** What the model said last and nobody has looked at yet. */
  line: ModelLine;
  /** The first call that needs the user's yes. */
  offer: Offer | null;
  /** Calls of the last step still to be carried out. */
  quick: QuickCall[];
  long: LongCall[];
  runs: RunStatus[];
  /** What the model said last. */
  text: string;
  status: OperationOutcome['status'];
  rounds: number;
  stopped: boolean;
  mayHaveChanged: boolean;
  /** Whether the user was told that it takes long before there was a run. */
  acknowledged: boolean;
  /** The clock when it was last read. */
  now: number;
  /** When the timer of the present state runs out, in milliseconds since the epoch. */
  deadline: number;
  /** When all the thinking and the quick tools up to the next long one must have come to an end. */
  turnDeadline: number;
};

/** What its tools tell an operation, and the conversation. */
export type MainOperationEvent =
  | { type: 'tool.answered'; result: CallResult; outcome: RunOutcome; facts: Facts }
  /** The quick tools were interrupted by a restart: those that have not answered may have run before. */
  | { type: 'tools.lost'; attempt: number; begunFor: Facts }
  | RunReport
  | { type: 'operation.cancel' }
  | { type: 'session.updated'; facts: Facts };

type Calls = { calls: string[] };
type Tell = { type: 'tell'; params: OperationReport };

/**
 * One request of the user, from the first thought to the reply.
 *
 * `choosing` is the hub: it alone decides what comes next, and every state returns to it. After a long
 * tool the operation thinks once more, so that the model puts the result into words.
 */
export const mainOperationMachine = setup({
  types: {
    input: {} as OperationInput,
    context: {} as MainOperationContext,
    events: {} as MainOperationEvent,
    output: {} as OperationOutcome,
  },
  actors: {
    think: fromPromise<ModelLine, ThinkInput>(() => new Promise(() => {})),
    authorize: fromPromise<Sorted, AuthorizeInput>(() => new Promise(() => {})),
    useTools: fromCallback<EventObject, UseToolsInput>(() => {}),
    toolRun: fromTransition((state) => state, undefined) as unknown as typeof toolRunMachine,
  },
  actions: {
    tell: (_, _report: OperationReport) => {},
    reportFailure: (_, _failure: { error: unknown }) => {},
    startTimer: (_, _timer: { bound: 'thinkTimeout' | 'quickTimeout' }) => {},
    startTurn: () => {},
    readClock: () => {},
    end: assign((_, { status }: { status: OperationOutcome['status'] }) => ({ status })),
    countRound: assign(({ context }) => ({ rounds: context.rounds + 1 })),
    noteLine: assign((_, { text, calls }: ModelLine) => ({ line: { text, calls } })),
    noteGranted: assign(({ context: { granted } }) => ({
      line: { text: '', calls: granted ? [callOf(granted)] : [] },
    })),
    noteSorted: assign(({ context }, { refused, quick, long, offer }: Sorted) => ({
      granted: null,
      offer: context.offer ?? offer,
      quick,
      long,
      steps: [...context.steps, { ...context.line, results: refused, long: long.map(({ callId }) => callId) }],
    })),
    noteText: assign((_, { text }: { text: string }) => ({ text })),
    noteAnswer: assign(({ context }, { result, outcome }: { result: CallResult; outcome: RunOutcome }) => ({
      quick: context.quick.filter((call) => call.id !== result.callId),
      mayHaveChanged: context.mayHaveChanged || isChange(context, result),
      runs: ended(context.runs, result.callId, outcome),
      long: result.doubtful ? without(context.long, [result.name]) : context.long,
      steps: withResults(context.steps, [result]),
    })),
    giveUpRuns: assign(({ context: { quick, runs } }) => ({ runs: quick.reduce(unanswered, runs) })),
    giveUpQuick: assign(({ context: { quick, long, runs, steps, mayHaveChanged } }) => ({
      quick: [],
      steps: withResults(steps, quick.flatMap(noAnswer)),
      mayHaveChanged: mayHaveChanged || quick.some((call) => isUntoldChange(runs, call)),
      long: without(
        long,
        quick.map(({ name }) => name),
      ),
    })),
    learn: assign(({ context }, { facts }: { facts: Facts }) => ({
      session: { ...context.session, ...facts },
    })),
    giveUpWaiting: assign(({ context: { session, long, runs } }, { facts }: { facts: Facts }) => {
      const isBegun = ({ callId }: LongCall) => runs.some((run) => run.callId === callId);
      return { long: isOther(session, facts) ? long.filter(isBegun) : long };
    }),
    beginRun: assign(({ context }, call: LongCall) => ({ runs: [...context.runs, accepted(call, context.now)] })),
    noteRun: assign(({ context }, news: Partial<RunStatus>) => ({ runs: updated(context.runs, news) })),
    noteProgress: assign(
      ({ context: { runs, now } }, { attempt, percent, measured, message, retryAt, stalled }: RunProgress) => ({
        runs: updated(runs, {
          ...(stalled && { stalled }),
          ...percentAt(runs.at(-1), { attempt, percent, retryAt }, now),
          ...(attempt !== runs.at(-1)?.attempt && { attemptAt: now }),
          attempt,
          percent,
          measured,
          message,
          retryAt,
          milestones: withMilestone(runs.at(-1), { at: now, attempt, percent, message }),
        }),
      }),
    ),
    endRun: assign(({ context }, outcome: RunOutcome) => ({
      runs: updated(context.runs, { ...outcome, retryAt: null }),
      long: outcome.status === 'succeeded' ? context.long.slice(1) : [],
    })),
    beginSlowRuns: assign(({ context: { operationId, quick, runs, now } }) => ({
      runs: [...runs, ...unbegun(quick, runs).map((call) => slowRun(call, operationId, now))],
    })),
    tellRuns: enqueueActions<MainOperationContext, MainOperationEvent, Calls, MainOperationEvent, never, Tell, never>(
      ({ context, enqueue }, { calls }) => {
        const news = context.runs.filter(({ callId }) => calls.includes(callId));
        for (const run of news) enqueue({ type: 'tell', params: progressed(context, run) });
      },
    ),
    noteAcknowledged: assign({ acknowledged: true }),
    stop: assign({ stopped: true }),
    cancelRun: sendTo('run', { type: 'run.cancel' }),
    tellRun: sendTo('run', (_, news: { type: 'session.updated'; facts: Facts }) => news),
  },
  guards: {
    isStopped: ({ context }) => context.stopped,
    isGranted: ({ context }) => context.granted !== null,
    hasQuick: ({ context }) => context.quick.length > 0,
    hasAnswered: ({ context }) => context.quick.length === 0,
    hasFirstLong: ({ context }) => context.long.length > 0 && !isLong(context),
    hasLong: ({ context }) => context.long.length > 0,
    isSlow: ({ context }) => context.runs.some(({ status }) => status === 'running'),
    isLong: ({ context }) => isLong(context),
    mustAsk: ({ context: { offer, steps } }) => offer !== null && steps.flatMap(({ calls }) => calls).length === 1,
    isOutOfRounds: ({ context }) => context.rounds >= 8,
    isOutOfTime: () => false,
    wantsTools: (_, { calls }: { calls: ToolCall[] }) => calls.length > 0,
    isNews: (_, { facts }: { facts: Facts }) => Object.keys(facts).length > 0,
    isOther: ({ context }, { facts }: { facts: Facts }) => isOther(context.session, facts),
  },
  delays: { thinkTimeout: 30_000, quickTimeout: 10_000, quickPatience: 2_000 },
}).createMachine({
  id: 'mainOperation',
  description: 'One request of the user: think, work, finish.',
  initial: 'choosing',
  entry: 'startTurn',
  context: ({ input }) => ({
    ...input,
    steps: [],
    line: { text: '', calls: [] },
    offer: null,
    quick: [],
    long: [],
    runs: [],
    text: '',
    status: 'done',
    rounds: 0,
    stopped: false,
    mayHaveChanged: false,
    acknowledged: false,
    now: 0,
    deadline: 0,
    turnDeadline: 0,
  }),
  on: {
    'session.updated': {
      actions: [
        { type: 'giveUpWaiting', params: ({ event }) => event },
        { type: 'learn', params: ({ event }) => event },
      ],
    },
  },
  states: {
    choosing: {
      description: 'What comes next?',
      always: [
        { guard: 'isStopped', target: 'cancelled' },
        { guard: 'isGranted', target: 'authorizing', actions: ['noteGranted', 'readClock'] },
        { guard: 'hasQuick', target: 'working.quick' },
        {
          guard: 'hasFirstLong',
          target: 'working.long',
          actions: {
            type: 'tell',
            params: ({ context }) => acknowledged(context, nextCall(context).acknowledgment),
          },
        },
        { guard: 'hasLong', target: 'working.long' },
        { guard: 'mustAsk', target: 'done' },
        {
          guard: 'isOutOfRounds',
          target: 'failed',
          actions: { type: 'reportFailure', params: { error: 'the model asked for tools too often' } },
        },
        {
          guard: 'isOutOfTime',
          target: 'failed',
          actions: { type: 'reportFailure', params: { error: 'the request took too long' } },
        },
        { target: 'thinking' },
      ],
    },
    thinking: {
      description: 'The model reads the request and what the tools found: it answers, or asks for tools.',
      entry: ['countRound', { type: 'startTimer', params: { bound: 'thinkTimeout' } }],
      invoke: {
        id: 'think',
        src: 'think',
        input: ({ context }) => context,
        onDone: [
          {
            guard: { type: 'wantsTools', params: ({ event }) => event.output },
            target: 'authorizing',
            actions: [{ type: 'noteLine', params: ({ event }) => event.output }, 'readClock'],
          },
          { target: 'done', actions: { type: 'noteText', params: ({ event }) => event.output } },
        ],
        onError: { target: 'failed', actions: { type: 'reportFailure', params: ({ event }) => event } },
      },
      on: { 'operation.cancel': { target: 'cancelled' } },
      after: {
        thinkTimeout: {
          target: 'failed',
          actions: { type: 'reportFailure', params: { error: 'the model did not answer in time' } },
        },
      },
    },
    authorizing: {
      description:
        'Before any tool runs: may it be used here, by this user, with this yes? When the facts of the session change meanwhile, it is asked anew.',
      initial: 'prompt',
      entry: { type: 'startTimer', params: { bound: 'quickTimeout' } },
      invoke: {
        id: 'authorize',
        src: 'authorize',
        input: ({ context }) => context,
        onDone: { target: 'choosing', actions: { type: 'noteSorted', params: ({ event }) => event.output } },
        onError: { target: 'failed', actions: { type: 'reportFailure', params: ({ event }) => event } },
      },
      on: {
        'operation.cancel': { target: 'cancelled' },
        'session.updated': {
          guard: { type: 'isOther', params: ({ event }) => event },
          target: 'authorizing',
          reenter: true,
          actions: { type: 'learn', params: ({ event }) => event },
        },
      },
      after: {
        quickTimeout: {
          target: 'failed',
          actions: { type: 'reportFailure', params: { error: 'what has to be checked before a tool took too long' } },
        },
      },
      states: {
        prompt: {
          description: 'It is waited for without a word, unless the user knows already that it takes long.',
          always: { guard: 'isLong', target: 'slow' },
          after: {
            quickPatience: {
              target: 'slow',
              actions: [
                'noteAcknowledged',
                { type: 'tell', params: ({ context }) => acknowledged(context, context.line.text) },
                {
                  type: 'tell',
                  params: ({ context: { operationId } }) => ({ type: 'operation.wentLong', operationId }),
                },
              ],
            },
          },
        },
        slow: { description: 'It takes long: the chat keeps the user company meanwhile.' },
      },
    },
    working: {
      description: 'Tools are at work.',
      initial: 'quick',
      states: {
        quick: {
          description:
            'Quick tools, all at once. A cancel waits for them, as they may have effects. Those that take long go on where they are, and count as long.',
          initial: 'prompt',
          entry: ['readClock', { type: 'startTimer', params: { bound: 'quickTimeout' } }],
          invoke: {
            id: 'tools',
            src: 'useTools',
            input: ({ context: { conversationId, operationId, session, queue, quick, stopped }, event }) => ({
              conversationId,
              operationId,
              session,
              begunFor: event.type === 'tools.lost' ? event.begunFor : session,
              queue,
              calls: quick,
              attempt: event.type === 'tools.lost' ? event.attempt + 1 : 1,
              stopped,
            }),
            onError: {
              target: '#mainOperation.choosing',
              actions: [
                'giveUpRuns',
                { type: 'tellRuns', params: ({ context }) => ({ calls: idsOf(context.quick) }) },
                'giveUpQuick',
              ],
            },
          },
          always: { guard: 'hasAnswered', target: '#mainOperation.choosing' },
          on: {
            'tool.answered': [
              {
                guard: { type: 'isNews', params: ({ event }) => event },
                actions: [
                  { type: 'noteAnswer', params: ({ event }) => event },
                  { type: 'giveUpWaiting', params: ({ event }) => event },
                  { type: 'learn', params: ({ event }) => event },
                  {
                    type: 'tell',
                    params: ({ context, event }) => ({
                      type: 'operation.learned',
                      operationId: context.operationId,
                      facts: event.facts,
                    }),
                  },
                  { type: 'tellRuns', params: ({ event }) => ({ calls: [event.result.callId] }) },
                ],
              },
              {
                actions: [
                  { type: 'noteAnswer', params: ({ event }) => event },
                  { type: 'tellRuns', params: ({ event }) => ({ calls: [event.result.callId] }) },
                ],
              },
            ],
            'tools.lost': { target: 'quick', reenter: true, actions: 'startTurn' },
            'operation.cancel': { actions: 'stop' },
          },
          after: {
            quickTimeout: {
              target: '#mainOperation.choosing',
              actions: [
                'giveUpRuns',
                { type: 'tellRuns', params: ({ context }) => ({ calls: idsOf(context.quick) }) },
                'giveUpQuick',
              ],
            },
          },
          states: {
            prompt: {
              description: 'They are waited for without a word, unless they were slow already before a restart.',
              always: { guard: 'isSlow', target: 'slow' },
              after: {
                quickPatience: [
                  { guard: 'isStopped', target: 'stopping' },
                  { guard: 'isLong', target: 'slow' },
                  {
                    target: 'slow',
                    actions: {
                      type: 'tell',
                      params: ({ context }) => acknowledged(context, context.line.text),
                    },
                  },
                ],
              },
            },
            slow: {
              description: 'They take long: the conversation is told, and the chat keeps the user company meanwhile.',
              entry: [
                'beginSlowRuns',
                { type: 'tellRuns', params: ({ context }) => ({ calls: idsOf(context.quick) }) },
                {
                  type: 'tell',
                  params: ({ context: { operationId } }) => ({ type: 'operation.wentLong', operationId }),
                },
              ],
              exit: 'startTurn',
            },
            stopping: { description: 'The user wanted it stopped before it took long: their word is waited for.' },
          },
        },
        long: {
          description: 'One long tool. The conversation is told, and the chat keeps the user company meanwhile.',
          entry: [
            'readClock',
            { type: 'beginRun', params: ({ context }) => nextCall(context) },
            { type: 'tell', params: ({ context }) => progress(context) },
            { type: 'tell', params: ({ context: { operationId } }) => ({ type: 'operation.wentLong', operationId }) },
          ],
          invoke: {
            id: 'run',
            src: 'toolRun',
            input: ({ context }) => ({
              conversationId: context.conversationId,
              operationId: context.operationId,
              session: context.session,
              call: nextCall(context),
            }),
            onDone: {
              target: '#mainOperation.choosing',
              actions: [
                { type: 'endRun', params: ({ event }) => event.output },
                { type: 'tell', params: ({ context }) => progress(context) },
                'startTurn',
              ],
            },
            onError: {
              target: '#mainOperation.failed',
              actions: [
                { type: 'noteRun', params: { status: 'unknown', retryAt: null } },
                { type: 'tell', params: ({ context }) => progress(context) },
                { type: 'reportFailure', params: ({ event }) => event },
              ],
            },
          },
          on: {
            'run.progressed': {
              actions: [
                'readClock',
                { type: 'noteProgress', params: ({ event }) => event },
                { type: 'tell', params: ({ context }) => progress(context) },
              ],
            },
            'operation.cancel': { actions: ['stop', 'cancelRun'] },
            'session.updated': {
              actions: [
                { type: 'giveUpWaiting', params: ({ event }) => event },
                { type: 'learn', params: ({ event }) => event },
                { type: 'tellRun', params: ({ event }) => event },
              ],
            },
          },
        },
      },
    },
    done: {
      description: 'The model has said its reply.',
      type: 'final',
      entry: { type: 'end', params: { status: 'done' } },
    },
    failed: {
      description: 'The model gave up. What was achieved until then is told all the same.',
      type: 'final',
      entry: { type: 'end', params: { status: 'failed' } },
    },
    cancelled: {
      description: 'Stopped by the user.',
      type: 'final',
      entry: { type: 'end', params: { status: 'cancelled' } },
    },
  },
  output: ({ context }) => ({
    operationId: context.operationId,
    status: context.status,
    text: context.text,
    runs: context.runs,
    offer: context.status === 'done' ? context.offer : null,
    mayHaveChanged: context.mayHaveChanged,
    doubtful: doubtfulTools(context),
    others: context.steps.some(({ calls, long }) => calls.length > long.length),
  }),
});

/**
 * The tools of which nobody can tell whether they took effect: of a long one the outcome is unknown, a quick one broke
 * in doubt or did not answer in time.
 */
export function doubtfulTools({ runs, steps }: Pick<MainOperationContext, 'runs' | 'steps'>): string[] {
  const long = runs.flatMap(({ tool, status }) => (status === 'unknown' ? [tool] : []));
  return [...new Set([...long, ...steps.flatMap(doubtfulIn)])];
}

function doubtfulIn({ calls, results, long }: Step): string[] {
  return calls.flatMap(({ id, name }) => {
    const result = results.find(({ callId }) => callId === id);
    const isDoubtful = result ? result.doubtful === true : !long.includes(id);
    return isDoubtful ? [name] : [];
  });
}

/** Whether a quick call has changed something, or may have, of which there is no run to tell. */
function isChange({ quick, runs }: MainOperationContext, { callId, failed, doubtful }: CallResult): boolean {
  const call = quick.find(({ id }) => id === callId);
  return call !== undefined && (!failed || doubtful === true) && isUntoldChange(runs, call);
}

function isUntoldChange(runs: RunStatus[], { id, effect }: QuickCall): boolean {
  return effect !== 'none' && runs.every(({ callId }) => callId !== id);
}

/** Whether the user was told that it takes long. */
export function isLong({ acknowledged: isTold, runs }: Pick<MainOperationContext, 'acknowledged' | 'runs'>): boolean {
  return isTold || runs.length > 0;
}

/** Whether facts say something else than the session: what was checked before has to be checked again. */
function isOther(session: Facts, facts: Facts): boolean {
  return Object.entries(facts).some(([name, fact]) => JSON.stringify(session[name]) !== JSON.stringify(fact));
}

/** The steps with more results of the calls of the last. */
function withResults(steps: Step[], results: CallResult[]): Step[] {
  return steps.map((step, index) =>
    index === steps.length - 1 ? { ...step, results: [...step.results, ...results] } : step,
  );
}

/** A long call does not run after a quick one of the same tool that may have had its effect. */
function without(long: LongCall[], tools: string[]): LongCall[] {
  return long.filter(({ tool }) => !tools.includes(tool));
}

function idsOf(calls: ToolCall[]): string[] {
  return calls.map(({ id }) => id);
}

/** The granted call is the first of its operation; later ones are numbered on. */
function callOf({ tool, args }: Offer): ToolCall {
  return { id: 'call-1', name: tool, args };
}

function nextCall({ long: [call] }: MainOperationContext): LongCall {
  if (!call) throw new Error('working.long was entered without a long call');
  return call;
}

function latestRun({ runs }: MainOperationContext): RunStatus {
  const run = runs.at(-1);
  if (!run) throw new Error('a tool run reported before it began');
  return run;
}

/** A quick call as a run: it began when it was called, before it turned out to be slow. */
function slowRun({ id, name, label, expectedMs }: QuickCall, operationId: string, startedAt: number): RunStatus {
  return accepted({ runId: `${operationId}/${id}`, callId: id, tool: name, label, expectedMs }, startedAt);
}

/** After a restart the runs of slow calls are there, and go on. */
function unbegun(quick: QuickCall[], runs: RunStatus[]): QuickCall[] {
  return quick.filter(({ id }) => runs.every(({ callId }) => callId !== id));
}

type Accepted = Pick<
  LongCall,
  'runId' | 'callId' | 'tool' | 'label' | 'expectedMs' | 'unstoppable' | 'sameKey' | 'delivery'
>;

function accepted(
  { runId, callId, tool, label, expectedMs, unstoppable, sameKey, delivery }: Accepted,
  startedAt: number,
): RunStatus {
  return {
    runId,
    callId,
    tool,
    label,
    ...(delivery && { delivery }),
    status: 'running',
    percent: 0,
    measured: false,
    message: '',
    milestones: [],
    attempt: 1,
    retryAt: null,
    expectedMs,
    startedAt,
    result: null,
    announcement: '',
    facts: [],
    error: '',
    ...(unstoppable && { unstoppable }),
    ...(sameKey !== undefined && { sameKey }),
  };
}

/** Runs come one after the other: news is always of the latest. */
function updated(runs: RunStatus[], news: Partial<RunStatus>): RunStatus[] {
  return runs.map((run, index) => (index === runs.length - 1 ? { ...lasting(run), ...news } : run));
}

/** What of a run stays as it is until news of it says otherwise. */
function lasting({ stalled: _, percentAt: __, ...run }: RunStatus): RunStatus {
  return run;
}

/** When the percent rose, if it did in this attempt: how far another one was says nothing about the time of this. */
function percentAt(
  run: RunStatus | undefined,
  { attempt, percent, retryAt }: Pick<RunProgress, 'attempt' | 'percent' | 'retryAt'>,
  now: number,
): Pick<RunStatus, 'percentAt'> {
  if (!run || retryAt !== null) return {};
  if (percent > run.percent) return { percentAt: now };
  return attempt === run.attempt && run.percentAt !== undefined ? { percentAt: run.percentAt } : {};
}

/** How many messages of a run are kept. */
const MOST_MILESTONES = 10;

/** New words are a milestone; a run that an earlier version began has none yet. */
function withMilestone({ milestones = [] }: Partial<RunStatus> = {}, milestone: Milestone): Milestone[] {
  const isNews = milestone.message !== '' && milestone.message !== milestones.at(-1)?.message;
  return isNews ? [...milestones, milestone].slice(-MOST_MILESTONES) : milestones;
}

/** The runs with the outcome of a quick call, if it was slow enough to be one of them. */
function ended(runs: RunStatus[], callId: string, outcome: RunOutcome): RunStatus[] {
  return runs.map((run) => (run.callId === callId && run.status === 'running' ? { ...run, ...outcome } : run));
}

/** A quick call that did not answer in time: what changes nothing was stopped, of anything else nobody can tell. */
function unanswered(runs: RunStatus[], { id, effect }: QuickCall): RunStatus[] {
  const status = effect === 'none' ? 'timedOut' : 'unknown';
  return ended(runs, id, { status, percent: 0, result: null, announcement: '', facts: [], error: '' });
}

/** What the model reads then of a call that changes nothing; without a result, a call is in doubt. */
function noAnswer({ id, name, effect }: QuickCall): CallResult[] {
  if (effect !== 'none') return [];
  const content = JSON.stringify({ error: 'timedOut', message: 'It did not answer in time. It changes nothing.' });
  return [{ callId: id, name, content, failed: true }];
}

function acknowledged({ operationId }: MainOperationContext, text: string): OperationReport {
  return { type: 'operation.acknowledged', operationId, text };
}

function progress(context: MainOperationContext): OperationReport {
  return progressed(context, latestRun(context));
}

function progressed({ operationId }: MainOperationContext, run: RunStatus): OperationReport {
  return { type: 'operation.progressed', operationId, run };
}
