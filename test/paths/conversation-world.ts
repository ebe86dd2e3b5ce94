import { assign } from 'xstate';
import type { conversationMachine } from '../../machines/conversation.ts';
import type { ConversationEvent } from '../../machines/conversation-protocol.ts';
import type { Offer, OperationOutcome } from '../../machines/main-operation-protocol.ts';
import type { ChatAnswer } from '../../machines/secondary-chat-protocol.ts';
import type { RunStatus } from '../../machines/tool-run-protocol.ts';
import type { Silence } from '../../src/conversation/check-ins.ts';
import { pureConversation } from '../../src/conversation/pure-conversation.ts';
import { estimateTokens } from '../../src/messages/count-tokens.ts';
import { DEFAULT_PHRASES } from '../../src/phrases.ts';
import { chatAfter, reportsOf, type Chat, type ConversationPlace } from './chat-of-conversation.ts';
import { straysOf } from './conversation-strays.ts';
import { valueOf, type World } from './explore-chart.ts';
import { breaksOf, ends, says, timersOf, type Move } from './moves.ts';
import { runOf } from './run-of.ts';
import { upToTwo } from './up-to-two.ts';

/** How much there may be here: one request at most waits. */
export const room = { history: 2, tokens: 1000, text: 8_000, queue: 1 };
const say = says<typeof conversationMachine>;

/** More than a user may say. */
const TOO_MUCH = 'x'.repeat(8_001);

/** Words in which the fact of a run that succeeded, that it is blue, is missing. */
const LOSSY = 'Here you are.';

/** The chart with its slots filled as the work fills them; each look at the clock is a moment later. */
export function provided(silence?: Silence): typeof conversationMachine {
  return pureConversation({ phrases: DEFAULT_PHRASES, limits: room, count: estimateTokens, silence }).provide({
    actions: {
      readClock: assign(({ context }) => ({ now: context.now + 1 })),
    },
  });
}

/**
 * A user who says anything at any time, yes and no and too much among it, an operation that reports and ends in every
 * way, a chat that keeps to what the chart of the chat was seen to keep to, a judge, and an app that cancels, brings a
 * yes, wants something afterwards, and sends events of wrong shapes. One request at most may wait here.
 *
 * Guards ask whether there are words unanswered, an outcome, a success in it, talk beyond the status, and
 * whether a report is of the live operation and of the turn that is open, whether something waits, whether what runs
 * can be stopped, and whether the user was told that it has stalled. Ids are only compared: how high they
 * have counted is not in the essence.
 */
export const conversationWorld: World<typeof conversationMachine, Chat> = {
  // who is heard speaking, and what they hear, is a world of its own
  machine: provided().provide({
    actions: { noteSaying: assign((_, { text }: { text: string }) => ({ saying: text })) },
  }),
  inputs: [{ id: 'c' }],
  essence: ({ context, speaking, around: { turn, asked, heard } }) => ({
    speaking: speaking.filter((child) => child !== 'recorder'),
    turn,
    asked: upToTwo(asked),
    heard: upToTwo(heard),
    others: upToTwo(context.unanswered.filter((id) => ![...asked, ...heard].includes(id))),
    isLong: context.operation?.long ?? null,
    queue: context.queue.length,
    isRunning: context.operation?.runs.some(({ status }) => status === 'running') ?? null,
    isUnstoppable:
      context.operation?.runs.some(({ status, unstoppable }) => status === 'running' && unstoppable) ?? null,
    hasSucceeded: context.operation?.runs.some(({ status }) => status === 'succeeded') ?? null,
    offer: Boolean(context.outcome?.offer),
    outcome: context.outcome && context.outcome.runs.some(({ status }) => status === 'succeeded'),
    talk: context.interim.some(({ statusOnly }) => !statusOnly),
    statusTalk: context.interim.some(({ statusOnly }) => statusOnly),
    isAborted: context.chatAbort !== null,
    isStallTold: context.operation?.runs.some(
      ({ runId, status }) => status === 'running' && context.transcript.some(({ id }) => id === `${runId}/stalled`),
    ),
  }),
  moves: (place) => [
    ...words(place),
    ...operationsReports(place),
    ...operationsEnds(place),
    ...reportsOf(place.around, place.context.turns).map((event) => say(nameOf(event), event)),
    ...chatsEnds(place),
    ...synthesis(place),
    ...consent(place),
    say('work fails', { type: 'work.failed', source: 'chat', error: 'boom' }),
    ...breaksOf(place),
    ...(isAwaited(place) ? timersOf(place) : []),
  ],
  strays: straysOf,
  remember: chatAfter,
};

const malformed = [
  { type: 'user.saying', text: 7 },
  { type: 'reply.delivered', id: 7 },
  { type: 'reply.interrupted', id: 'turn-1', heard: 7 },
  { type: 'session.updated', facts: 'verified' },
  { type: 'operation.cancel', operationId: 7 },
  { type: 'request.enqueue', text: 7 },
  { type: 'request.enqueue', text: 'My bill.', priority: 'highest' },
  { type: 'confirmation.given', token: 7 },
].map((event) => say(`${event.type} has a wrong shape`, event as unknown as ConversationEvent));

export function consent({ speaking, context: { confirmation, messages } }: ConversationPlace): Move[] {
  const early = { type: 'user.said', text: `Words ${messages}.`, id: String(messages), early: true } as const;
  return [
    ...(confirmation
      ? [
          say('the app brings the yes', { type: 'confirmation.given', token: confirmation.token }),
          say('the user has spoken before the question was heard', early),
        ]
      : []),
    ...(speaking.includes('judge') ? [ends('judge', 'it was a yes', true), ends('judge', 'it was no yes', false)] : []),
  ];
}

