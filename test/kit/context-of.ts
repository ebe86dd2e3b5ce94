import { createActor } from 'xstate';
import type { ConversationContext } from '../../machines/conversation-context.ts';
import type { Announcement } from '../../machines/conversation-protocol.ts';
import { conversationMachine, NO_ANNOUNCEMENT } from '../../machines/conversation.ts';
import type { Entry } from '../../machines/messages.ts';

/** What a conversation knows that has just begun, with some of it changed. */
export function contextOf(change: Partial<ConversationContext> = {}): ConversationContext {
  return { ...createActor(conversationMachine, { input: { id: 'c' } }).getSnapshot().context, ...change };
}

/** A line of the agent in the transcript: the outcome of the first operation. */
export function lineOf(change: Partial<Entry> = {}): Entry {
  return {
    id: 'operation-1!',
    role: 'assistant',
    content: 'Your bill is 45 EUR.',
    lane: 'main',
    kind: 'announcement',
    turn: 'operation-1',
    operationId: 'operation-1',
    at: 1,
    ...change,
  };
}

/** An outcome that is owed: that of the first operation, which was offered once. */
export function owedOf(change: Partial<Announcement> = {}): Announcement {
  return {
    ...NO_ANNOUNCEMENT,
    id: 'operation-1!',
    operationId: 'operation-1',
    text: 'Your bill is 45 EUR.',
    offers: 1,
    ...change,
  };
}

/** A question that needs a yes. */
export const offer = { callId: 'call-1', tool: 'buy', args: {}, preview: 'It costs 5. Shall I?', session: {} };
