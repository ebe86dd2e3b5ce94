import { assign, emit, fromCallback, fromPromise, fromTransition, sendTo, setup, type EventObject } from 'xstate';
import type {
  Announcement,
  ChatAbort,
  ChatTurn,
  Confirmation,
  ConsentInput,
  ConversationEmitted,
  ConversationEvent,
  ConversationInput,
  Done,
  Doubts,
  FailureSource,
  FixedPhrase,
  Interim,
  LiveOperation,
  RecorderInput,
  Reply,
  SynthesisInput,
  ToldOperation,
} from './conversation-protocol.ts';
import type { Facts } from './json.ts';
import type { mainOperationMachine } from './main-operation.ts';
import type { Entry, Lane } from './messages.ts';
import type { OperationOutcome } from './main-operation-protocol.ts';
import type { Priority, QueuedRequest } from './queue-protocol.ts';
import type { ChatAnswer } from './secondary-chat-protocol.ts';
import type { Delivery, RunStatus } from './tool-run-protocol.ts';
import type { secondaryChatMachine } from './secondary-chat.ts';

export type ConversationContext = {
  id: string;
  session: Facts;
  /** All that was said, in order of time. */
  transcript: Entry[];
  /** What the user seems to be saying right now; nothing goes by it. */
  saying: string;
  /** Whether the user is speaking right now: what is to be told waits for them. */
  speaking: boolean;
  /** The outcomes that the user has not heard, the next to be told first. */
  announcements: Announcement[];
  /** The app's ids of what was heard, the newest of them: what comes twice is heard once. */
  heard: string[];
  /** The ids of what the user said that nothing has answered or taken up yet. */
  unanswered: string[];
  /** What waits until the work before it is told, the next first. */
  queue: QueuedRequest[];
  /** The live operation, until it has been told. */
  operation: LiveOperation | null;
  outcome: OperationOutcome | null;
  /** What was said by the chat during the live operation. */
  interim: Interim[];
  /** The reply that tells the outcome. */
  reply: string;
  /** What the user has to say yes or no to. */
  confirmation: Confirmation | null;
  chatTurn: ChatTurn | null;
  chatAbort: ChatAbort | null;
  told: ToldOperation | null;
  doubts: Doubts | null;
  /** What was done, as long as words wait that were said before the user heard of it. */
  done: Done[];
  /** How many characters the user may say at once. */
  longestText: number;
  /** How many requests may wait. */
  longestQueue: number;
  /** Counters; ids are made of them. */
  messages: number;
  operations: number;
  turns: number;
  /** The clock when it was last read. */
  now: number;
  /** When the timer of the present state runs out, in milliseconds since the epoch. */
  deadline: number;
};

/**
 * The parent: who has the floor.
 *
 * Only `idle` chooses what comes next: what the user said and nobody has answered, then what they have not heard, then
 * what waits. While the operation thinks or uses quick tools, words are held; once a long tool was accepted, the
 * secondary chat answers them. When the result is there, the chat finishes its sentence, and result and talk become one
 * reply.
 */
