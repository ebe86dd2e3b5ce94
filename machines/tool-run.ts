import { assign, fromCallback, fromPromise, sendTo, setup } from 'xstate';
import type { Facts, Json } from './json.ts';
import type { EffectPolicy, LongCall, Outcome, Reconciled, RunOutcome, RunReport } from './tool-run-protocol.ts';

export type ToolRunInput = {
  conversationId: string;
  operationId: string;
  session: Facts;
  call: LongCall;
};

/** One attempt at the call: 1 is the first. */
export type AttemptInput = ToolRunInput & { attempt: number };

export type ToolRunContext = AttemptInput & {
  /** Whether an earlier attempt may have had its effect: then no later one can say that nothing was changed. */
  doubtful: boolean;
  percent: number;
  message: string;
  /** Why it is being stopped, once it is. */
  stop: 'cancel' | 'timeout' | null;
  status: Outcome;
  result: Json;
  announcement: string;
  error: string;
  /**
   * When the tool has to be done, in milliseconds since the epoch. Asking its back-end has no deadline: who asks anew
   * after a restart has the whole time for it.
   */
  deadline: number;
};

/** The words of the tool itself. */
export type ToolEvent =
  | { type: 'tool.progressed'; percent: number; message: string }
  | { type: 'tool.succeeded'; result: Json; announcement: string }
  | { type: 'tool.failed'; error: string; mayHaveHappened: boolean }
  /** It was interrupted by a restart: it may have run before, nobody knows. */
  | { type: 'tool.lost' };

export type ToolRunEvent = ToolEvent | { type: 'run.cancel' };

/** What the tool is told. */
export type ToolCommand = { type: 'tool.abort'; reason: 'cancel' | 'timeout' };

/**
 * One call of a long tool: it runs, may be cancelled or run out of time, and has exactly one outcome.
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
    startTimer: (_, _timer: { bound: 'toolTimeout' | 'cancelGrace' }) => {},
    countAttempt: assign(({ context }) => ({
      attempt: context.attempt + 1,
      doubtful: context.call.effect !== 'none',
    })),
    noteProgress: assign(({ context }, { percent, message }: { percent: number; message: string }) => ({
      percent: Math.max(context.percent, Math.min(99, Math.floor(percent))),
      message: message || context.message,
    })),
    noteResult: assign((_, { result, announcement }: { result: Json; announcement: string }) => ({
      percent: 100,
      result,
      announcement,
      error: '',
    })),
    noteError: assign((_, { error }: { error: string }) => ({ error })),
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
    isHarmless: ({ context }) => context.call.effect === 'none',
    isRepeatable: ({ context }) => mayRunAgain(context.call.effect),
    mayStillHappen: ({ context }) => context.call.effect !== 'none',
    isUnaskable: ({ context }) => context.call.effect !== 'reconcile',
    happened: (_, { happened }: Reconciled) => happened,
    isCancelling: ({ context }) => context.stop === 'cancel',
    isTimingOut: ({ context }) => context.stop === 'timeout',
  },
  delays: { toolTimeout: 60_000, cancelGrace: 5_000, reconcileTimeout: 5_000 },
}).createMachine({
  id: 'toolRun',
  description: 'One call of a long tool, with one outcome.',
  initial: 'attempting',
  context: ({ input }) => ({
    ...input,
    attempt: 1,
    doubtful: false,
    percent: 0,
    message: '',
    stop: null,
    status: 'unknown',
    result: null,
    announcement: '',
    error: '',
    deadline: 0,
  }),
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
          entry: { type: 'startTimer', params: { bound: 'toolTimeout' } },
          on: {
            'tool.progressed': {
              actions: [
                { type: 'noteProgress', params: ({ event }) => event },
                {
                  type: 'tell',
                  params: ({ context }) => ({
                    type: 'run.progressed',
                    percent: context.percent,
                    message: context.message,
                  }),
                },
              ],
            },
            'tool.failed': [
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
              { guard: 'isRepeatable', target: '#toolRun.attempting', actions: 'countAttempt' },
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
  output: ({ context: { status, percent, result, announcement, error } }) => ({
    status,
    percent,
    result,
    announcement,
    error,
  }),
});

function attemptOf({ conversationId, operationId, session, call, attempt }: ToolRunContext): AttemptInput {
  return { conversationId, operationId, session, call, attempt };
}

/** Whether a tool that was interrupted may be begun again: twice has the effect of once. */
export function mayRunAgain(effect: EffectPolicy): boolean {
  return effect === 'none' || effect === 'idempotent';
}
