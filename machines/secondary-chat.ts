import { assign, fromPromise, setup, stateIn } from 'xstate';
import type { AnswerInput, ChatInput, ChatReport, Findings, LookUpInput } from './secondary-chat-protocol.ts';
import type { Facts } from './json.ts';
import type { Entry, ToolCall } from './messages.ts';
import type { CallResult, ModelLine, Step } from './main-operation-protocol.ts';
import type { QueuedRequest, RequestDraft } from './queue-protocol.ts';
import type { RunStatus } from './tool-run-protocol.ts';

/** What a secondary chat knows: plain JSON. */
export type SecondaryChatContext = ChatInput & {
  turnId: string;
  /** The questions of this turn; `questions` wait for the next. */
  asked: Entry[];
  steps: Step[];
  /** What this turn is asked for that is to be done afterwards. */
  requests: RequestDraft[];
  text: string;
  /** When the timer of the turn runs out, in milliseconds since the epoch. */
  deadline: number;
};

/** What the conversation tells the chat. */
export type SecondaryChatEvent =
  | { type: 'question.asked'; question: Entry }
  | { type: 'operation.progressed'; run: RunStatus }
  | { type: 'queue.changed'; queue: QueuedRequest[] }
  | { type: 'session.updated'; facts: Facts }
  | { type: 'reply.interrupted'; id: string; heard?: string }
  | { type: 'chat.close' }
  | { type: 'chat.abort' };

/**
 * Keeps the user company while a long tool runs.
 *
 * The lock is a state, not a flag: while `locked`, further questions wait. Asked to close, the chat
 * finishes its sentence; told to abort, it says no more. A question it could not answer is not lost:
 * the conversation still has it.
 */
