import type { conversationMachine } from '../../machines/conversation.ts';
import type { Entry } from '../../machines/messages.ts';
import type { Offer, OperationOutcome } from '../../machines/main-operation-protocol.ts';
import type { Delivery, RunStatus } from '../../machines/tool-run-protocol.ts';
import type { Silence } from '../../src/conversation/check-ins.ts';
import { chatAfter, reportsOf, type Chat, type ConversationPlace } from './chat-of-conversation.ts';
import { chatsEnds, consent, isAwaited, provided, synthesis } from './conversation-world.ts';
import type { World } from './explore-chart.ts';
import { ends, says, timersOf, type Move } from './moves.ts';
import { runOf } from './run-of.ts';
import { isAt } from './seen.ts';

const say = says<typeof conversationMachine>;
const ACKNOWLEDGING = 'with an app that says what was heard';
const MODES: Delivery[] = ['whenIdle', 'interrupt', 'silent'];
const offer: Offer = { callId: 'call-9', tool: 'buy', args: {}, preview: 'It costs 5. Shall I?', session: {} };

/** The agent says by itself how far the work is, once in an operation. */
const silence: Silence = { afterMs: 5, againAfterMs: 5, most: 1, speechTimeout: 3, deliveryTimeout: 3 };

/**
 * A user who is heard speaking and interrupts, and an app that says what was heard, or never does; in a conversation that
 * waits for its word and in one that does not. The first operation is quick, asks, or has a long tool; the second and last is
 * quick.
 */
export const spokenConversationWorld: World<typeof conversationMachine, Chat> = {
  name: 'conversation, spoken',
  machine: provided(silence).provide({
    actions: { trimTranscript: () => {} },
    guards: { isUnacknowledged: ({ context }) => context.id !== ACKNOWLEDGING },
  }),
  inputs: [{ id: 'c' }, { id: ACKNOWLEDGING }],
  essence: ({ snapshot, context, speaking, around: { turn, asked, heard } }) => ({
    id: context.id,
    speaking: speaking.filter((child) => child !== 'recorder'),
    turn,
    asks: [asked.length, heard.length],
    user: context.speaking,
    unanswered: context.unanswered.length,
    operations: context.operations,
    isLong: context.operation?.long ?? null,
    run: context.operation?.runs.map(({ status, delivery }) => [status, delivery]) ?? null,
    outcome: context.outcome !== null,
    offer: context.outcome?.offer !== null,
    talk: context.interim.map(({ answer }) => answer !== ''),
    checkIns: context.operation?.checkedIn?.times,
    isHeard: context.transcript.some(isOfChat),
    isPlaying: isPlaying({ snapshot, context }),
    isAborted: context.chatAbort !== null,
    isAnswering:
      context.chatTurn !== null && context.chatTurn.completedAt === null && context.chatTurn.abortedAt === null,
    owed: context.announcements.map(({ operationId, kind, delivery, offers, ...owed }) => [
      operationId,
      kind,
      delivery,
      offers,
      owed.offer !== null,
      owed.text === '',
      owed.text.endsWith('?'),
    ]),
    said: [1, 2].map((number) => {
      const entry = context.transcript.findLast(({ id }) => id === `operation-${number}!`);
      return (
        entry && [
          entry.kind,
          entry.unheard !== undefined,
          entry.offer,
          entry.content === '',
          (entry.unheard ?? entry.content).endsWith('?'),
          (entry.unheard ?? entry.content).startsWith('It costs'),
        ]
      );
    }),
    asked: context.confirmation?.operationId,
  }),
  moves: (place) => [
    ...words(place),
    ...hearing(place),
    ...heardToItsEnd(place),
    ...operation(place),
    ...reportsOf(place.around, place.context.turns)
      .filter((report) => report.type !== 'chat.answered' || !report.statusOnly)
      .map((event) => say(event.type, event)),
    ...chatsEnds(place),
    ...synthesis(place).slice(0, 1),
    ...consent(place).filter(({ name }) => name === 'it was no yes'),
    ...(isAwaited(place) || isAt(place, 'quiet') ? timersOf(place) : []),
  ],
  strays: ({ context: { operations } }) => [
    say('a reply that never was is heard', { type: 'reply.delivered', id: `operation-${operations + 1}!` }),
    say('a reply that never was is interrupted', { type: 'reply.interrupted', id: `operation-${operations + 1}!` }),
  ],
  remember: chatAfter,
};