export const conversationMachine = setup({
  types: {
    input: {} as ConversationInput,
    context: {} as ConversationContext,
    events: {} as ConversationEvent,
    emitted: {} as ConversationEmitted,
  },
  actors: {
    operation: fromTransition((state) => state, undefined) as unknown as typeof mainOperationMachine,
    chat: fromTransition((state) => state, undefined) as unknown as typeof secondaryChatMachine,
    synthesize: fromPromise<string, SynthesisInput>(() => new Promise(() => {})),
    judge: fromPromise<boolean, ConsentInput>(() => new Promise(() => {})),
    record: fromCallback<EventObject, RecorderInput>(() => {}),
  },
  actions: {
    readClock: () => {},
    startTimer: (_, _timer: { bound: ConversationBound }) => {},
    recall: () => {},
    composeReply: () => {},
    trimTranscript: () => {},
    reportMalformed: () => {},
    hear: assign(({ context }, { text, id: givenId }: Said) => {
      const id = entryId(givenId) ?? `message-${context.messages + 1}`;
      return {
        messages: context.messages + 1,
        transcript: [
          ...context.transcript,
          { id, role: 'user', content: text, lane: 'main', at: context.now } as const,
        ],
        unanswered: [...context.unanswered, id],
        saying: '',
        speaking: false,
        heard: id === entryId(givenId) ? [...context.heard, id].slice(-REMEMBERED) : context.heard,
      };
    }),
    noteSaying: assign(({ context }, { text }: { text: string }) => ({
      saying: text.slice(0, context.longestText),
      speaking: true,
    })),
    noteSilence: assign({ saying: '', speaking: false }),
    countMessage: assign(({ context }) => ({ messages: context.messages + 1 })),
    learn: assign(({ context }, { facts }: { facts: Facts }) => ({
      session: { ...context.session, ...structuredClone(facts) },
    })),
    takeRequest: assign(({ context }) => {
      const operationId = `operation-${context.operations + 1}`;
      return {
        operations: context.operations + 1,
        operation: { operationId, long: false, runs: [] },
        transcript: takenUp(context.transcript, context.unanswered, { turn: operationId, lane: 'main', operationId }),
        unanswered: [],
        announcements: context.announcements.flatMap(withoutQuestion),
      };
    }),
    hearRequest: assign(({ context }, request: Requested) => heardRequest(context, request)),
    takeRequests: assign(({ context }, asked: Asked) => queued(context, asked)),
    takeQueued: assign(({ context: { queue } }) => {
      const [next, ...others] = queue;
      return {
        queue: others,
        operation: next ? { operationId: next.operationId, long: false, runs: [], queued: next } : null,
      };
    }),
    unqueue: assign(({ context }, { operationId }: { operationId?: string }) => ({
      queue: context.queue.filter((request) => request.operationId !== operationId),
    })),
    grant: assign(({ context: { operation, confirmation, now } }) => ({
      operation: operation && confirmation && { ...operation, granted: { ...confirmation, givenAt: now } },
    })),
    goLong: assign(({ context }) => ({ operation: context.operation && { ...context.operation, long: true } })),
    noteRun: assign(({ context }, { run }: { run: RunStatus }) => ({
      operation: context.operation && { ...context.operation, runs: withRun(context.operation.runs, run) },
    })),
    noteOutcome: assign((_, outcome: OperationOutcome) => ({ outcome })),
    noteCrash: assign(({ context }) => crashed(context)),
    noteReply: assign((_, { output }: { output: string }) => ({ reply: output })),
    noteLock: assign(({ context }, { turnId, turns }: { turnId: string; turns: number }) => ({
      turns,
      chatTurn: { turnId, startedAt: context.now, completedAt: null, abortedAt: null },
    })),
    noteAnswer: assign(({ context }, { turnId, questions, text, statusOnly }: ChatAnswer) => ({
      unanswered: context.unanswered.filter((id) => !questions.includes(id)),
      transcript: takenUp(context.transcript, questions, { turn: turnId, lane: 'chat', operationId: liveId(context) }),
      interim: [
        ...context.interim,
        { turnId, questions: contentsOf(context.transcript, questions), answer: text, statusOnly },
      ],
    })),
    endTurn: assign(({ context: { chatTurn, now } }, { aborted }: { aborted: boolean }) => ({
      chatAbort: null,
      chatTurn: chatTurn && ended(chatTurn, aborted ? 'abortedAt' : 'completedAt', now),
    })),
    noteAbort: assign(({ context }) => ({
      chatAbort: context.chatTurn && {
        turnId: context.chatTurn.turnId,
        reason: 'secondaryPatience' as const,
        at: context.now,
      },
    })),
    noteSaid: assign(({ context }, words: Words) => said(context, words)),
    notePhrase: assign(({ context }, { id, kind, turn }: FixedPhrase) =>
      said(context, { id, kind, text: '', ...(turn !== undefined && { turn }) }),
    ),
    noteInterim: assign(({ context }, { turnId, text }: ChatAnswer) =>
      said(context, { id: turnId, kind: 'interim', text }),
    ),
    noteConfirmation: assign(({ context }) => ({ confirmation: confirmationOf(context) })),
    letGo: assign({ confirmation: null }),
    finish: assign({ operation: null, outcome: null, interim: [], reply: '' }),
    owe: assign(({ context: { outcome, announcements, ...context } }) => ({
      announcements: outcome ? [announcementOf(context, outcome), ...announcements] : announcements,
    })),
    oweAgain: assign(({ context }, { id, heard }: Interruption) =>
      mustOweAgain(context, id, heard) ? { announcements: [...context.announcements, ...owedAgain(context, id)] } : {},
    ),
    offer: assign(({ context }) => offered(context)),
    noteHeard: assign(({ context }, { id, heard = '' }: Interruption) => heardOf(context, id, heard)),
    noteUnheard: assign(({ context }) => unheardOf(context)),
    noteDelivered: assign(({ context }, { id }: { id: string }) => ({
      transcript: context.transcript.map((entry) => (entry.id === id ? heardWhole(entry) : entry)),
    })),
    noteTold: assign(({ context: { outcome, now } }) => ({ told: outcome && toldOf(outcome, now) })),
    settle: assign(({ context }, { id, as }: Settled) => settled(context, id, as)),
    say: emit(({ context }) => latestReply(context)),
    sayAgain: emit(({ context }) => replyOf(entryWith(context, nextOf(context).id))),
    showLetGo: emit(({ context }): ConversationEmitted => ({
      type: 'announcement.letGo',
      id: nextOf(context).id,
      operationId: nextOf(context).operationId,
    })),
    showOperation: emit(({ context }): ConversationEmitted => ({
      type: 'operation',
      operationId: liveId(context),
      status: context.outcome?.status ?? 'running',
      runs: structuredClone(context.outcome?.runs ?? context.operation?.runs ?? []),
    })),
    showProgress: emit(
      ({ context }, { operationId, run }: { operationId: string; run: RunStatus }): ConversationEmitted => ({
        type: 'progress',
        operationId,
        run: structuredClone(run),
        etaMs: etaOf(run, context.now),
      }),
    ),
    showQueue: emit(({ context }): ConversationEmitted => ({
      type: 'queue',
      requests: context.queue.map(({ operationId, label, priority, at }) => ({ operationId, label, priority, at })),
    })),
    showConfirmation: emit(({ context }) => requested(context)),
    showClosed: emit(({ context }, { given }: { given: boolean }): ConversationEmitted => ({
      type: 'confirmation.closed',
      token: context.confirmation?.token ?? '',
      given,
    })),
    reportFailure: emit((_, { source, error }: { source: FailureSource; error: unknown }): ConversationEmitted => ({
      type: 'failure',
      source,
      error: error instanceof Error ? error.message : String(error),
    })),
    askChat: sendTo('chat', ({ context }) => ({ type: 'question.asked', question: latestQuestion(context) })),
    tellChat: sendTo('chat', (_, news: ChatNews) => news),
    closeChat: sendTo('chat', { type: 'chat.close' }),
    abortChat: sendTo('chat', { type: 'chat.abort' }),
    tellOperation: sendTo('operation', (_, news: { type: 'session.updated'; facts: Facts }) => news),
    cancelOperation: sendTo('operation', { type: 'operation.cancel' }),
  },
  guards: {
    isRepeated: ({ context }, { id }: Said) => isKnown(context, id),
    isSpoken: ({ context }, { text, id }: Said) =>
      isText(text) && text.length <= context.longestText && !isKnown(context, id),
    isTooLong: ({ context }, { text }: Said) => isText(text) && text.length > context.longestText,
    isWellFormed: () => true,
    isQueueable: ({ context }, request: Requested) =>
      isRequest(request) &&
      request.text.length <= context.longestText &&
      !isKnown(context, request.id) &&
      hasRoom(context),
    isUnqueueable: ({ context }, request: Requested) => isRequest(request) && !hasRoom(context),
    isQueued: ({ context }, { operationId }: { operationId?: string }) => waiting(context, operationId) !== undefined,
    hasQueued: ({ context }) => context.queue.length > 0,
    isUnstoppable: ({ context }, { operationId }: { operationId?: string }) =>
      (operationId === undefined || operationId === liveId(context)) && unstoppable(context) !== undefined,
    hasUnanswered: ({ context }) => context.unanswered.length > 0,
    hasEnded: ({ context }) => context.outcome !== null,
    mustJoin: ({ context }) =>
      context.interim.some(isJoined) && hasResult(context) && deliveryOf(context.outcome) !== 'silent',
    mustInterrupt: ({ context }) => isTurnOpen(context) && deliveryOf(context.outcome) === 'interrupt',
    hasOwed: ({ context }) => context.announcements.length > 0,
    mayTell: ({ context: { speaking, announcements } }) => announcements.slice(0, 1).some(isTellable(speaking)),
    isSilent: ({ context }) => nextOf(context).delivery === 'silent',
    isUnacknowledged: () => true,
    isNext: ({ context }, { id }: { id: string }) => isNext(context, id),
    isOwed: ({ context }, { id }: { id: string }) => context.announcements.some((owed) => owed.id === id),
    isHeardOut: ({ context }, { id, heard }: Interruption) =>
      isNext(context, id) && isAllOf(entryWith(context, id), heard),
    isCutShort: ({ context }, { id, heard }: Interruption) =>
      isNext(context, id) && isText(heard) && isOnlyAnswer(nextOf(context)),
    isInterrupted: ({ context }, { id, heard }: Interruption) => isNext(context, id) && isHearing(heard),
    isOwedAgain: ({ context }, { id, heard }: Interruption) => mustOweAgain(context, id, heard),
    isQuestion: ({ context }, { id, heard }: Interruption) => isCutQuestion(context, id, heard),
    isHalfHeard: ({ context }, { id, heard }: Interruption) =>
      isCutQuestion(context, id, heard) && mustOweAgain(context, id, heard),
    mustLetGo: ({ context }) => nextOf(context).offers >= OFFERS,
    isLive: ({ context }, { operationId }: { operationId: string }) => operationId === context.operation?.operationId,
    isMeant: ({ context }, { operationId }: { operationId?: string }) =>
      operationId === undefined || operationId === liveId(context),
    mustConfirm: ({ context }) => nextOf(context).offer !== null && context.unanswered.length === 0,
    isToken: ({ context }, { token }: { token: string }) => token === context.confirmation?.token,
    /** Whether what the model said lacks a fact that one of the operation's tools declares. */
    losesFacts: (_, _outcome: OperationOutcome) => false,
    /** The same of a joined reply. */
    joinLosesFacts: (_, _joined: { output: string }) => false,
    isYes: (_, { output }: { output: boolean }) => output,
    isLong: ({ context }) => context.operation?.long === true,
    isTurn: ({ context }, { turnId }: { turnId: string }) => isOpenTurn(context, turnId),
    isForLater: ({ context }, { turnId, requests }: Asked) => isOpenTurn(context, turnId) && requests.length > 0,
    isAborted: (_, { aborted }: { aborted: boolean }) => aborted,
    isWorded: (_, { output }: { output: string }) => output.trim() !== '',
  },
  delays: {
    secondaryPatience: 15_000,
    synthesisTimeout: 3_000,
    confirmationTimeout: 120_000,
    consentTimeout: 3_000,
    speechTimeout: 10_000,
    deliveryTimeout: 30_000,
    resumePause: 2_000,
  },
}).createMachine({
  id: 'conversation',
  description: 'Who has the floor: the user, the operation, the chat, or the result.',
  initial: 'idle',
  context: ({ input }) => ({
    id: input.id,
    session: input.session ?? {},
    transcript: [],
    saying: '',
    speaking: false,
    announcements: [],
    heard: [],
    unanswered: [],
    queue: [],
    operation: null,
    outcome: null,
    interim: [],
    reply: '',
    confirmation: null,
    chatTurn: null,
    chatAbort: null,
    told: null,
    doubts: null,
    done: [],
    longestText: 8_000,
    longestQueue: 10,
    messages: 0,
    operations: 0,
    turns: 0,
    now: 0,
    deadline: 0,
  }),
  entry: 'recall',
  invoke: {
    id: 'recorder',
    src: 'record',
    input: ({ context }) => ({ conversationId: context.id }),
    onError: { actions: { type: 'reportFailure', params: ({ event }) => ({ source: 'store', error: event.error }) } },
  },
  on: {
    'user.said': [
      {
        guard: { type: 'isSpoken', params: ({ event }) => event },
        actions: ['readClock', { type: 'hear', params: ({ event }) => event }],
      },
      { guard: { type: 'isRepeated', params: ({ event }) => event } },
      {
        guard: { type: 'isTooLong', params: ({ event }) => event },
        actions: [
          'readClock',
          'countMessage',
          { type: 'notePhrase', params: ({ context }) => tooLongTold(context) },
          'say',
        ],
      },
      { actions: 'reportMalformed' },
    ],
    'user.saying': [
      { guard: 'isWellFormed', actions: { type: 'noteSaying', params: ({ event }) => event } },
      { actions: 'reportMalformed' },
    ],
    'user.fellSilent': { actions: ['readClock', 'noteSilence'] },
    'reply.delivered': [
      {
        guard: { type: 'isOwed', params: ({ event }) => event },
        actions: [
          'readClock',
          { type: 'noteDelivered', params: ({ event }) => event },
          { type: 'settle', params: ({ event: { id } }) => ({ id, as: 'told' }) },
        ],
      },
      { guard: 'isWellFormed' },
      { actions: 'reportMalformed' },
    ],
    'reply.interrupted': [
      {
        guard: 'isWellFormed',
        actions: [
          { type: 'oweAgain', params: ({ event }) => event },
          { type: 'noteHeard', params: ({ event }) => event },
        ],
      },
      { actions: 'reportMalformed' },
    ],
    'session.updated': [
      { guard: 'isWellFormed', actions: { type: 'learn', params: ({ event }) => event } },
      { actions: 'reportMalformed' },
    ],
    'request.enqueue': [
      {
        guard: { type: 'isQueueable', params: ({ event }) => event },
        actions: [
          'readClock',
          { type: 'hearRequest', params: ({ event }) => event },
          { type: 'notePhrase', params: ({ context }) => placeTold(context) },
          'say',
          'showQueue',
        ],
      },
      { guard: { type: 'isRepeated', params: ({ event }) => event } },
      {
        guard: { type: 'isTooLong', params: ({ event }) => event },
        actions: [
          'readClock',
          'countMessage',
          { type: 'notePhrase', params: ({ context }) => tooLongTold(context) },
          'say',
        ],
      },
      {
        guard: { type: 'isUnqueueable', params: ({ event }) => event },
        actions: [
          'readClock',
          'countMessage',
          {
            type: 'notePhrase',
            params: ({ context, event }) => ({
              phrase: 'queueFull',
              id: `message-${context.messages}!`,
              kind: 'answer',
              label: labelOf(event.text),
            }),
          },
          'say',
        ],
      },
      { actions: 'reportMalformed' },
    ],
    'operation.cancel': [
      {
        guard: { type: 'isQueued', params: ({ event }) => event },
        actions: [
          'readClock',
          { type: 'notePhrase', params: ({ context, event }) => cancelTold(context, event) },
          'say',
          { type: 'unqueue', params: ({ event }) => event },
          'showQueue',
        ],
      },
      { guard: 'isWellFormed' },
      { actions: 'reportMalformed' },
    ],
    'confirmation.given': [{ guard: 'isWellFormed' }, { actions: 'reportMalformed' }],
    'work.failed': { actions: { type: 'reportFailure', params: ({ event }) => event } },
  },
  states: {
    idle: {
      description: 'Nobody works. What comes next is chosen here and nowhere else.',
      entry: 'trimTranscript',
      always: [
        { guard: 'hasUnanswered', target: 'engaged', actions: 'takeRequest' },
        { guard: 'hasOwed', target: 'announcing' },
        { guard: 'hasQueued', target: 'engaged', actions: ['takeQueued', 'showQueue'] },
      ],
      on: {
        'request.enqueue': {
          guard: { type: 'isQueueable', params: ({ event }) => event },
          actions: ['readClock', { type: 'hearRequest', params: ({ event }) => event }],
        },
        'reply.interrupted': {
          guard: { type: 'isOwedAgain', params: ({ event }) => event },
          target: 'announcing.interrupted',
          actions: [
            { type: 'oweAgain', params: ({ event }) => event },
            { type: 'noteHeard', params: ({ event }) => event },
          ],
        },
      },
    },
    engaged: {
      description: 'An operation is at work on a request of the user.',
      initial: 'attending',
      invoke: {
        id: 'operation',
        src: 'operation',
        input: ({ context }) => ({
          conversationId: context.id,
          operationId: liveId(context),
          session: context.session,
          history: context.transcript.filter(
            (entry) => entry.turn !== liveId(context) && !isAskedBy(context.operation, entry),
          ),
          request: context.transcript.filter((entry) => isAskedBy(context.operation, entry)),
          wanted: context.operation?.queued?.turnId ? context.operation.queued.label : '',
          granted: context.operation?.granted ?? null,
          repeated: unheardDone(context),
          doubtful: unheardDoubts(context),
        }),
        onDone: [
          {
            guard: { type: 'losesFacts', params: ({ event }) => event.output },
            actions: [
              { type: 'noteOutcome', params: ({ event }) => event.output },
              'composeReply',
              {
                type: 'reportFailure',
                params: {
                  source: 'operation',
                  error: 'the reply of the model lost a fact that its tool declares; the plain result was told',
                },
              },
            ],
          },
          { actions: [{ type: 'noteOutcome', params: ({ event }) => event.output }, 'composeReply'] },
        ],
        onError: {
          actions: [
            'noteCrash',
            'composeReply',
            { type: 'reportFailure', params: ({ event }) => ({ source: 'operation', error: event.error }) },
          ],
        },
      },
      on: {
        'operation.learned': {
          guard: { type: 'isLive', params: ({ event }) => event },
          actions: { type: 'learn', params: ({ event }) => event },
        },
        'operation.acknowledged': {
          guard: { type: 'isLive', params: ({ event }) => event },
          actions: [
            'readClock',
            {
              type: 'noteSaid',
              params: ({ event: { operationId, text } }) => ({
                id: `${operationId}/acknowledgment`,
                kind: 'acknowledgment',
                text,
              }),
            },
            'say',
          ],
        },
        'operation.progressed': {
          guard: { type: 'isLive', params: ({ event }) => event },
          actions: [
            'readClock',
            { type: 'noteRun', params: ({ event }) => event },
            { type: 'showProgress', params: ({ event }) => event },
          ],
        },
      },
      states: {
        attending: {
          description: 'The operation thinks or uses quick tools in the foreground; what the user says is held.',
          always: { guard: 'hasEnded', target: '#conversation.announcing' },
          on: {
            'operation.wentLong': {
              guard: { type: 'isLive', params: ({ event }) => event },
              target: 'accompanied',
              actions: ['goLong', 'showOperation'],
            },
            'operation.cancel': [
              {
                guard: { type: 'isUnstoppable', params: ({ event }) => event },
                actions: [
                  'readClock',
                  { type: 'notePhrase', params: ({ context }) => unstoppableTold(context) },
                  'say',
                ],
              },
              { guard: { type: 'isMeant', params: ({ event }) => event }, actions: 'cancelOperation' },
            ],
            'session.updated': {
              guard: 'isWellFormed',
              actions: [
                { type: 'learn', params: ({ event }) => event },
                { type: 'tellOperation', params: ({ event }) => event },
              ],
            },
          },
        },
        accompanied: {
          description: 'A long tool was accepted. The chat is there from now until the operation has ended.',
          initial: 'operating',
          invoke: {
            id: 'chat',
            src: 'chat',
            input: ({ context }) => ({
              conversationId: context.id,
              operationId: liveId(context),
              session: context.session,
              turns: context.turns,
              history: context.transcript.filter((entry) => !context.unanswered.includes(entry.id)),
              questions: context.transcript.filter((entry) => context.unanswered.includes(entry.id)),
              runs: context.operation?.runs ?? [],
              queue: context.queue,
              longestQueue: context.longestQueue,
            }),
            onDone: [
              { guard: 'mustJoin', target: '#conversation.synthesizing' },
              { target: '#conversation.announcing' },
            ],
            onError: {
              target: 'attending',
              actions: [
                'readClock',
                { type: 'endTurn', params: { aborted: true } },
                { type: 'reportFailure', params: ({ event }) => ({ source: 'chat', error: event.error }) },
              ],
            },
          },
          on: {
            'operation.progressed': {
              guard: { type: 'isLive', params: ({ event }) => event },
              actions: [
                'readClock',
                { type: 'noteRun', params: ({ event }) => event },
                { type: 'showProgress', params: ({ event }) => event },
                { type: 'tellChat', params: ({ event: { run } }) => ({ type: 'operation.progressed', run }) },
              ],
            },
            'operation.learned': {
              guard: { type: 'isLive', params: ({ event }) => event },
              actions: [
                { type: 'learn', params: ({ event }) => event },
                { type: 'tellChat', params: ({ event: { facts } }) => ({ type: 'session.updated', facts }) },
              ],
            },
            'session.updated': {
              guard: 'isWellFormed',
              actions: [
                { type: 'learn', params: ({ event }) => event },
                { type: 'tellChat', params: ({ event }) => event },
              ],
            },
            'reply.interrupted': {
              guard: 'isWellFormed',
              actions: [
                { type: 'oweAgain', params: ({ event }) => event },
                { type: 'noteHeard', params: ({ event }) => event },
                { type: 'tellChat', params: ({ event }) => event },
              ],
            },
            'chat.locked': { actions: ['readClock', { type: 'noteLock', params: ({ event }) => event }] },
            'chat.answered': [
              {
                guard: { type: 'isForLater', params: ({ event }) => event },
                actions: [
                  'readClock',
                  { type: 'noteAnswer', params: ({ event }) => event },
                  { type: 'takeRequests', params: ({ event }) => event },
                  { type: 'noteInterim', params: ({ event }) => event },
                  'say',
                  'showQueue',
                  { type: 'tellChat', params: ({ context }) => ({ type: 'queue.changed', queue: context.queue }) },
                ],
              },
              {
                guard: { type: 'isTurn', params: ({ event }) => event },
                actions: [
                  'readClock',
                  { type: 'noteAnswer', params: ({ event }) => event },
                  { type: 'noteInterim', params: ({ event }) => event },
                  'say',
                ],
              },
            ],
            'request.enqueue': {
              guard: { type: 'isQueueable', params: ({ event }) => event },
              actions: [
                'readClock',
                { type: 'hearRequest', params: ({ event }) => event },
                { type: 'notePhrase', params: ({ context }) => placeTold(context) },
                'say',
                'showQueue',
                { type: 'tellChat', params: ({ context }) => ({ type: 'queue.changed', queue: context.queue }) },
              ],
            },
            'operation.cancel': {
              guard: { type: 'isQueued', params: ({ event }) => event },
              actions: [
                'readClock',
                { type: 'notePhrase', params: ({ context, event }) => cancelTold(context, event) },
                'say',
                { type: 'unqueue', params: ({ event }) => event },
                'showQueue',
                { type: 'tellChat', params: ({ context }) => ({ type: 'queue.changed', queue: context.queue }) },
              ],
            },
            'chat.unlocked': { actions: ['readClock', { type: 'endTurn', params: ({ event }) => event }] },
          },
          states: {
            operating: {
              description: 'The tool runs, or the operation thinks on after it; what the user says goes to the chat.',
              always: { guard: 'hasEnded', target: 'settling' },
              on: {
                'user.said': {
                  guard: { type: 'isSpoken', params: ({ event }) => event },
                  actions: ['readClock', { type: 'hear', params: ({ event }) => event }, 'askChat'],
                },
                'chat.unlocked': {
                  guard: { type: 'isAborted', params: ({ event }) => event },
                  actions: [
                    'readClock',
                    { type: 'endTurn', params: ({ event }) => event },
                    {
                      type: 'notePhrase',
                      params: ({ event }) => ({ phrase: 'putOff', id: `${event.turnId}/later`, kind: 'interim' }),
                    },
                    'say',
                  ],
                },
                'operation.cancel': [
                  {
                    guard: { type: 'isUnstoppable', params: ({ event }) => event },
                    actions: [
                      'readClock',
                      { type: 'notePhrase', params: ({ context }) => unstoppableTold(context) },
                      'say',
                    ],
                  },
                  { guard: { type: 'isMeant', params: ({ event }) => event }, actions: 'cancelOperation' },
                ],
                'session.updated': {
                  guard: 'isWellFormed',
                  actions: [
                    { type: 'learn', params: ({ event }) => event },
                    { type: 'tellOperation', params: ({ event }) => event },
                    { type: 'tellChat', params: ({ event }) => event },
                  ],
                },
              },
            },
            settling: {
              description: 'The result is there. The chat finishes its sentence; one that is silent closes at once.',
              entry: [{ type: 'startTimer', params: { bound: 'secondaryPatience' } }, 'closeChat'],
              always: { guard: 'mustInterrupt', target: 'aborting' },
              after: { secondaryPatience: { target: 'aborting' } },
            },
            aborting: {
              description: 'The chat took too long: it is told to stop, and what it would have said is dropped.',
              entry: ['readClock', 'noteAbort', 'abortChat'],
            },
          },
        },
      },
    },
    synthesizing: {
      description: 'The result and what was said meanwhile become one reply.',
      entry: { type: 'startTimer', params: { bound: 'synthesisTimeout' } },
      invoke: {
        id: 'synthesize',
        src: 'synthesize',
        input: ({ context }) => ({
          conversationId: context.id,
          operationId: liveId(context),
          session: context.session,
          reply: context.reply,
          runs: context.outcome?.runs ?? [],
          interim: context.interim.filter(isJoined),
        }),
        onDone: [
          {
            guard: { type: 'joinLosesFacts', params: ({ event }) => event },
            target: 'announcing',
            actions: {
              type: 'reportFailure',
              params: {
                source: 'synthesis',
                error: 'the joined reply lost a fact that its tool declares; the plain result was told',
              },
            },
          },
          {
            guard: { type: 'isWorded', params: ({ event }) => event },
            target: 'announcing',
            actions: { type: 'noteReply', params: ({ event }) => event },
          },
          { target: 'announcing' },
        ],
        onError: {
          target: 'announcing',
          actions: { type: 'reportFailure', params: ({ event }) => ({ source: 'synthesis', error: event.error }) },
        },
      },
      after: {
        synthesisTimeout: {
          target: 'announcing',
          actions: {
            type: 'reportFailure',
            params: { source: 'synthesis', error: 'the synthesis took too long; the plain result was told' },
          },
        },
      },
    },
    announcing: {
      description: 'An outcome is told, when the user can hear it; until they have, it is owed.',
      initial: 'waiting',
      entry: 'owe',
      on: {
        'reply.delivered': {
          guard: { type: 'isNext', params: ({ event }) => event },
          target: '.told',
          actions: ['readClock', { type: 'noteDelivered', params: ({ event }) => event }],
        },
      },
      states: {
        waiting: {
          description:
            'While the user speaks it waits, unless it may interrupt; what they say then is answered first. What was offered in vain three times is let go.',
          entry: ['readClock', { type: 'startTimer', params: { bound: 'speechTimeout' } }],
          always: [
            {
              guard: 'mustLetGo',
              target: '#conversation.idle',
              actions: [
                'showLetGo',
                { type: 'settle', params: ({ context }) => ({ id: nextOf(context).id, as: 'letGo' }) },
              ],
            },
            { guard: 'mayTell', target: 'speaking' },
            { guard: 'isLong', actions: ['noteTold', 'showOperation', 'finish'] },
            { guard: 'hasEnded', actions: 'finish' },
            {
              guard: 'isSilent',
              target: '#conversation.idle',
              actions: [
                'noteUnheard',
                { type: 'settle', params: ({ context }) => ({ id: nextOf(context).id, as: 'silent' }) },
              ],
            },
            { guard: 'hasUnanswered', target: '#conversation.idle', actions: 'noteUnheard' },
          ],
          on: {
            'user.said': {
              guard: { type: 'isSpoken', params: ({ event }) => event },
              target: '#conversation.idle',
              actions: ['noteUnheard', 'readClock', { type: 'hear', params: ({ event }) => event }],
            },
            'user.saying': {
              guard: 'isWellFormed',
              target: 'waiting',
              reenter: true,
              actions: { type: 'noteSaying', params: ({ event }) => event },
            },
          },
          after: { speechTimeout: { target: 'speaking', actions: ['readClock', 'noteSilence'] } },
        },
        speaking: {
          description: 'The reply is given; what needs a yes of the user is its last sentence.',
          entry: ['offer', 'say', { type: 'startTimer', params: { bound: 'deliveryTimeout' } }],
          always: [
            { guard: 'isLong', actions: ['noteTold', 'showOperation', 'finish'] },
            { guard: 'hasEnded', actions: 'finish' },
            { guard: 'isUnacknowledged', target: 'told' },
          ],
          on: {
            'reply.interrupted': [
              { guard: { type: 'isHeardOut', params: ({ event }) => event }, target: 'told', actions: 'readClock' },
              {
                guard: { type: 'isCutShort', params: ({ event }) => event },
                target: 'told',
                actions: ['readClock', { type: 'noteHeard', params: ({ event }) => event }],
              },
              {
                guard: { type: 'isInterrupted', params: ({ event }) => event },
                target: 'interrupted',
                actions: { type: 'noteHeard', params: ({ event }) => event },
              },
            ],
            'process.restarted': {
              actions: [{ type: 'startTimer', params: { bound: 'deliveryTimeout' } }, 'sayAgain'],
            },
          },
          after: { deliveryTimeout: { target: 'interrupted', actions: 'noteUnheard' } },
        },
        interrupted: {
          description: 'It is still owed. What the user says is answered first.',
          entry: ['readClock', { type: 'startTimer', params: { bound: 'resumePause' } }],
          always: { guard: 'hasUnanswered', target: '#conversation.idle' },
          after: { resumePause: { target: 'waiting' } },
        },
        told: {
          description: 'The user knows. Words said before a question are no answer to it: then it is not waited for.',
          always: [
            { guard: 'mustConfirm', target: '#conversation.awaitingConfirmation' },
            {
              target: '#conversation.idle',
              actions: { type: 'settle', params: ({ context }) => ({ id: nextOf(context).id, as: 'told' }) },
            },
          ],
        },
      },
    },
    awaitingConfirmation: {
      description: 'The user has to say yes to exactly what was told; anything else, and nothing runs.',
      initial: 'listening',
      entry: [
        'readClock',
        { type: 'startTimer', params: { bound: 'confirmationTimeout' } },
        'noteConfirmation',
        'showConfirmation',
        { type: 'settle', params: ({ context }) => ({ id: nextOf(context).id, as: 'told' }) },
      ],
      on: {
        'user.said': {
          guard: { type: 'isTooLong', params: ({ event }) => event },
          target: '.void',
          actions: [
            'readClock',
            'countMessage',
            { type: 'notePhrase', params: ({ context }) => tooLongTold(context) },
            'say',
          ],
        },
        'reply.interrupted': [
          {
            guard: { type: 'isHalfHeard', params: ({ event }) => event },
            target: '#conversation.announcing.interrupted',
            actions: [
              { type: 'oweAgain', params: ({ event }) => event },
              { type: 'noteHeard', params: ({ event }) => event },
              { type: 'showClosed', params: { given: false } },
              'letGo',
            ],
          },
          {
            guard: { type: 'isQuestion', params: ({ event }) => event },
            target: '.void',
            actions: { type: 'noteHeard', params: ({ event }) => event },
          },
        ],
        'operation.cancel': {
          guard: { type: 'isMeant', params: ({ event }) => event },
          target: '.void',
          actions: [
            'readClock',
            {
              type: 'notePhrase',
              params: ({ context }) => ({ phrase: 'declined', id: `${liveId(context)}/declined`, kind: 'answer' }),
            },
            'say',
          ],
        },
      },
      states: {
        listening: {
          description: 'The user has not said anything since.',
          always: { guard: 'hasUnanswered', target: 'interpreting' },
          on: {
            'confirmation.given': {
              guard: { type: 'isToken', params: ({ event }) => event },
              target: '#conversation.engaged',
              actions: ['readClock', 'takeRequest', 'grant', { type: 'showClosed', params: { given: true } }, 'letGo'],
            },
          },
          after: { confirmationTimeout: { target: 'void' } },
        },
        interpreting: {
          description: 'Was that a yes? All the words since the question are judged together.',
          entry: { type: 'startTimer', params: { bound: 'consentTimeout' } },
          invoke: {
            id: 'judge',
            src: 'judge',
            input: ({ context }) => ({
              preview: context.confirmation?.preview ?? '',
              said: contentsOf(context.transcript, context.unanswered),
            }),
            onDone: [
              {
                guard: { type: 'isYes', params: ({ event }) => event },
                target: '#conversation.engaged',
                actions: ['takeRequest', 'grant', { type: 'showClosed', params: { given: true } }, 'letGo'],
              },
              { target: 'void' },
            ],
            onError: {
              target: 'void',
              actions: {
                type: 'reportFailure',
                params: ({ event }) => ({ source: 'confirmation', error: event.error }),
              },
            },
          },
          on: {
            'user.said': {
              guard: { type: 'isSpoken', params: ({ event }) => event },
              target: 'interpreting',
              reenter: true,
              actions: ['readClock', { type: 'hear', params: ({ event }) => event }],
            },
          },
          after: {
            consentTimeout: {
              target: 'void',
              actions: {
                type: 'reportFailure',
                params: { source: 'confirmation', error: 'the judge took too long; it was not taken for a yes' },
              },
            },
          },
        },
        void: {
          description: 'There was no yes, or not in time: nobody may say it any more. What was said is a request.',
          entry: [{ type: 'showClosed', params: { given: false } }, 'letGo'],
          always: { target: '#conversation.idle' },
        },
      },
    },
  },
});

