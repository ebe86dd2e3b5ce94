import { assign, fromCallback, fromPromise, sendTo, setup } from 'xstate';
import type { Facts, Json } from './json.ts';
import type { EffectPolicy, LongCall, Outcome, Reconciled, RunOutcome, RunReport } from './tool-run-protocol.ts';

/** What a tool run begins with. */
export type ToolRunInput = {
  conversationId: string;
  operationId: string;
  session: Facts;
  call: LongCall;
};

/** One attempt at the call. */
export type AttemptInput = ToolRunInput & {
  /** 1 is the first. */
  attempt: number;
  /** Whether an earlier attempt may have had its effect: then no later one can say that nothing was changed. */
  doubtful: boolean;
};

/** What a tool run knows: plain JSON. */
export type ToolRunContext = AttemptInput & {
  /** Whether what was known of the user when the call was made is no longer so. */
  isOther: boolean;
  percent: number;
  /** Whether the tool has told a percent. */
  measured: boolean;
  /** How far the attempts before came, as the percent never falls; missing in the first. */
  reached?: number;
  message: string;
  /** Why it is being stopped, once it is. */
  stop: 'cancel' | 'timeout' | null;
  status: Outcome;
  result: Json;
  announcement: string;
  facts: string[];
  error: string;
  /**
   * When the timer of the present state runs out, in milliseconds since the epoch. Asking its back-end has none, nor has
   * waiting for a sign of life: who begins anew after a restart has the whole time for it.
   */
  deadline: number;
};

/** The words of the tool itself. */
export type ToolEvent =
  /** Without a percent it knows none. */
  | { type: 'tool.progressed'; percent: number | null; message: string }
  | { type: 'tool.succeeded'; result: Json; announcement: string; facts: string[] }
  | ({ type: 'tool.failed'; error: string } & Failing)
  /** It was interrupted by a restart: it may have run before, nobody knows. */
  | { type: 'tool.lost' };

/** What the tool tells its run, and the operation. */
export type ToolRunEvent = ToolEvent | { type: 'run.cancel' } | { type: 'session.updated'; facts: Facts };

/** What a tool says of its failure: whether it may have had its effect, and whether another try may help. */
type Failing = { mayHaveHappened: boolean; retryable: boolean };

/** What the tool is told. */
export type ToolCommand = { type: 'tool.abort'; reason: 'cancel' | 'timeout' };

/**
 * One call of a long tool: it runs, may fail and be tried again, may be cancelled or run out of time, and has exactly
 * one outcome.
 *
 * It is tried again after a failure that the tool calls retryable, if that left nothing behind or doing it twice has the
 * effect of once. All attempts have the same key.
 *
 * It is not begun again for somebody else: what was checked was checked for the session that the call was made in.
 *
 * A tool of which nothing is heard for long has stalled. That is told and decides nothing.
 *
 * Doubt is sticky: what may have happened ends as something else than unknown only by the word of the tool that it
 * succeeded, or of its back-end.
 */
