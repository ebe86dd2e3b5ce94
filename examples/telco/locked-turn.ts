import type { ConversationContext } from 'meanwhile';

/** The turn that the secondary chat is answering: while there is one, the chat is locked. */
export function lockedTurn({ chatTurn }: Pick<ConversationContext, 'chatTurn'>): string | undefined {
  return chatTurn && chatTurn.completedAt === null && chatTurn.abortedAt === null ? chatTurn.turnId : undefined;
}
