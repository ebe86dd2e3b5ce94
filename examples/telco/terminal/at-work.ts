import type { Conversation, RunStatus } from 'meanwhile';

type Snapshot = ReturnType<Conversation['getSnapshot']>;

/** Whether something is still to come. An offer that waits for a yes is no work. */
export function isAtWork(snapshot: Snapshot): boolean {
  return !snapshot.matches('idle') && !snapshot.matches({ awaitingConfirmation: 'listening' });
}

/** The long tool that was begun last for the request that is live. */
export function lastRun({ context }: Snapshot): RunStatus | undefined {
  return context.operation?.runs.at(-1);
}