export const toolRunMachine = setup({
  types: {
    input: {} as ToolRunInput,
    context: {} as ToolRunContext,
    events: {} as ToolRunEvent,
    output: {} as RunOutcome,
  },
  actors: {
    runTool: fromCallback<ToolCommand, AttemptInput>(() => {}),
    reconcile: fromPromise<Reconciled, AttemptInput>(() => new Promise(() => {})),
  },
  actions: {
    tell: (_, _report: RunReport) => {},
    startTimer: (_, _timer: { bound: ToolRunBound }) => {},
    countAttempt: assign(({ context }) => ({ attempt: context.attempt + 1, reached: context.percent })),
    noteDoubt: assign(({ context }, { mayHaveHappened }: { mayHaveHappened: boolean }) => ({
      doubtful: context.doubtful || (mayHaveHappened && context.call.effect !== 'none'),
    })),
    noteProgress: assign(({ context }, { percent, message }: { percent: number | null; message: string }) => ({
      percent: Math.max(context.percent, Math.min(99, Math.floor(percent ?? 0))),
      measured: context.measured || percent !== null,
      message: (isBehind(context, percent) ? '' : message) || context.message,
    })),
    noteResult: assign((_, { result, announcement, facts }: Omit<Reconciled, 'happened'>) => ({
      percent: 100,
      result,
      announcement,
      facts,
      error: '',
    })),
    noteError: assign((_, { error }: { error: string }) => ({ error })),
    noteOther: assign({ isOther: true }),
    noteUndone: assign(({ context }) => ({ error: context.error || 'it did not take effect' })),
    noteStop: assign((_, { stop }: { stop: 'cancel' | 'timeout' }) => ({ stop })),
    abortTool: sendTo('tool', (_, { reason }: { reason: 'cancel' | 'timeout' }) => ({
      type: 'tool.abort',
      reason,
    })),
    end: assign((_, { status }: { status: Outcome }) => ({ status })),
  },
  guards: {
    mayHaveHappened: ({ context }, { mayHaveHappened }: { mayHaveHappened: boolean }) =>
      mayHaveHappened || context.doubtful,
    canRetry: ({ context: { call, attempt, doubtful, isOther } }, { mayHaveHappened, retryable }: Failing) =>
      retryable &&
      !isOther &&
      attempt < attemptsOf(call) &&
      (mayRunAgain(call.effect) || !(mayHaveHappened || doubtful)),
    canRepeat: ({ context: { call, attempt, isOther } }) =>
      mayRunAgain(call.effect) && !isOther && attempt < Math.max(MOST_INTERRUPTED, attemptsOf(call)),
    isOther: ({ context: { session } }, { facts }: { facts: Facts }) => isChanged(session, facts),
    isOtherInDoubt: ({ context: { session, doubtful } }, { facts }: { facts: Facts }) =>
      doubtful && isChanged(session, facts),
    isDoubtful: ({ context }) => context.doubtful,
    isHarmless: ({ context }) => context.call.effect === 'none',
    mayStillHappen: ({ context }) => context.call.effect !== 'none',
    isUnaskable: ({ context }) => context.call.effect !== 'reconcile',
    happened: (_, { happened }: Reconciled) => happened,
    isCancelling: ({ context }) => context.stop === 'cancel',
    isTimingOut: ({ context }) => context.stop === 'timeout',
  },
  delays: {
    toolTimeout: 60_000,
    stallPatience: 20_000,
    cancelGrace: 5_000,
    retryPause: 1_000,
    reconcileTimeout: 5_000,
  },
}).createMachine({
  id: 'toolRun',
  description: 'One call of a long tool, with one outcome.',
  initial: 'attempting',
  context: ({ input }) => ({
    ...input,
    attempt: 1,
    doubtful: false,
    isOther: false,
    percent: 0,
    measured: false,
    message: '',
    stop: null,
    status: 'unknown',
    result: null,
    announcement: '',
    facts: [],
    error: '',
    deadline: 0,
  }),
  on: {
    'session.updated': { guard: { type: 'isOther', params: ({ event }) => event }, actions: 'noteOther' },
  },
  states: {
    attempting: {
      description: 'The tool is at work. It alone says how it went, as long as it says so in time.',
      initial: 'running',
      invoke: {
        id: 'tool',
        src: 'runTool',
        input: ({ context }) => attemptOf(context),
        onError: [
          {
            guard: 'isHarmless',
            target: 'failed',
            actions: { type: 'noteError', params: { error: 'the tool broke' } },
          },
          {
            target: 'reconciling',
            actions: { type: 'noteError', params: { error: 'the tool broke' } },
          },
        ],
      },
      on: {
        'tool.succeeded': {
          target: 'succeeded',
          actions: { type: 'noteResult', params: ({ event }) => event },
        },
      },
      states: {
        running: {
          description: 'Nothing speaks against it.',
          initial: 'lively',
          entry: { type: 'startTimer', params: { bound: 'toolTimeout' } },
          on: {
            'tool.progressed': {
              target: '.lively',
              actions: [
                { type: 'noteProgress', params: ({ event }) => event },
                { type: 'tell', params: ({ context }) => progress(context) },
              ],
            },
            'tool.failed': [
              {
                guard: { type: 'canRetry', params: ({ event }) => event },
                target: '#toolRun.backingOff',
                actions: [
                  { type: 'noteError', params: ({ event }) => event },
                  { type: 'noteDoubt', params: ({ event }) => event },
                ],
              },
              {
                guard: { type: 'mayHaveHappened', params: ({ event }) => event },
                target: '#toolRun.reconciling',
                actions: { type: 'noteError', params: ({ event }) => event },
              },
              {
                target: '#toolRun.failed',
                actions: { type: 'noteError', params: ({ event }) => event },
              },
            ],
            'tool.lost': [
              {
                guard: 'canRepeat',
                target: '#toolRun.attempting',
                actions: [
                  'countAttempt',
                  { type: 'noteDoubt', params: { mayHaveHappened: true } },
                  { type: 'tell', params: ({ context }) => progress(context) },
                ],
              },
              {
                guard: 'isHarmless',
                target: '#toolRun.failed',
                actions: { type: 'noteError', params: { error: 'it was interrupted again and again' } },
              },
              {
                target: '#toolRun.reconciling',
                actions: { type: 'noteError', params: { error: 'it was interrupted' } },
              },
            ],
            'run.cancel': {
              target: 'cancelling',
              actions: { type: 'noteStop', params: { stop: 'cancel' } },
            },
          },
          after: {
            toolTimeout: {
              target: 'cancelling',
              actions: { type: 'noteStop', params: { stop: 'timeout' } },
            },
          },
          states: {
            lively: {
              description: 'It has begun, or was heard of, not long ago.',
              after: { stallPatience: { target: 'stalled' } },
            },
            stalled: {
              description: 'It has not been heard of for longer than its calls take. That is told; its result counts.',
              entry: { type: 'tell', params: ({ context }) => ({ ...progress(context), stalled: true }) },
            },
          },
        },
        cancelling: {
          description: 'The tool was told to stop, by the user or by its timeout; its word is awaited for a moment.',
          entry: [
            { type: 'startTimer', params: { bound: 'cancelGrace' } },
            { type: 'abortTool', params: ({ context }) => ({ reason: context.stop ?? 'cancel' }) },
          ],
          on: {
            'tool.failed': [
              {
                guard: { type: 'mayHaveHappened', params: ({ event }) => event },
                target: '#toolRun.reconciling',
                actions: { type: 'noteError', params: ({ event }) => event },
              },
              { guard: 'isTimingOut', target: '#toolRun.timedOut' },
              { target: '#toolRun.cancelled' },
            ],
            'tool.lost': [
              { guard: 'mayStillHappen', target: '#toolRun.reconciling' },
              { guard: 'isTimingOut', target: '#toolRun.timedOut' },
              { target: '#toolRun.cancelled' },
            ],
          },
          after: {
            cancelGrace: [
              { guard: 'mayStillHappen', target: '#toolRun.reconciling' },
              { guard: 'isTimingOut', target: '#toolRun.timedOut' },
              { target: '#toolRun.cancelled' },
            ],
          },
        },
      },
    },
    backingOff: {
      description: 'It failed, and another try may help. After a pause it is begun again, under the same key.',
      entry: [
        { type: 'startTimer', params: { bound: 'retryPause' } },
        { type: 'tell', params: ({ context }) => ({ ...progress(context), retryAt: context.deadline }) },
      ],
      on: {
        'run.cancel': [
          {
            guard: 'isDoubtful',
            target: 'reconciling',
            actions: { type: 'noteStop', params: { stop: 'cancel' } },
          },
          { target: 'cancelled', actions: { type: 'noteStop', params: { stop: 'cancel' } } },
        ],
        'session.updated': [
          { guard: { type: 'isOtherInDoubt', params: ({ event }) => event }, target: 'reconciling' },
          { guard: { type: 'isOther', params: ({ event }) => event }, target: 'failed' },
        ],
      },
      after: {
        retryPause: {
          target: 'attempting',
          actions: ['countAttempt', { type: 'tell', params: ({ context }) => progress(context) }],
        },
      },
    },
    reconciling: {
      description:
        'It may have happened. The back-end is asked, if the tool can; the run is over only then, a cancel or not.',
      invoke: {
        id: 'reconcile',
        src: 'reconcile',
        input: ({ context }) => attemptOf(context),
        onDone: [
          {
            guard: { type: 'happened', params: ({ event }) => event.output },
            target: 'succeeded',
            actions: { type: 'noteResult', params: ({ event }) => event.output },
          },
          { guard: 'isCancelling', target: 'cancelled' },
          { guard: 'isTimingOut', target: 'timedOut' },
          { target: 'failed', actions: 'noteUndone' },
        ],
        onError: { target: 'outcomeUnknown' },
      },
      always: { guard: 'isUnaskable', target: 'outcomeUnknown' },
      after: { reconcileTimeout: { target: 'outcomeUnknown' } },
    },
    succeeded: {
      description: 'Done; the result is there.',
      type: 'final',
      entry: { type: 'end', params: { status: 'succeeded' } },
    },
    failed: {
      description: 'It did not work; the tool said so, or its back-end.',
      type: 'final',
      entry: { type: 'end', params: { status: 'failed' } },
    },
    cancelled: {
      description: 'Stopped before it changed anything.',
      type: 'final',
      entry: { type: 'end', params: { status: 'cancelled' } },
    },
    timedOut: {
      description: 'It took too long and was stopped before it changed anything.',
      type: 'final',
      entry: { type: 'end', params: { status: 'timedOut' } },
    },
    outcomeUnknown: {
      description: 'It may have happened: neither the tool nor its back-end said.',
      type: 'final',
      entry: { type: 'end', params: { status: 'unknown' } },
    },
  },
  output: ({ context: { status, percent, result, announcement, facts, error } }) => ({
    status,
    percent,
    result,
    announcement,
    facts,
    error,
  }),
});

