import type { conversationMachine } from '../../machines/conversation.ts';
import type { ChatReport } from '../../machines/secondary-chat-protocol.ts';
import { valueOf, type Place, type World } from './explore-chart.ts';

/**
 * The chat as the conversation meets it: what it has heard, and what of its turn it has told.
 *
 * `taken` is a turn that was begun and not yet told: the report of it is on its way.
 */
export type Chat = {
  turn: 'none' | 'taken' | 'locked' | 'answered';
  /** The ids of the questions of this turn, until they are answered. */
  asked: string[];
  /** The ids of those that wait for the next. */
  heard: string[];
};

/** Where a conversation may stand, and its chat. */
export type ConversationPlace = Place<typeof conversationMachine, Chat>;

/** No chat, or one that has nothing to do. */
const NO_CHAT: Chat = { turn: 'none', asked: [], heard: [] };

/** What a chat may report next: each turn is locked, perhaps answered, and unlocked, and then the next begins. */
export function reportsOf({ turn, asked }: Chat, turns: number): ChatReport[] {
  const turnId = `turn-${turns}`;
  const answer = { type: 'chat.answered', turnId, questions: asked, text: 'Yes.', statusOnly: false } as const;
  if (turn === 'none') return [];
  if (turn === 'taken') return [{ type: 'chat.locked', turnId: `turn-${turns + 1}`, turns: turns + 1 }];
  if (turn === 'answered') return [{ type: 'chat.unlocked', turnId, aborted: false }];
  return [
    { ...answer, requests: [] },
    { ...answer, statusOnly: true, requests: [] },
    { ...answer, requests: [{ label: 'the garage', priority: 'normal' }] },
    { type: 'chat.unlocked', turnId, aborted: true },
  ];
}

/** The chat after a step of the conversation. It takes all it has heard as one turn, unless it is closing. */
export const chatAfter: World<typeof conversationMachine, Chat>['remember'] = ({ from, move, deeds }, to) => {
  if (!to.speaking.includes('chat')) return NO_CHAT;
  const before = from?.speaking.includes('chat') ? told(from.around, move.event) : NO_CHAT;
  const heard = [...before.heard, ...deeds.flatMap(questionsIn)];
  const mayTake = before.turn === 'none' && heard.length > 0 && JSON.stringify(valueOf(to)).includes('operating');
  return mayTake ? { turn: 'taken', asked: heard, heard: [] } : { ...before, heard };
};

function told(chat: Chat, { type }: { type: string }): Chat {
  switch (type) {
    case 'chat.locked':
      return { ...chat, turn: 'locked' };
    case 'chat.answered':
      return { ...chat, turn: 'answered', asked: [] };
    case 'chat.unlocked':
      return { ...chat, turn: 'none', asked: [] };
    default:
      return chat;
  }
}

/** What a chat hears: with its first breath, and one by one. */
function questionsIn({ params }: { params: unknown }): string[] {
  const { id, targetId, input, event } = (params ?? {}) as {
    id?: string;
    targetId?: string;
    input?: { questions: { id: string }[] };
    event?: { question?: { id: string } };
  };
  if (id === 'chat' && input) return input.questions.map((question) => question.id);
  return targetId === 'chat' && event?.question ? [event.question.id] : [];
}
