import {
  assign,
  emit,
  enqueueActions,
  fromCallback,
  fromPromise,
  fromTransition,
  sendTo,
  setup,
  stateIn,
  type EventObject,
} from 'xstate';
import type {
  Asked,
  Cancelled,
  ChatNews,
  ConversationBound,
  ConversationContext,
  Interruption,
  Learned,
  Requested,
  RunNews,
  Said,
  Settled,
  Words,
} from './conversation-context.ts';
import type {
  Announcement,
  ChatTurn,
  Confirmation,
  ConsentInput,
  ConversationEmitted,
  ConversationEvent,
  ConversationInput,
  Done,
  Doubt,
  FailureSource,
  Interim,
  LiveOperation,
  RecorderInput,
  SynthesisInput,
  ToldOperation,
} from './conversation-protocol.ts';
import type { Facts } from './json.ts';
import type { mainOperationMachine } from './main-operation.ts';
import type { Entry, Lane } from './messages.ts';
import type { OperationOutcome } from './main-operation-protocol.ts';
import type { ChatAnswer } from './secondary-chat-protocol.ts';
import type { Delivery, RunStatus } from './tool-run-protocol.ts';
import type { secondaryChatMachine } from './secondary-chat.ts';

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
    hear: assign(({ context }, { text, id: givenId, early }: Said) => {
      const { id, ...counted } = messageWith(context, givenId);
      const number = early ? 0 : counted.messages;
      const entry = { id, role: 'user', content: text, lane: 'main', number, at: context.now } as const;
      return {
        ...counted,
        transcript: [...context.transcript, entry],
        unanswered: [...context.unanswered, id],
        saying: '',
        speaking: false,
        spokenAt: context.now,
      };
    }),
    noteSaying: (_, _words: { text: string }) => {},
    noteSilence: assign(({ context }) => ({ saying: '', speaking: false, spokenAt: context.now })),
    notePlayed: assign(({ context: { playing, now } }, { id }: { id: string }) =>
      id === playing ? { playing: '', spokenAt: now } : {},
    ),
    countMessage: assign(({ context }, { id: givenId }: Said) => {
      const { messages, heard } = messageWith(context, givenId);
      return { messages, heard };
    }),
    learn: assign(({ context }, { facts }: { facts: Facts }) => ({
      session: { ...context.session, ...structuredClone(facts) },
    })),
    takeRequest: assign(({ context }) => {
      const operationId = `operation-${context.operations + 1}`;
      const announcements = context.announcements.flatMap(withoutQuestion);
      return {
        operations: context.operations + 1,
        operation: { operationId, long: false, runs: [] },
        transcript: takenUp(context.transcript, context.unanswered, { turn: operationId, lane: 'main', operationId }),
        unanswered: [],
        announcements,
        told: toldWith(context.told, announcements),
      };
    }),
    hearRequest: (_, _request: Requested) => {},
    takeRequests: (_, _asked: Asked) => {},
    takeQueued: assign(({ context: { queue } }) => {
      const [next, ...others] = queue;
      return {
        queue: others,
        operation: next ? { operationId: next.operationId, long: false, runs: [], queued: next } : null,
      };
    }),
    unqueue: assign(({ context }, { operationId }: Cancelled) => ({
      queue: context.queue.filter((request) => request.operationId !== operationId),
    })),
    grant: assign(({ context: { operation, confirmation, now } }) => ({
      operation: operation && confirmation && { ...operation, granted: { ...confirmation, givenAt: now } },
    })),
    goLong: assign(({ context }) => ({ operation: context.operation && { ...context.operation, long: true } })),
    noteStopping: assign(({ context }) => ({
      operation: context.operation && { ...context.operation, stopping: true as const },
    })),
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
    noteInterim: assign(({ context }, { turnId, text }: ChatAnswer) =>
      said(context, { id: turnId, kind: 'interim', text }),
    ),
    notePutOff: (_, _turn: { turnId: string }) => {},
    awaitSilence: () => {},
    noteCheckIn: () => {},
    noteDeclined: () => {},
    noteTooLong: () => {},
    notePlace: () => {},
    noteRefused: (_, _request: Requested) => {},
    noteUnqueued: (_, _cancelled: Cancelled) => {},
    noteUnstoppable: () => {},
    noteStalled: (_, _news: RunNews) => {},
    noteConfirmation: assign(({ context }) => ({ confirmation: confirmationOf(context) })),
    letGo: assign({ confirmation: null }),
    finish: assign({ operation: null, outcome: null, interim: [], reply: '' }),
    owe: assign(({ context }) => ({ announcements: [...announcementsOf(context), ...context.announcements] })),
    oweAgain: (_, _interruption: Interruption) => {},
    offer: () => {},
    noteHeard: (_, _interruption: Interruption) => {},
    noteUnheard: () => {},
    noteDelivered: (_, _delivered: { id: string }) => {},
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
    showProgress: (_, _news: RunNews) => {},
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
    tellChat: telling<ChatNews>('chat', 'isAccompanied'),
    closeChat: sendTo('chat', { type: 'chat.close' }),
    abortChat: sendTo('chat', { type: 'chat.abort' }),
    tellOperation: telling<Learned>('operation', 'isAtWork'),
    cancelOperation: sendTo('operation', { type: 'operation.cancel' }),
  },
  guards: {
    isAtWork: ({ context }) => context.operation !== null && context.outcome === null,
    isAccompanied: stateIn({ engaged: 'accompanied' }),
    isRepeated: ({ context }, { id }: Said) => isKnown(context, id),
    isSpoken: ({ context }, words: Said) => isFirstSaid(context, words),
    isEarly: ({ context }, words: Said) => words.early === true && isFirstSaid(context, words),
    isTooLong: (_, _said: Said) => false,
    isWellFormed: () => true,
    isQueueable: (_, _request: Requested) => false,
    isQueueFull: (_, _request: Requested) => false,
    isQueued: ({ context }, { operationId }: Cancelled) =>
      context.queue.some((request) => request.operationId === operationId),
    hasQueued: ({ context }) => context.queue.length > 0,
    isStoppable: ({ context }, cancelled: Cancelled) => isMeant(context, cancelled) && !unstoppableRun(context),
    isUnstoppable: ({ context }, cancelled: Cancelled) =>
      isMeant(context, cancelled) && (unstoppableRun(context) !== undefined || deliveryOf(context) === 'silent'),
    mustTellStalled: (_, _news: RunNews) => false,
    hasUnanswered: ({ context }) => context.unanswered.length > 0,
    hasEnded: ({ context }) => context.outcome !== null,
    mustJoin: ({ context }) => context.interim.some(isJoined) && isJoinable(context),
    isQuiet: () => false,
    isDisturbed: () => false,
    mustInterrupt: ({ context }) => isAnswering(context) && deliveryOf(context) === 'interrupt',
    hasOwed: ({ context }) => context.announcements.length > 0,
    mayTell: ({ context: { speaking, announcements } }) => announcements.slice(0, 1).some(isTellable(speaking)),
    isUntold: ({ context }) => nextOf(context).delivery === 'silent',
    isUnacknowledged: () => true,
    isNext: ({ context }, { id }: { id: string }) => isNext(context, id),
    isOwed: ({ context }, { id }: { id: string }) =>
      context.announcements.some((owed) => owed.id === id && owed.offers > 0),
    isPlaying: ({ context }, { id }: { id: string }) => id !== '' && id === context.playing,
    isHeardOut: (_, _interruption: Interruption) => false,
    isHeardEnough: (_, _interruption: Interruption) => false,
    isInterrupted: (_, _interruption: Interruption) => false,
    isOwedAgain: (_, _interruption: Interruption) => false,
    isCutQuestion: (_, _interruption: Interruption) => false,
    isHalfHeard: (_, _interruption: Interruption) => false,
    mustLetGo: ({ context }) => nextOf(context).offers >= OFFERS,
    isLive: ({ context }, { operationId }: { operationId: string }) => operationId === context.operation?.operationId,
    isMeant: ({ context }, cancelled: Cancelled) => isMeant(context, cancelled),
    mustConfirm: ({ context }) =>
      nextOf(context).offer !== null && context.unanswered.length === 0 && isLastWord(context),
    isToken: ({ context }, { token }: { token: string }) => token === context.confirmation?.token,
    /** Whether what the model said lacks a fact that one of the operation's tools declares. */
    losesFacts: (_, _outcome: OperationOutcome) => false,
    /** The same of a joined reply. */
    joinLosesFacts: (_, _joined: { output: string }) => false,
    isYes: (_, { output }: { output: boolean }) => output,
    isLong: ({ context }) => context.operation?.long === true,
    isTurn: ({ context }, { turnId }: { turnId: string }) => mayStillAnswer(context, turnId),
    isForLater: ({ context }, { turnId, requests }: Asked) => mayStillAnswer(context, turnId) && requests.length > 0,
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
    silence: 10_000,
  },
}).createMachine({
  id: 'conversation',
  description: 'Who has the floor: the user, the operation, the chat, or the result.',
  initial: 'idle',
  // cloned, because V8 copies an object of so many keys quickly only where its keys were added one after the other
  context: ({ input }) =>
    structuredClone({
      id: input.id,
      session: input.session ?? {},
      transcript: [],
      saying: '',
      speaking: false,
      spokenAt: 0,
      playing: '',
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
      doubts: [],
      done: [],
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
          { type: 'countMessage', params: ({ event }) => event },
          'noteSilence',
          'noteTooLong',
          'say',
        ],
      },
      { actions: 'reportMalformed' },
    ],
    'user.saying': [
      { guard: 'isWellFormed', actions: ['readClock', { type: 'noteSaying', params: ({ event }) => event }] },
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
      {
        guard: { type: 'isPlaying', params: ({ event }) => event },
        actions: ['readClock', { type: 'notePlayed', params: ({ event }) => event }],
      },
      { guard: 'isWellFormed' },
      { actions: 'reportMalformed' },
    ],
    'reply.interrupted': [
      {
        guard: 'isWellFormed',
        actions: [
          'readClock',
          { type: 'notePlayed', params: ({ event }) => event },
          { type: 'oweAgain', params: ({ event }) => event },
          { type: 'noteHeard', params: ({ event }) => event },
          { type: 'tellChat', params: ({ event }) => event },
        ],
      },
      { actions: 'reportMalformed' },
    ],
    'session.updated': [
      {
        guard: 'isWellFormed',
        actions: [
          { type: 'learn', params: ({ event }) => event },
          { type: 'tellOperation', params: ({ event }) => event },
          { type: 'tellChat', params: ({ event }) => event },
        ],
      },
      { actions: 'reportMalformed' },
    ],
    'request.enqueue': [
      {
        guard: { type: 'isQueueable', params: ({ event }) => event },
        actions: [
          'readClock',
          { type: 'hearRequest', params: ({ event }) => event },
          'notePlace',
          'say',
          'showQueue',
          { type: 'tellChat', params: ({ context }) => ({ type: 'queue.changed', queue: context.queue }) },
        ],
      },
      { guard: { type: 'isRepeated', params: ({ event }) => event } },
      {
        guard: { type: 'isTooLong', params: ({ event }) => event },
        actions: ['readClock', { type: 'countMessage', params: ({ event }) => event }, 'noteTooLong', 'say'],
      },
      {
        guard: { type: 'isQueueFull', params: ({ event }) => event },
        actions: [
          'readClock',
          { type: 'countMessage', params: ({ event }) => event },
          { type: 'noteRefused', params: ({ event }) => event },
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
          { type: 'noteUnqueued', params: ({ event }) => event },
          'say',
          { type: 'unqueue', params: ({ event }) => event },
          'showQueue',
          { type: 'tellChat', params: ({ context }) => ({ type: 'queue.changed', queue: context.queue }) },
        ],
      },
      {
        guard: { type: 'isUnstoppable', params: ({ event }) => event },
        actions: ['readClock', 'noteUnstoppable', 'say'],
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
          queue: context.queue,
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
          actions: [
            { type: 'learn', params: ({ event }) => event },
            { type: 'tellChat', params: ({ event: { facts } }) => ({ type: 'session.updated', facts }) },
          ],
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
            { type: 'tellChat', params: ({ event: { run } }) => ({ type: 'operation.progressed', run }) },
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
            'operation.cancel': {
              guard: { type: 'isStoppable', params: ({ event }) => event },
              actions: ['noteStopping', 'cancelOperation'],
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
            'chat.unlocked': { actions: ['readClock', { type: 'endTurn', params: ({ event }) => event }] },
          },
          states: {
            operating: {
              description: 'The tool runs, or the operation thinks on after it; what the user says goes to the chat.',
              initial: 'talking',
              always: { guard: 'hasEnded', target: 'settling' },
              on: {
                'user.said': {
                  guard: { type: 'isSpoken', params: ({ event }) => event },
                  actions: ['readClock', { type: 'hear', params: ({ event }) => event }, 'askChat'],
                },
                'operation.progressed': {
                  guard: { type: 'mustTellStalled', params: ({ event }) => event },
                  actions: [
                    'readClock',
                    { type: 'noteRun', params: ({ event }) => event },
                    { type: 'showProgress', params: ({ event }) => event },
                    { type: 'tellChat', params: ({ event: { run } }) => ({ type: 'operation.progressed', run }) },
                    { type: 'noteStalled', params: ({ event }) => event },
                    'say',
                  ],
                },
                'chat.unlocked': {
                  guard: { type: 'isAborted', params: ({ event }) => event },
                  actions: [
                    'readClock',
                    { type: 'endTurn', params: ({ event }) => event },
                    { type: 'notePutOff', params: ({ event }) => event },
                    'say',
                  ],
                },
                'operation.cancel': {
                  guard: { type: 'isStoppable', params: ({ event }) => event },
                  actions: ['noteStopping', 'cancelOperation'],
                },
              },
              states: {
                talking: {
                  description: 'There is talk, or nothing to be said by itself.',
                  always: { guard: 'isQuiet', target: 'quiet' },
                },
                quiet: {
                  description: 'Nobody says anything. If that lasts, the agent says by itself how far the work is.',
                  entry: 'awaitSilence',
                  always: { guard: 'isDisturbed', target: 'talking' },
                  after: {
                    silence: { target: 'talking', actions: ['readClock', 'noteSilence', 'noteCheckIn', 'say'] },
                  },
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
              guard: 'isUntold',
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
                guard: { type: 'isHeardEnough', params: ({ event }) => event },
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
        'user.said': [
          {
            guard: { type: 'isTooLong', params: ({ event }) => event },
            target: '.void',
            actions: [
              'readClock',
              { type: 'countMessage', params: ({ event }) => event },
              'noteSilence',
              'noteTooLong',
              'say',
            ],
          },
          {
            guard: { type: 'isEarly', params: ({ event }) => event },
            target: '.void',
            actions: ['readClock', { type: 'hear', params: ({ event }) => event }],
          },
        ],
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
            guard: { type: 'isCutQuestion', params: ({ event }) => event },
            target: '.void',
            actions: { type: 'noteHeard', params: ({ event }) => event },
          },
        ],
        'confirmation.given': {
          guard: { type: 'isToken', params: ({ event }) => event },
          target: '#conversation.engaged',
          actions: ['readClock', 'takeRequest', 'grant', { type: 'showClosed', params: { given: true } }, 'letGo'],
        },
        'operation.cancel': {
          guard: { type: 'isMeant', params: ({ event }) => event },
          target: '.void',
          actions: ['readClock', 'noteDeclined', 'say'],
        },
      },
      states: {
        listening: {
          description: 'The user has not said anything since.',
          always: { guard: 'hasUnanswered', target: 'interpreting' },
          after: { confirmationTimeout: { target: 'void' } },
        },
        interpreting: {
          description:
            'Was that a yes? All the words since the question are judged together; a button pressed after them is one.',
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

/** Tells a child news, if it is there. */
function telling<News extends EventObject>(child: 'chat' | 'operation', isThere: IsThere) {
  type Guard = { type: IsThere; params: unknown };
  return enqueueActions<
    ConversationContext,
    ConversationEvent,
    News,
    ConversationEvent,
    never,
    never,
    Guard,
    never,
    ConversationEmitted
  >(({ check, enqueue }, news) => {
    if (check(isThere)) enqueue.sendTo(child, news);
  });
}

type IsThere = 'isAccompanied' | 'isAtWork';

/** How many ids of the app are remembered, and how many characters one may have. */
const REMEMBERED = 200;
const LONGEST_ID = 200;

/** How often a result is offered before it is let go. */
const OFFERS = 3;

/** The operation that is live, or has asked the user for a yes. */
export function liveId({ operation, confirmation }: Pick<ConversationContext, 'operation' | 'confirmation'>): string {
  return operation?.operationId ?? confirmation?.operationId ?? '';
}

/** The user's words that an operation is about: said to it, or to the chat before it. */
function isAskedBy(operation: LiveOperation | null, { id, role, turn }: Entry): boolean {
  if (operation === null || role !== 'user') return false;
  return turn === operation.operationId || (operation.queued?.messages.includes(id) ?? false);
}

/** Who says no to a question right after their yes means what that has begun. */
function isMeant(context: ConversationContext, { operationId }: Cancelled): boolean {
  if (operationId === undefined || operationId === liveId(context)) return true;
  return operationId === context.operation?.granted?.operationId;
}

/** The run of the live operation that is going and can't be stopped. */
export function unstoppableRun({ operation, outcome }: ConversationContext): RunStatus | undefined {
  if (outcome !== null) return undefined;
  return operation?.runs.find((run) => run.status === 'running' && run.unstoppable === true);
}

/** Who spoke before hearing that something was done may mean the same; who spoke after it wants it again. */
function unheardDone({ done, transcript, operation, announcements }: ConversationContext): string[] {
  const asked = transcript.filter((entry) => isAskedBy(operation, entry));
  if (asked.length === 0) return [];
  const heardLater = done.filter((one) => asked.every(isSaidBefore(one))).map(({ sameKey }) => sameKey);
  return [...heardLater, ...announcements.flatMap(({ sameKeys }) => sameKeys)];
}

/** Whether a message was said before the user was told. */
function isSaidBefore({ after }: Doubt | Done): (entry: Entry) => boolean {
  return ({ number = 0 }) => number <= after;
}

/** Who spoke before hearing of a doubt has not decided to try again; who pressed a button has. */
function unheardDoubts({ doubts, transcript, operation, announcements }: ConversationContext): string[] {
  const asked = transcript.filter((entry) => isAskedBy(operation, entry));
  if (asked.length === 0) return announcements.flatMap(({ doubtful }) => doubtful);
  const heardLater = doubts.filter((one) => asked.every(isSaidBefore(one))).map(({ tool }) => tool);
  return [...heardLater, ...announcements.flatMap(({ doubtful }) => doubtful)];
}

/** The turn that is being answered: not one that was told to stop, nor one that has answered. */
function mayStillAnswer({ chatTurn, chatAbort, interim }: ConversationContext, turnId: string): boolean {
  if (turnId !== chatTurn?.turnId || turnId === chatAbort?.turnId) return false;
  return interim.every((told) => told.turnId !== turnId);
}

/** Whether something is a text that says something. */
export function isText(value: unknown): boolean {
  return typeof value === 'string' && value.trim() !== '';
}

/** Whether somebody says something, and for the first time. */
export function isFirstSaid(context: ConversationContext, { text, id }: Said): boolean {
  return isText(text) && !isKnown(context, id);
}

/** Whether the app has sent something under this id before. */
export function isKnown({ heard }: ConversationContext, id: unknown): boolean {
  return heard.some((known) => known === entryId(id));
}

/** The id of the next message, which the app may give. */
export function messageWith({ messages, heard }: ConversationContext, givenId: unknown) {
  const given = entryId(givenId);
  return {
    id: given ?? `message-${messages + 1}`,
    messages: messages + 1,
    heard: given === undefined ? heard : [...heard, given].slice(-REMEMBERED),
  };
}

/** An app's ids are kept apart from ours; what is no id is none. */
export function entryId(id: unknown): string | undefined {
  return typeof id === 'string' && id !== '' && id.length <= LONGEST_ID ? `user/${id}` : undefined;
}

/** Whether there is a result to be joined, and nothing that has to be told in fixed words: those could be lost. */
function isJoinable(context: ConversationContext): boolean {
  const { outcome } = context;
  if (outcome === null || outcome.doubtful.length > 0 || deliveryOf(context) === 'silent') return false;
  const { status, runs, mayHaveChanged } = outcome;
  const isPlain = runs.every((run) => run.status === 'succeeded') && !mayHaveChanged;
  return runs.some((run) => run.status === 'succeeded') && (status === 'done' || (status === 'failed' && isPlain));
}

function takenUp(transcript: Entry[], ids: string[], by: { turn: string; lane: Lane; operationId: string }): Entry[] {
  return transcript.map((entry) => (ids.includes(entry.id) ? { ...entry, ...by } : entry));
}

function contentsOf(transcript: Entry[], ids: string[]): string[] {
  return transcript.filter(({ id }) => ids.includes(id)).map(({ content }) => content);
}

/** The chat says what is interim; whatever else is said, the operation says. */
export function entryOf({ id, kind, text, turn: own }: Words, operationId: string, at: number): Entry {
  const lane = kind === 'interim' ? 'chat' : 'main';
  const turn = own ?? (lane === 'chat' ? id : operationId);
  return { id, role: 'assistant', content: text, lane, kind, turn, operationId, at };
}

/** What changes when the agent says one more line. */
export function said(
  context: ConversationContext,
  words: Words,
): Pick<ConversationContext, 'transcript' | 'spokenAt' | 'playing'> {
  const { transcript, now } = context;
  return { transcript: [...transcript, entryOf(words, liveId(context), now)], spokenAt: now, playing: words.id };
}

/** Whether nobody has said anything since what is told now. */
function isLastWord({ announcements, transcript }: ConversationContext): boolean {
  return transcript.at(-1)?.id === nextOf({ announcements }).id;
}

/** What is told next. Where nothing is owed, nothing is. */
export function nextOf({ announcements: [next] }: Pick<ConversationContext, 'announcements'>): Announcement {
  return next ?? NO_ANNOUNCEMENT;
}

/** No announcement at all. */
export const NO_ANNOUNCEMENT: Announcement = {
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

/** Whether this is the outcome that is being told. */
export function isNext(context: ConversationContext, id: string): boolean {
  const next = nextOf(context);
  return next.id === id && next.offers > 0;
}

function isTellable(isSpeaking: boolean): (announcement: Announcement) => boolean {
  return ({ delivery }) => delivery === 'interrupt' || (delivery === 'whenIdle' && !isSpeaking);
}

function announcementsOf(context: ConversationContext): Announcement[] {
  const { operation, outcome, reply: text } = context;
  if (outcome === null) return [];
  const operationId = liveId(context);
  return [
    {
      id: `${operationId}!`,
      operationId,
      kind: operation?.long ? 'announcement' : 'answer',
      text,
      offer: outcome.offer,
      delivery: deliveryOf(context),
      doubtful: outcome.doubtful,
      sameKeys: outcome.runs.flatMap(({ status, sameKey }) => (status === 'succeeded' && sameKey ? [sameKey] : [])),
      offers: 0,
    },
  ];
}

/** Only a plain success may go untold, and only to whoever did not want it stopped. */
function deliveryOf(context: ConversationContext): Delivery {
  const { outcome } = context;
  if (!outcome || outcome.runs.length === 0) return 'whenIdle';
  const { runs, status, offer, doubtful, others } = outcome;
  // what somebody is saying must not become the answer to a question
  if (offer === null && runs.some(({ delivery }) => delivery === 'interrupt')) return 'interrupt';
  const isPlain = status === 'done' && offer === null && doubtful.length === 0 && !others;
  const isSilent = runs.every((run) => run.delivery === 'silent' && run.status === 'succeeded');
  return isPlain && isSilent && !isPromised(context) ? 'silent' : 'whenIdle';
}

/** Whether the user was told that it can't be stopped, and that they will hear how it went. */
function isPromised(context: ConversationContext): boolean {
  return context.transcript.some(({ id }) => id.startsWith(unstoppableId(liveId(context))));
}

/** The beginning of the id under which the user is told that an operation can't be stopped. */
export function unstoppableId(operationId: string): string {
  return `${operationId}/unstoppable-`;
}

/** All that is said when it is told. */
export function wordsOf({ text, offer }: Announcement): string {
  return [text, offer?.preview ?? ''].join(' ').trim();
}

/** Words of the user before a question was heard make it void; what was never begun to be told is told all the same. */
function withoutQuestion(announcement: Announcement): Announcement[] {
  const { text, offer, offers } = announcement;
  if (offer && text === '' && offers > 0) return [];
  return [{ ...announcement, text: text === '' ? wordsOf(announcement) : text, offer: null }];
}

/** The question that was made void is told no more. */
function toldWith(told: ToldOperation | null, announcements: Announcement[]): ToldOperation | null {
  const isOwed = announcements.some(({ operationId }) => operationId === told?.operationId);
  return told?.delivery === 'owed' && !isOwed ? { ...told, delivery: 'letGo' } : told;
}

function settled(
  { announcements, told, doubts, done, queue, unanswered, messages: after }: ConversationContext,
  id: string,
  as: ToldOperation['delivery'],
): Pick<ConversationContext, 'announcements' | 'told' | 'doubts' | 'done'> {
  const over = announcements.find((announcement) => announcement.id === id);
  const isWaiting = queue.length + unanswered.length > 0;
  return {
    announcements: announcements.filter((announcement) => announcement !== over),
    told: told && told.operationId === over?.operationId ? { ...told, delivery: as } : told,
    doubts: [...(isWaiting ? doubts : []), ...(over?.doubtful ?? []).map((tool) => ({ tool, after }))],
    done: [...(isWaiting ? done : []), ...(over?.sameKeys ?? []).map((sameKey) => ({ sameKey, after }))],
  };
}

/** Whether the chat is at an answer. */
export function isAnswering({ chatTurn }: Pick<ConversationContext, 'chatTurn'>): boolean {
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
export function entryWith({ transcript }: Pick<ConversationContext, 'transcript'>, id: string): Entry | undefined {
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