export const secondaryChatMachine = setup({
  types: {
    input: {} as ChatInput,
    context: {} as SecondaryChatContext,
    events: {} as SecondaryChatEvent,
  },
  actors: {
    answer: fromPromise<ModelLine, AnswerInput>(() => new Promise(() => {})),
    lookUp: fromPromise<Findings, LookUpInput>(() => new Promise(() => {})),
  },
  actions: {
    tell: (_, _report: ChatReport) => {},
    reportFailure: (_, _failure: { error: unknown }) => {},
    startTimer: (_, _timer: { bound: 'answerTimeout' }) => {},
    hear: assign(({ context }, { question }: { question: Entry }) => ({
      questions: [...context.questions, question],
    })),
    takeQuestions: assign(({ context }) => ({
      turns: context.turns + 1,
      turnId: `turn-${context.turns + 1}`,
      asked: context.questions,
      questions: [],
      steps: [],
      requests: [],
      text: '',
    })),
    noteCalls: assign(({ context }, { text, calls }: ModelLine) => ({
      steps: [...context.steps, { text, calls, results: [], long: [] }],
    })),
    noteFindings: assign(({ context }, { results, requests }: { results: CallResult[]; requests: RequestDraft[] }) => ({
      requests: [...context.requests, ...requests],
      steps: context.steps.map((step, index) => (index === context.steps.length - 1 ? { ...step, results } : step)),
    })),
    noteAnswer: assign(({ context }, { text }: ModelLine) => ({
      text,
      history: [
        ...context.history,
        ...context.asked.map((question) => ({ ...question, turn: context.turnId })),
        spoken(context, text),
      ],
    })),
    noteProgress: assign(({ context }, { run }: { run: RunStatus }) => ({
      runs: withRun(context.runs, run),
    })),
    noteHeard: assign(({ context }, { id, heard = '' }: { id: string; heard?: string }) => ({
      history: context.history.map((entry) => (entry.id === id ? { ...entry, content: heard } : entry)),
    })),
    learn: assign(({ context }, { facts }: { facts: Facts }) => ({ session: { ...context.session, ...facts } })),
    noteQueue: assign((_, { queue }: { queue: QueuedRequest[] }) => ({ queue })),
  },
  guards: {
    hasQuestions: ({ context }) => context.questions.length > 0,
    isOutOfRounds: ({ context }) => context.steps.length >= 8,
    wantsToLookUp: (_, { calls }: { calls: ToolCall[] }) => calls.length > 0,
    isSilent: (_, { text }: { text: string }) => text.trim() === '',
    isClosing: stateIn({ locked: { door: 'closing' } }),
  },
  delays: { answerTimeout: 30_000 },
}).createMachine({
  id: 'secondaryChat',
  description: 'Company while a long tool runs: one answer at a time, with tools that only look things up.',
  initial: 'unlocked',
  context: ({ input }) => ({ ...input, turnId: '', asked: [], steps: [], requests: [], text: '', deadline: 0 }),
  on: {
    'question.asked': { actions: { type: 'hear', params: ({ event }) => event } },
    'operation.progressed': { actions: { type: 'noteProgress', params: ({ event }) => event } },
    'session.updated': { actions: { type: 'learn', params: ({ event }) => event } },
    'queue.changed': { actions: { type: 'noteQueue', params: ({ event }) => event } },
    'reply.interrupted': { actions: { type: 'noteHeard', params: ({ event }) => event } },
  },
  states: {
    unlocked: {
      description: 'Ready: whatever waits is taken up at once, all of it as one turn.',
      always: { guard: 'hasQuestions', target: 'locked', actions: 'takeQuestions' },
      on: { 'chat.close': { target: 'closed' }, 'chat.abort': { target: 'closed' } },
    },
    locked: {
      description: 'One turn is being answered. Every way out of here gives the lock back.',
      type: 'parallel',
      entry: {
        type: 'tell',
        params: ({ context }) => ({ type: 'chat.locked', turnId: context.turnId, turns: context.turns }),
      },
      exit: {
        type: 'tell',
        params: ({ context }) => ({
          type: 'chat.unlocked',
          turnId: context.turnId,
          aborted: context.text === '',
        }),
      },
      states: {
        turn: {
          description: 'The answer in the making.',
          initial: 'answering',
          entry: { type: 'startTimer', params: { bound: 'answerTimeout' } },
          on: { 'chat.abort': { target: '.aborting' } },
          after: {
            answerTimeout: {
              target: '.aborting',
              actions: { type: 'reportFailure', params: { error: 'the chat model did not answer in time' } },
            },
          },
          states: {
            answering: {
              description: 'The model answers, or asks to look something up.',
              invoke: {
                id: 'answer',
                src: 'answer',
                input: ({ context }) => context,
                onDone: [
                  {
                    guard: { type: 'wantsToLookUp', params: ({ event }) => event.output },
                    target: 'lookingUp',
                    actions: { type: 'noteCalls', params: ({ event }) => event.output },
                  },
                  {
                    guard: { type: 'isSilent', params: ({ event }) => event.output },
                    target: 'aborting',
                    actions: { type: 'reportFailure', params: { error: 'the chat model said nothing' } },
                  },
                  { target: 'answered', actions: { type: 'noteAnswer', params: ({ event }) => event.output } },
                ],
                onError: { target: 'aborting', actions: { type: 'reportFailure', params: ({ event }) => event } },
              },
            },
            lookingUp: {
              description: 'Tools that change nothing are asked. What the user no longer wants is passed on at once.',
              invoke: {
                id: 'lookUp',
                src: 'lookUp',
                input: ({ context }) => ({ ...context, calls: context.steps.at(-1)?.calls ?? [] }),
                onDone: [
                  {
                    guard: 'isOutOfRounds',
                    target: 'aborting',
                    actions: { type: 'reportFailure', params: { error: 'the chat model asked for tools too often' } },
                  },
                  { target: 'answering', actions: { type: 'noteFindings', params: ({ event }) => event.output } },
                ],
                onError: { target: 'aborting', actions: { type: 'reportFailure', params: ({ event }) => event } },
              },
            },
            answered: {
              description: 'The answer is given.',
              entry: {
                type: 'tell',
                params: ({ context }) => ({
                  type: 'chat.answered',
                  turnId: context.turnId,
                  questions: context.asked.map(({ id }) => id),
                  text: context.text,
                  statusOnly: isStatusOnly(context),
                  requests: context.requests,
                }),
              },
              always: [{ guard: 'isClosing', target: '#secondaryChat.closed' }, { target: '#secondaryChat.unlocked' }],
            },
            aborting: {
              description: 'The answer is given up; nothing of it is said.',
              always: [{ guard: 'isClosing', target: '#secondaryChat.closed' }, { target: '#secondaryChat.unlocked' }],
            },
          },
        },
        door: {
          description: 'Whether the chat goes on after this turn.',
          initial: 'open',
          states: {
            open: {
              description: 'It does.',
              on: { 'chat.close': { target: 'closing' }, 'chat.abort': { target: 'closing' } },
            },
            closing: { description: 'It closes when this turn ends.' },
          },
        },
      },
    },
    closed: { description: 'The result of the operation has the floor.', type: 'final' },
  },
});

/** Slow quick tools run side by side: each run stays in its place. */
function withRun(runs: RunStatus[], run: RunStatus): RunStatus[] {
  const isNew = runs.every(({ runId }) => runId !== run.runId);
  return isNew ? [...runs, run] : runs.map((one) => (one.runId === run.runId ? run : one));
}

function spoken({ operationId, turnId }: SecondaryChatContext, text: string): Entry {
  return { id: turnId, role: 'assistant', content: text, lane: 'chat', turn: turnId, operationId, at: 0 };
}

/** Talk about the progress alone is known by its structure: nothing but the library's own tool was used. */
function isStatusOnly({ steps }: SecondaryChatContext): boolean {
  const names = steps.flatMap((step) => step.calls.map((call) => call.name));
  return names.length > 0 && names.every((name) => name === 'check_status');
}