/** How many ids of the app are remembered, and how many characters one may have. */
const REMEMBERED = 200;
const LONGEST_ID = 200;

/** Characters of the name that a request of the app gets. */
const LONGEST_LABEL = 100;

/** A request counts as if it had come so much earlier, in milliseconds: so each is overtaken for a bounded time only. */
const HEAD_START_MS: Record<Priority, number> = { low: -120_000, normal: 0, high: 120_000 };
/** How often a result is offered before it is let go. */
const OFFERS = 3;

/** The timers of this chart. */
export type ConversationBound =
  | 'secondaryPatience'
  | 'synthesisTimeout'
  | 'confirmationTimeout'
  | 'consentTimeout'
  | 'speechTimeout'
  | 'deliveryTimeout'
  | 'resumePause';
type Interruption = { id: string; heard?: string };
type Settled = { id: string; as: ToldOperation['delivery'] };
type Said = { text: string; id?: unknown };
type Words = Pick<Reply, 'id' | 'kind' | 'text'> & { turn?: string };
type Asked = Pick<ChatAnswer, 'turnId' | 'questions' | 'requests'>;
type Requested = Said & { priority?: Priority };
type Cancelled = { operationId?: string };
type ChatNews =
  | { type: 'operation.progressed'; run: RunStatus }
  | { type: 'session.updated'; facts: Facts }
  | { type: 'queue.changed'; queue: QueuedRequest[] }
  | { type: 'reply.interrupted'; id: string; heard?: string };