/** The timers of this chart that have a deadline. */
export type ToolRunBound = 'toolTimeout' | 'cancelGrace' | 'retryPause';

/** Whether facts say something else of what the session knows. */
export function isChanged(session: Facts, facts: Facts): boolean {
  return Object.entries(facts).some(
    ([name, fact]) => Object.hasOwn(session, name) && JSON.stringify(session[name]) !== JSON.stringify(fact),
  );
}

/** Whether an attempt has not come as far yet as one before it: its words would contradict the percent that is shown. */
function isBehind({ reached = 0 }: ToolRunContext, percent: number | null): boolean {
  return percent !== null && Math.floor(percent) < reached;
}

/** How often a tool is begun that restarts interrupt: one that ends its process each time must come to an end, too. */
export const MOST_INTERRUPTED = 5;

/** A call that an earlier version accepted has no plan. */
function attemptsOf({ retry }: LongCall): number {
  return retry?.attempts ?? 1;
}

function progress({ attempt, percent, measured, message }: ToolRunContext): RunReport {
  return { type: 'run.progressed', attempt, percent, measured, message, retryAt: null };
}

function attemptOf(context: ToolRunContext): AttemptInput {
  const { conversationId, operationId, session, call, attempt, doubtful } = context;
  return { conversationId, operationId, session, call, attempt, doubtful };
}

/** Whether a tool that was interrupted may be begun again: twice has the effect of once. */
export function mayRunAgain(effect: EffectPolicy): boolean {
  return effect === 'none' || effect === 'idempotent';
}
