import type { conversationMachine } from '../../machines/conversation.ts';
import type { OperationOutcome } from '../../machines/main-operation-protocol.ts';
import type { ChatReport } from '../../machines/secondary-chat-protocol.ts';
import type { ConversationPlace } from './chat-of-conversation.ts';
import { ends, says, type Move } from './moves.ts';
import { runOf } from './run-of.ts';

const say = says<typeof conversationMachine>;

/** What a conversation must not heed: last words of children that are gone, reports of others, words said again. */
export function straysOf(place: ConversationPlace): Move[] {
  return [...strayEnds(place), ...strayReports(place), ...strayWords(place)];
}

function strayEnds({ speaking, context: { operation } }: ConversationPlace): Move[] {
  const late: OperationOutcome = {
    operationId: operation?.operationId ?? 'operation-1',
    status: 'done',
    text: 'Late.',
    runs: [],
    offer: null,
    mayHaveChanged: false,
    doubtful: [],
  };
  const isGone = (child: string) => !speaking.includes(child);
  return [
    ...(isGone('operation') && operation === null ? [ends('operation', 'a late outcome', late)] : []),
    ...(isGone('operation')
      ? []
      : [ends('operation', 'another operation ends', { ...late, operationId: 'operation-0' })]),
    ...(isGone('chat') ? [ends('chat', 'a late end of the chat')] : []),
    ...(isGone('synthesize') ? [ends('synthesize', 'a late synthesis', 'Late.')] : []),
    ...(isGone('judge') ? [ends('judge', 'a late judgement', true)] : []),
  ];
}

/** Reports of other operations, and of turns that are over or never were. */
function strayReports({ speaking, around: { turn }, context }: ConversationPlace): Move[] {
  const { turns, interim, chatTurn } = context;
  const last = `turn-${turns}`;
  return [
    ...reportsOfOther('operation-0'),
    say('a turn that never was is answered', answered('turn-0')),
    say('a turn to come is answered', answered(`turn-${turns + 1}`)),
    ...(interim.some(({ turnId }) => turnId === last) ? [say('a turn is answered again', answered(last))] : []),
    ...(chatTurn && turn !== 'locked' ? [say('a turn that is over is answered', answered(last))] : []),
    ...(turn === 'locked' || turn === 'answered'
      ? [say('a turn is locked again', { type: 'chat.locked', turnId: last, turns })]
      : [say('a turn that is over is unlocked', { type: 'chat.unlocked', turnId: last, aborted: true })]),
    ...(speaking.includes('chat') ? [] : [say('a chat locks late', { type: 'chat.locked', turnId: last, turns })]),
  ];
}

function reportsOfOther(operationId: string): Move[] {
  return [
    say('another operation acknowledges', { type: 'operation.acknowledged', operationId, text: 'I begin.' }),
    say('another operation goes long', { type: 'operation.wentLong', operationId }),
    say('another operation learns', { type: 'operation.learned', operationId, facts: { spoilt: true } }),
    say('another operation has a run', { type: 'operation.progressed', operationId, run: runOf(operationId, 1) }),
  ];
}

function strayWords({ speaking, context: { heard, operations, confirmation } }: ConversationPlace): Move[] {
  const known = heard[0];
  return [
    ...(known
      ? [
          say('it is said again', { type: 'user.said', text: 'Again.', id: known.slice(5) }),
          say('it is wanted again', { type: 'request.enqueue', text: 'Again.', id: known.slice(5) }),
        ]
      : []),
    say('a yes to another question', { type: 'confirmation.given', token: `operation-${operations + 1}/call-9` }),
    say('a yes to an earlier question', { type: 'confirmation.given', token: 'operation-0/call-9' }),
    ...(confirmation
      ? []
      : [say('a yes to nothing', { type: 'confirmation.given', token: `operation-${operations}/call-9` })]),
    say('another operation is cancelled', { type: 'operation.cancel', operationId: `operation-${operations + 1}` }),
    ...(speaking.includes('operation') || confirmation
      ? []
      : [say('nothing is cancelled', { type: 'operation.cancel' })]),
  ];
}

function answered(turnId: string): ChatReport {
  return { type: 'chat.answered', turnId, questions: [], text: 'Late.', statusOnly: false, requests: [] };
}