/** The operation that is live, or has asked the user for a yes. */
function liveId({ operation, confirmation }: Pick<ConversationContext, 'operation' | 'confirmation'>): string {
  return operation?.operationId ?? confirmation?.operationId ?? '';
}

/** The user's words that an operation is about: said to it, or to the chat before it. */
function isAskedBy(operation: LiveOperation | null, { id, role, turn }: Entry): boolean {
  if (operation === null || role !== 'user') return false;
  return turn === operation.operationId || (operation.queued?.messages.includes(id) ?? false);
}

function isRequest({ text, priority }: Requested): boolean {
  return isText(text) && (priority === undefined || Object.hasOwn(HEAD_START_MS, priority));
}

function hasRoom({ queue, longestQueue }: ConversationContext): boolean {
  return queue.length < longestQueue;
}

/** A request with the others: behind all that came before it, head start included. So the order of two never changes. */
export function inLine(queue: QueuedRequest[], request: QueuedRequest): QueuedRequest[] {
  const before = queue.filter((other) => since(other) <= since(request));
  return [...before, request, ...queue.filter((other) => since(other) > since(request))];
}

function since({ at, priority }: QueuedRequest): number {
  return at - HEAD_START_MS[priority];
}

/** The app's request is an entry of the transcript that belongs to the operation it will be. */
function heardRequest(context: ConversationContext, { text, priority = 'normal', id: givenId }: Requested) {
  const id = entryId(givenId) ?? `message-${context.messages + 1}`;
  const operationId = `operation-${context.operations + 1}`;
  const entry = { id, role: 'user', content: text, lane: 'main', turn: operationId, operationId } as const;
  const request = { operationId, label: labelOf(text), messages: [id], turnId: null, priority, at: context.now };
  return {
    messages: context.messages + 1,
    operations: context.operations + 1,
    transcript: [...context.transcript, { ...entry, at: context.now }],
    heard: id === entryId(givenId) ? [...context.heard, id].slice(-REMEMBERED) : context.heard,
    queue: inLine(context.queue, request),
  };
}

