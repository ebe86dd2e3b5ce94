import type { SnapshotFrom } from 'xstate';
import type { Interim } from '../../machines/conversation-protocol.ts';
import type { OperationOutcome } from '../../machines/main-operation-protocol.ts';
import type { Conversation } from '../conversation-machine.ts';
import { isRecord } from '../shape.ts';
import type { VirtualClock } from './virtual-clock.ts';

/** What became of an operation; the times are milliseconds since the start. Told is also what waits for the user's silence. */
export type SeenOutcome = Pick<OperationOutcome, 'status' | 'runs' | 'doubtful' | 'mayHaveChanged' | 'others'> & {
  readyAt: number;
  toldAt?: number;
};

/** What is gone from a conversation's context when it matters: what was seen there on the way. */
export type Seen = {
  /** The replies that answered each message of the user, by its id. */
  answers: Map<string, Set<string>>;
  /** The ids of the messages that the secondary chat was given to answer. */
  handed: Set<string>;
  /** What the chat said during each operation. */
  interim: Map<string, Interim[]>;
  outcomes: Map<string, SeenOutcome>;
  /** The operations that were cancelled while they were at work. */
  cancelled: Set<string>;
  /** The operations that had to wait. */
  queued: Set<string>;
};

/** Nothing so far. */
export function nothingSeen(): Seen {
  return {
    answers: new Map(),
    handed: new Set(),
    interim: new Map(),
    outcomes: new Map(),
    cancelled: new Set(),
    queued: new Set(),
  };
}

/** Watches a conversation from its start to its end, and adds to what was seen before. */
export function watch(actor: Conversation, clock: VirtualClock, seen = nothingSeen()): Seen {
  // what a small window has let go of at once was said all the same
  const replies = new Set<string>();
  actor.on('reply', ({ id }) => void replies.add(id));
  const note = ({ context, children }: SnapshotFrom<Conversation>) => {
    const { transcript, operation, outcome, interim, queue, announcements } = context;
    for (const { operationId } of queue) seen.queued.add(operationId);
    if (operation?.stopping) seen.cancelled.add(operation.operationId);
    for (const id of stoppedBy(children['chat']?.getSnapshot())) if (outcome === null) seen.cancelled.add(id);
    const kept = new Set(transcript.filter(({ role }) => role === 'assistant').map(({ id }) => id));
    const isSaid = (id: string) => replies.has(id) || kept.has(id);
    for (const { id, role, turn } of transcript) {
      const reply = [turn, `${turn}!`, `${turn}/cancelled`].find((name) => name !== undefined && isSaid(name));
      if (role === 'user' && reply !== undefined) seen.answers.set(id, (seen.answers.get(id) ?? new Set()).add(reply));
    }
    for (const id of questionsOf(children['chat']?.getSnapshot())) seen.handed.add(id);
    if (operation && interim.length > 0) seen.interim.set(operation.operationId, interim);
    if (outcome && !seen.outcomes.has(outcome.operationId)) {
      seen.outcomes.set(outcome.operationId, { ...outcome, readyAt: clock.elapsed() });
    }
    for (const [operationId, outcomeSeen] of seen.outcomes) {
      const id = `${operationId}!`;
      const isOwed = announcements.some((owed) => owed.id === id);
      if (isSaid(id) || isOwed) outcomeSeen.toldAt ??= clock.elapsed();
    }
  };
  // who hears no errors makes them unhandled
  actor.subscribe({ next: note, error: () => {} });
  return seen;
}

/** The ids of what a chat answers, and of what waits for its next turn. */
export function questionsOf(chat: unknown): string[] {
  const context: unknown = isRecord(chat) ? chat['context'] : undefined;
  const entries = isRecord(context) ? [context['asked'], context['questions']].flat() : [];
  return entries.flatMap((entry) => (isRecord(entry) && typeof entry['id'] === 'string' ? [entry['id']] : []));
}

/** The ids of the live operations that a chat has been asked to stop in its present turn. */
function stoppedBy(chat: unknown): string[] {
  const context: unknown = isRecord(chat) ? chat['context'] : undefined;
  const steps = isRecord(context) && Array.isArray(context['steps']) ? context['steps'] : [];
  const results: unknown[] = steps.flatMap((step: unknown) => (isRecord(step) ? [step['results']].flat() : []));
  return results.flatMap((result) => {
    const content = isRecord(result) && result['name'] === 'cancel_operation' ? String(result['content']) : '';
    const [, id] = /"cancelling":"([^"]+)"/.exec(content) ?? [];
    return id === undefined ? [] : [id];
  });
}