function words({ context: { messages, operations, unanswered, interim, speaking } }: ConversationPlace): Move[] {
  const mayAsk = operations + unanswered.length + interim.length < 2;
  return [
    ...(mayAsk ? [say('the user speaks', { type: 'user.said', text: `Words ${messages}.` })] : []),
    say('the user begins to speak', { type: 'user.saying', text: 'Wor' }),
    ...(speaking ? [say('the user falls silent', { type: 'user.fellSilent' })] : []),
    say('the process begins anew', { type: 'process.restarted' }),
  ];
}

function isOfChat({ id }: Entry): boolean {
  return id.startsWith('turn-');
}

/** Whether an answer of the chat was said last, and nobody knows whether it was heard; it matters only while a tool runs. */
function isPlaying(place: Pick<ConversationPlace, 'snapshot' | 'context'>): boolean {
  return isAt(place, 'operating') && place.context.playing.startsWith('turn-');
}

function heardToItsEnd(place: ConversationPlace): Move[] {
  const { playing: id } = place.context;
  return isPlaying(place) ? [say('what the chat says was heard', { type: 'reply.delivered', id })] : [];
}

/** What the app says of the replies of operations, and of the last one of the chat. */
function hearing({ context: { transcript } }: ConversationPlace): Move[] {
  const operations = ['operation-1!', 'operation-2!'].flatMap((id) => {
    const entry = transcript.findLast((one) => one.id === id);
    if (!entry) return [];
    return [
      say(`${id} was heard`, { type: 'reply.delivered', id }),
      say(`${id} was not heard`, { type: 'reply.interrupted', id }),
      say(`${id} was cut short`, { type: 'reply.interrupted', id, heard: 'It' }),
      say(`${id} was interrupted at its end`, { type: 'reply.interrupted', id, heard: entry.unheard ?? entry.content }),
    ];
  });
  const chat = transcript.findLast(isOfChat);
  return chat
    ? [...operations, say('the chat was interrupted', { type: 'reply.interrupted', id: chat.id, heard: '' })]
    : operations;
}

function operation({ speaking, context: { operation: live } }: ConversationPlace): Move[] {
  if (!live || !speaking.includes('operation')) return [];
  const { operationId, runs, long } = live;
  const progressed = (name: string, run: RunStatus) => say(name, { type: 'operation.progressed', operationId, run });
  const [run] = runs;
  const goesLong = say('the operation goes long', { type: 'operation.wentLong', operationId });
  if (run?.status === 'running') {
    const succeeds = progressed('the run succeeds', { ...run, status: 'succeeded', percent: 100 });
    return long ? [succeeds] : [succeeds, goesLong];
  }
  const end = (name: string, outcome: Partial<OperationOutcome>) =>
    ends('operation', name, {
      operationId,
      status: 'done',
      text: 'It is done.',
      runs,
      offer: null,
      mayHaveChanged: false,
      doubtful: [],
      ...outcome,
    });
  if (run && !long) return [goesLong];
  return [
    end('the operation is done', {}),
    ...(run || operationId !== 'operation-1'
      ? []
      : [
          end('the operation asks', { text: '', offer }),
          end('the operation answers, and asks', { offer }),
          ...MODES.map((delivery) =>
            progressed(`a run begins, to be told: ${delivery}`, { ...runOf(operationId, 1), delivery }),
          ),
        ]),
  ];
}