/** What a chat turn asks for is queued as far as there is room. */
function queued(context: ConversationContext, { turnId, questions, requests }: Asked) {
  const taken = requests.slice(0, Math.max(0, context.longestQueue - context.queue.length));
  const all = taken.map((request, index) => ({
    ...request,
    operationId: `operation-${context.operations + index + 1}`,
    messages: questions,
    turnId,
    at: context.now,
  }));
  return { operations: context.operations + taken.length, queue: all.reduce(inLine, context.queue) };
}

function labelOf(text: string): string {
  return text
    .slice(0, LONGEST_LABEL)
    .replace(/[\s.!?]+$/u, '')
    .trim();
}

function waiting({ queue }: ConversationContext, operationId: string | undefined): QueuedRequest | undefined {
  return queue.find((request) => request.operationId === operationId);
}

/** That the newest request was noted, and what comes before it. */
function placeTold({ queue, operations }: ConversationContext): FixedPhrase {
  const operationId = `operation-${operations}`;
  const index = queue.findIndex((request) => request.operationId === operationId);
  const label = queue[index]?.label ?? '';
  const turn = operationId;
  return { phrase: 'queued', id: `${operationId}/queued`, kind: 'answer', turn, label, place: index + 1 };
}

function tooLongTold({ messages }: ConversationContext): FixedPhrase {
  return { phrase: 'tooLong', id: `message-${messages}!`, kind: 'answer' };
}