function nameOf(event: ConversationEvent): string {
  const { type, aborted, statusOnly, requests } = event as Partial<ChatAnswer> & { type: string; aborted?: boolean };
  const marks = [aborted && ', aborted', statusOnly && ', of the status', requests?.length && ', for afterwards'];
  return `${type}${marks.filter(Boolean).join('')}`;
}

function words({ context: { messages, operation, queue } }: ConversationPlace): Move[] {
  return [
    say('the user speaks', { type: 'user.said', text: `Words ${messages}.`, id: String(messages) }),
    say('the user says nothing', { type: 'user.said', text: ' ' }),
    say('the user says too much', { type: 'user.said', text: TOO_MUCH }),
    say('the user falls silent', { type: 'user.fellSilent' }),
    say('the user seems to be speaking', { type: 'user.saying', text: 'Wor' }),
    say('the app has news', { type: 'session.updated', facts: { verified: true } }),
    ...malformed,
    say('the app wants something afterwards', { type: 'request.enqueue', text: 'My bill.' }),
    say('the app wants too much afterwards', { type: 'request.enqueue', text: TOO_MUCH }),
    ...queue.map(({ operationId }, index) =>
      say(`the user cancels what waits as number ${index + 1}`, { type: 'operation.cancel', operationId }),
    ),
    say('the user cancels', { type: 'operation.cancel' }),
    ...(operation
      ? [say('the user cancels this', { type: 'operation.cancel', operationId: operation.operationId })]
      : []),
  ];
}

function operationsReports({ speaking, context: { operation } }: ConversationPlace): Move[] {
  if (!operation || !speaking.includes('operation')) return [];
  const { operationId, runs } = operation;
  const newest = runs.at(-1);
  const progressed = (name: string, run: RunStatus) => say(name, { type: 'operation.progressed', operationId, run });
  return [
    say('the operation acknowledges', { type: 'operation.acknowledged', operationId, text: 'I begin.' }),
    say('the operation goes long', { type: 'operation.wentLong', operationId }),
    say('the operation learns', { type: 'operation.learned', operationId, facts: { verified: true } }),
    ...(newest?.status === 'running'
      ? [
          progressed('the run goes on', { ...newest, percent: newest.percent + 1 }),
          progressed('the run has stalled', { ...newest, stalled: true }),
          progressed('the run succeeds', { ...newest, status: 'succeeded', percent: 100, facts: ['blue'] }),
          progressed('the run fails', { ...newest, status: 'failed' }),
        ]
      : [
          progressed('a run begins', runOf(operationId, runs.length + 1)),
          // one place will do: it is about nothing else that happens
          ...(newest?.status === 'succeeded'
            ? [
                progressed('a run begins that nobody can stop', {
                  ...runOf(operationId, runs.length + 1),
                  unstoppable: true,
                }),
              ]
            : []),
        ]),
  ];
}

/** An operation ends when it has no run going, and its outcome has the runs it has told. */
function operationsEnds({ speaking, context: { operation } }: ConversationPlace): Move[] {
  if (!operation || !speaking.includes('operation')) return [];
  const { operationId, runs } = operation;
  if (runs.some(({ status }) => status === 'running')) return [];
  const nameOf = (status: OperationOutcome['status'], text: string, offer: Offer | null) => {
    const words = text === '' ? ' without a word' : '';
    const loss = text === LOSSY ? ' without its fact' : '';
    return `the operation is ${status}${words}${loss}${offer ? ', and asks' : ''}`;
  };
  const end = (status: OperationOutcome['status'], text = '', mayHaveChanged = false, offer: Offer | null = null) =>
    ends('operation', nameOf(status, text, offer), {
      operationId,
      status,
      text,
      runs,
      offer,
      mayHaveChanged,
      doubtful: mayHaveChanged ? ['buy'] : [],
    });
  const offer = { callId: 'call-9', tool: 'buy', args: { plan: 'P-1' }, preview: 'It costs 5. Shall I?', session: {} };
  return [
    end('done', 'Here you are, in blue.'),
    ...(runs.some(({ status }) => status === 'succeeded') ? [end('done', LOSSY)] : []),
    end('done'),
    end('done', '', false, offer),
    end('failed'),
    end('failed', 'x', true),
    end('cancelled'),
  ];
}

/** A timer runs out where something is waited for: what a chat can say at once, it says before. */
export function isAwaited({ speaking, around }: ConversationPlace): boolean {
  return around.turn === 'locked' || !speaking.includes('chat');
}

/** A chat closes when it is asked to, and no turn of it is open. */
export function chatsEnds(place: ConversationPlace): Move[] {
  const { speaking, around } = place;
  const isOpen = around.turn === 'locked' || around.turn === 'answered';
  return speaking.includes('chat') && isClosing(place) && !isOpen ? [ends('chat', 'the chat closes')] : [];
}

function isClosing(place: ConversationPlace): boolean {
  return /settling|aborting/.test(JSON.stringify(valueOf(place)));
}

export function synthesis({ speaking }: ConversationPlace): Move[] {
  if (!speaking.includes('synthesize')) return [];
  return [
    ends('synthesize', 'it is joined', 'Both in one, and blue.'),
    ends('synthesize', 'it is joined without its fact', LOSSY),
    ends('synthesize', 'it is joined without a word', ' '),
  ];
}
