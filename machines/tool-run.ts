import { assign, fromCallback, sendTo, setup } from 'xstate';
import type { Facts, Json } from './json.ts';
import type { LongCall, Outcome, RunOutcome, RunReport } from './tool-run-protocol.ts';

export type ToolRunInput = {
  conversationId: string;
  operationId: string;
  session: Facts;
  call: LongCall;
};

export type ToolRunContext = ToolRunInput & {
  attempt: number;
  percent: number;
  message: string;
  /** Why it is being stopped, once it is. */
  stop: 'cancel' | 'timeout' | null;
  status: Outcome;
  result: Json;
  announcement: string;
  error: string;
  /** When the timer of the present state runs out, in milliseconds since the epoch. */
  deadline: number;
};

/** The words of the tool itself. */
export type ToolEvent =
  | { type: 'tool.progressed'; percent: number; message: string }
  | { type: 'tool.succeeded'; result: Json; announcement: string }
  | { type: 'tool.failed'; error: string; mayHaveHappened: boolean };

export type ToolRunEvent = ToolEvent | { type: 'run.cancel' };

/** What the tool is told. */
export type ToolCommand = { type: 'tool.abort'; reason: 'cancel' | 'timeout' };

/** One call of a long tool: it runs, may be cancelled or run out of time, and has exactly one outcome. */
export const toolRunMachine = setup({
  types: {
    input: {} as ToolRunInput,
    context: {} as ToolRunContext,
    events: {} as ToolRunEvent,
    output: {} as RunOutcome,
  },
  actors: {
    runTool: fromCallback<ToolCommand, ToolRunInput & { attempt: number }>(() => {}),
  },
  actions: {
    tell: (_, _report: RunReport) => {},
    startTimer: (_, _timer: { bound: 'toolTimeout' | 'cancelGrace' }) => {},
    noteProgress: assign(({ context }, { percent, message }: { percent: number; message: string }) => ({
      percent: Math.max(context.percent, Math.min(99, Math.floor(percent))),
      message: message || context.message,
    })),
    noteResult: assign((_, { result, announcement }: { result: Json; announcement: string }) => ({
      percent: 100,
      result,
      announcement,
    })),
    noteError: assign((_, { error }: { error: string }) => ({ error })),
    noteStop: assign((_, { stop }: { stop: 'cancel' | 'timeout' }) => ({ stop })),
    abortTool: sendTo('tool', (_, { reason }: { reason: 'cancel' | 'timeout' }) => ({
      type: 'tool.abort',
      reason,
    })),
    end: assign((_, { status }: { status: Outcome }) => ({ status })),
  },
  guards: {
    mayHaveHappened: (_, { mayHaveHappened }: { mayHaveHappened: boolean }) => mayHaveHappened,
    isHarmless: ({ context }) => context.call.harmless,
    mayStillHappen: ({ context }) => !context.call.harmless,
    isTimingOut: ({ context }) => context.stop === 'timeout',
  },
  delays: { toolTimeout: 60_000, cancelGrace: 5_000 },
}).createMachine({
  id: 'toolRun',
  description: 'One call of a long tool, with one outcome.',
  initial: 'attempting',
  context: ({ input }) => ({
    ...input,
    attempt: 1,
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
        input: ({ context: { conversationId, operationId, session, call, attempt } }) => ({
          conversationId,
          operationId,
          session,
          call,
          attempt,
        }),
        onError: [
          {
            guard: 'isHarmless',
            target: 'failed',
            actions: { type: 'noteError', params: { error: 'the tool broke' } },
          },
          {
            target: 'outcomeUnknown',
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
                target: '#toolRun.outcomeUnknown',
                actions: { type: 'noteError', params: ({ event }) => event },
              },
              {
                target: '#toolRun.failed',
                actions: { type: 'noteError', params: ({ event }) => event },
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
                target: '#toolRun.outcomeUnknown',
                actions: { type: 'noteError', params: ({ event }) => event },
              },
              { guard: 'isTimingOut', target: '#toolRun.timedOut' },
              { target: '#toolRun.cancelled' },
            ],
          },
          after: {
            cancelGrace: [
              { guard: 'mayStillHappen', target: '#toolRun.outcomeUnknown' },
              { guard: 'isTimingOut', target: '#toolRun.timedOut' },
              { target: '#toolRun.cancelled' },
            ],
          },
        },
      },
    },
    succeeded: {
      description: 'Done; the result is there.',
      type: 'final',
      entry: { type: 'end', params: { status: 'succeeded' } },
    },
    failed: {
      description: 'It did not work; the tool said so.',
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
      description: 'It may have happened: the tool did not say.',
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