function cancelTold(context: ConversationContext, { operationId }: Cancelled): FixedPhrase {
  const label = waiting(context, operationId)?.label ?? '';
  return { phrase: 'unqueued', id: `${operationId}/cancelled`, kind: 'answer', label };
}

/** The run of the live operation that is going and can't be stopped. */
function unstoppable({ operation, outcome }: ConversationContext): RunStatus | undefined {
  if (outcome !== null) return undefined;
  return operation?.runs.find((run) => run.status === 'running' && run.unstoppable === true);
}

function unstoppableTold(context: ConversationContext): FixedPhrase {
  const label = unstoppable(context)?.label ?? '';
  return {
    phrase: 'unstoppable',
    id: `${liveId(context)}/unstoppable-${context.transcript.length}`,
    kind: 'answer',
    label,
  };
}

/** Who spoke before hearing that something was done may mean the same; who spoke after it wants it again. */
function unheardDone({ done, transcript, operation, announcements }: ConversationContext): string[] {
  const asked = transcript.filter((entry) => isAskedBy(operation, entry));
  if (asked.length === 0) return [];
  const heardLater = done.filter(({ at }) => asked.every((entry) => entry.at <= at)).map(({ sameKey }) => sameKey);
  return [...heardLater, ...announcements.flatMap(({ sameKeys }) => sameKeys)];
}

