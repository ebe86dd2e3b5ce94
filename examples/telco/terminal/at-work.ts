import type { Conversation } from 'meanwhile';

type Snapshot = ReturnType<Conversation['getSnapshot']>;

/** Whether something is still to come. An offer that waits for a yes is no work. */
export function isAtWork(snapshot: Snapshot): boolean {
  return !snapshot.matches('idle') && !snapshot.matches({ awaitingConfirmation: 'listening' });
}