/** What is told to be done now is remembered with what was before, while anything waits that was said before it. */
function doneBy({ done, queue, unanswered, now }: WhatWaits, sameKeys: string[]): Done[] {
  if (queue.length + unanswered.length === 0) return [];
  return [...done, ...sameKeys.map((sameKey) => ({ sameKey, at: now }))];
}

type WhatWaits = Pick<ConversationContext, 'done' | 'queue' | 'unanswered' | 'now'>;

/** Who spoke before hearing of a doubt has not decided to try again; who pressed a button has. */
function unheardDoubts({ doubts, transcript, operation, announcements }: ConversationContext): string[] {
  const asked = transcript.filter((entry) => isAskedBy(operation, entry));
  const isUnheard = doubts && asked.length > 0 && asked.every(({ at }) => at <= doubts.at);
  return [...(isUnheard ? doubts.tools : []), ...announcements.flatMap(({ doubtful }) => doubtful)];
}

/** The turn that is being answered: not one that was told to stop, nor one that has answered. */
function isOpenTurn({ chatTurn, chatAbort, interim }: ConversationContext, turnId: string): boolean {
  if (turnId !== chatTurn?.turnId || turnId === chatAbort?.turnId) return false;
  return interim.every((told) => told.turnId !== turnId);
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value.trim() !== '';
}

function isKnown({ heard }: ConversationContext, id: unknown): boolean {
  return heard.some((known) => known === entryId(id));
}

/** An app's ids are kept apart from ours; what is no id is none. */
function entryId(id: unknown): string | undefined {
  return typeof id === 'string' && id !== '' && id.length <= LONGEST_ID ? `user/${id}` : undefined;
}

/** How much longer a run probably takes; one that takes longer than expected may take any time. */
export function etaOf({ status, startedAt, expectedMs }: RunStatus, now: number): number | null {
  const rest = startedAt + expectedMs - now;
  return status === 'running' && rest > 0 ? Math.min(rest, expectedMs) : null;
}

function hasResult({ outcome }: ConversationContext): boolean {
  return outcome !== null && outcome.runs.some(({ status }) => status === 'succeeded');
}

function takenUp(transcript: Entry[], ids: string[], by: { turn: string; lane: Lane; operationId: string }): Entry[] {
  return transcript.map((entry) => (ids.includes(entry.id) ? { ...entry, ...by } : entry));
}

function contentsOf(transcript: Entry[], ids: string[]): string[] {
  return transcript.filter(({ id }) => ids.includes(id)).map(({ content }) => content);
}

/** The chat says what is interim; whatever else is said, the operation says. */
function entryOf({ id, kind, text, turn: own }: Words, operationId: string, at: number): Entry {
  const lane = kind === 'interim' ? 'chat' : 'main';
  const turn = own ?? (lane === 'chat' ? id : operationId);
  return { id, role: 'assistant', content: text, lane, kind, turn, operationId, at };
}

/** The transcript with one more line of the agent's. */
export function said(context: ConversationContext, words: Words): Pick<ConversationContext, 'transcript'> {
  return { transcript: [...context.transcript, entryOf(words, liveId(context), context.now)] };
}

/** What is told next. Where nothing is owed, nothing is. */
function nextOf({ announcements: [next] }: Pick<ConversationContext, 'announcements'>): Announcement {
  return next ?? NOTHING;
}

const NOTHING: Announcement = {
  id: '',
  operationId: '',
  kind: 'announcement',
  text: '',
  offer: null,
  delivery: 'whenIdle',
  doubtful: [],
  sameKeys: [],
  offers: 0,
};

function isNext(context: ConversationContext, id: string): boolean {
  const next = nextOf(context);
  return next.id === id && next.offers > 0;
}

function isTellable(isSpeaking: boolean): (announcement: Announcement) => boolean {
  return ({ delivery }) => delivery === 'interrupt' || (delivery === 'whenIdle' && !isSpeaking);
}

function announcementOf(context: Omit<ConversationContext, 'outcome' | 'announcements'>, outcome: OperationOutcome) {
  const operationId = liveId(context);
  return {
    id: `${operationId}!`,
    operationId,
    kind: context.operation?.long ? ('announcement' as const) : ('answer' as const),
    text: context.reply,
    offer: outcome.offer,
    delivery: deliveryOf(outcome),
    doubtful: outcome.doubtful,
    sameKeys: outcome.runs.flatMap(({ status, sameKey }) => (status === 'succeeded' && sameKey ? [sameKey] : [])),
    offers: 0,
  };
}

/** Only a plain success may go untold. */
function deliveryOf(outcome: OperationOutcome | null): Delivery {
  if (!outcome || outcome.runs.length === 0) return 'whenIdle';
  const { runs, status, offer, doubtful } = outcome;
  if (runs.some(({ delivery }) => delivery === 'interrupt')) return 'interrupt';
  const isPlain = status === 'done' && offer === null && doubtful.length === 0;
  const isSilent = runs.every((run) => run.delivery === 'silent' && run.status === 'succeeded');
  return isPlain && isSilent ? 'silent' : 'whenIdle';
}

/** All that is said when it is told. */
function wordsOf({ text, offer }: Announcement): string {
  return [text, offer?.preview ?? ''].join(' ').trim();
}

/** Words of the user before a question was heard make it void; what was never begun to be told is told all the same. */
function withoutQuestion(announcement: Announcement): Announcement[] {
  const { text, offer, offers } = announcement;
  if (offer && text === '' && offers > 0) return [];
  return [{ ...announcement, text: text === '' ? wordsOf(announcement) : text, offer: null }];
}

function offered(context: ConversationContext): Pick<ConversationContext, 'announcements' | 'transcript'> {
  const [next, ...others] = context.announcements;
  if (!next) return { announcements: [], transcript: context.transcript };
  const offers = next.offers + 1;
  const entry = entryOf({ id: next.id, kind: next.kind, text: wordsOf(next) }, next.operationId, context.now);
  const before = context.transcript.filter(({ id, content }) => id !== next.id || content.trim() !== '');
  return {
    announcements: [{ ...next, offers }, ...others],
    transcript: [
      ...before.map((one) => (one.id === next.id ? heardOnly(one) : one)),
      offers > 1 ? { ...entry, offer: offers } : entry,
    ],
  };
}

/** What enters history is what was heard. */
function heardOf(
  { transcript, interim, announcements, longestText }: ConversationContext,
  id: string,
  words: string,
): Pick<ConversationContext, 'transcript' | 'interim'> {
  const heard = words.slice(0, longestText);
  const owed = announcements.find((announcement) => announcement.id === id);
  const unheard = owed && !(isText(heard) && isOnlyAnswer(owed)) ? { unheard: wordsOf(owed) } : {};
  const corrected = entryWith({ transcript }, id);
  if (!corrected) return { transcript, interim };
  return {
    transcript: transcript.map((entry) => (entry === corrected ? { ...entry, content: heard, ...unheard } : entry)),
    interim: interim.map((one) => (one.turnId === id ? { ...one, answer: heard } : one)),
  };
}

/** As far as anybody knows, the user has heard nothing of what is told next. */
function unheardOf(context: ConversationContext): Pick<ConversationContext, 'transcript'> {
  const { id, kind, operationId, ...next } = nextOf(context);
  const unheard = wordsOf(nextOf(context));
  const { transcript, now } = context;
  const blank = { ...entryOf({ id, kind, text: '' }, operationId, now), unheard };
  if (next.offers === 0 && entryWith(context, id)) return { transcript };
  if (next.offers === 0) return { transcript: [...transcript, blank] };
  const spoken = entryWith(context, id);
  return { transcript: transcript.map((entry) => (entry === spoken ? { ...entry, content: '', unheard } : entry)) };
}

function heardOnly({ unheard: _, ...entry }: Entry): Entry {
  return entry;
}

function heardWhole(entry: Entry): Entry {
  return entry.unheard === undefined ? entry : { ...heardOnly(entry), content: entry.unheard };
}

/** An answer that nothing depends on: who cuts it short has heard enough of it. */
function isOnlyAnswer({ kind, offer }: Announcement): boolean {
  return kind === 'answer' && offer === null;
}

function isHearing(heard: unknown): boolean {
  return heard === undefined || typeof heard === 'string';
}

function isAllOf(entry: Entry | undefined, heard: unknown): boolean {
  return typeof heard === 'string' && entry !== undefined && heard.trim().length >= entry.content.trim().length;
}

/** What was told, and turns out not to have been heard; the question at its end is not asked again. */
function owedAgain({ transcript, announcements, confirmation }: ConversationContext, id: string): Announcement[] {
  const entry = entryWith({ transcript }, id);
  const { kind, operationId, content = '', offer = 1 } = entry ?? {};
  const isOwed = announcements.some((announcement) => announcement.id === id);
  if (!kind || !operationId || id !== `${operationId}!` || entry?.unheard !== undefined || isOwed) return [];
  const question = confirmation?.operationId === operationId ? confirmation.preview : '';
  const text = content.endsWith(question) ? content.slice(0, content.length - question.length).trim() : content;
  return text === '' ? [] : [{ ...NOTHING, id, operationId, kind, text, offers: offer }];
}

function mustOweAgain(context: ConversationContext, id: string, heard: unknown): boolean {
  const entry = entryWith(context, id);
  const isEnough = isAllOf(entry, heard) || (entry?.kind === 'answer' && isText(heard));
  return isHearing(heard) && !isEnough && owedAgain(context, id).length > 0;
}

function isCutQuestion(context: ConversationContext, id: string, heard: unknown): boolean {
  const { confirmation } = context;
  return (
    confirmation !== null &&
    id === `${confirmation.operationId}!` &&
    isHearing(heard) &&
    !isAllOf(entryWith(context, id), heard)
  );
}

function settled(
  { announcements, told, doubts, ...context }: ConversationContext,
  id: string,
  as: ToldOperation['delivery'],
): Pick<ConversationContext, 'announcements' | 'told' | 'doubts' | 'done'> {
  const over = announcements.find((announcement) => announcement.id === id);
  return {
    announcements: announcements.filter((announcement) => announcement !== over),
    told: told && told.operationId === over?.operationId ? { ...told, delivery: as } : told,
    doubts: over && over.doubtful.length > 0 ? { tools: over.doubtful, at: context.now } : doubts,
    done: doneBy(context, over?.sameKeys ?? []),
  };
}

function isTurnOpen({ chatTurn }: ConversationContext): boolean {
  return chatTurn !== null && chatTurn.completedAt === null && chatTurn.abortedAt === null;
}

/** What was said to tell how far the work is, or was not heard, is not joined with the result. */
function isJoined({ statusOnly, answer }: Interim): boolean {
  return !statusOnly && answer.trim() !== '';
}

/** The question of what was just told, with a name and an end. */
function confirmationOf(context: ConversationContext): Confirmation | null {
  const { operationId, offer } = nextOf(context);
  if (!offer) return null;
  const { deadline } = context;
  return { ...offer, operationId, token: `${operationId}/${offer.callId}`, expiresAt: deadline };
}

function requested({ confirmation }: ConversationContext): ConversationEmitted {
  const { token = '', operationId = '', tool = '', preview = '', expiresAt = 0 } = confirmation ?? {};
  return { type: 'confirmation.requested', token, operationId, tool, preview, expiresAt };
}

function latestReply({ transcript }: ConversationContext): ConversationEmitted {
  return replyOf(transcript.at(-1));
}

function replyOf(entry: Entry | undefined): ConversationEmitted {
  const { id = '', content = '', lane = 'main', kind = 'answer', operationId = '', offer } = entry ?? {};
  return { type: 'reply', id, text: content, lane, kind, operationId, ...(offer !== undefined && { offer }) };
}

/** What was said under an id; the last time, if it was said again. */
function entryWith({ transcript }: Pick<ConversationContext, 'transcript'>, id: string): Entry | undefined {
  return transcript.findLast((entry) => entry.id === id && entry.role === 'assistant');
}

function latestQuestion({ transcript }: ConversationContext): Entry {
  return transcript.at(-1) ?? ({ id: '', role: 'user', content: '', lane: 'main', at: 0 } satisfies Entry);
}

/** Slow quick tools run side by side: each run stays in its place. */
function withRun(runs: RunStatus[], run: RunStatus): RunStatus[] {
  const isNew = runs.every(({ runId }) => runId !== run.runId);
  return isNew ? [...runs, run] : runs.map((one) => (one.runId === run.runId ? run : one));
}

/** When an operation breaks, nobody can tell what became of a run it had going. */
function crashed(context: ConversationContext): Pick<ConversationContext, 'operation' | 'outcome'> {
  const { operation } = context;
  const runs = (operation?.runs ?? []).map((run) =>
    run.status === 'running' ? { ...run, status: 'unknown' as const, retryAt: null } : run,
  );
  return {
    operation: operation && { ...operation, runs },
    outcome: {
      operationId: liveId(context),
      status: 'failed',
      text: '',
      runs,
      offer: null,
      mayHaveChanged: true,
      doubtful: runs.flatMap(({ tool, status }) => (status === 'unknown' ? [tool] : [])),
    },
  };
}

/** A turn that is over stays as it is: the chat may break after it. */
function ended(turn: ChatTurn, at: 'completedAt' | 'abortedAt', now: number): ChatTurn {
  const isOver = turn.completedAt !== null || turn.abortedAt !== null;
  return isOver ? turn : { ...turn, [at]: now };
}

function toldOf({ operationId, status, runs }: OperationOutcome, at: number): ToldOperation {
  return {
    operationId,
    status,
    delivery: 'owed',
    at,
    runs: runs.map(({ runId, tool, status: outcome }) => ({ runId, tool, outcome })),
  };
}
