import type { Snapshot } from 'xstate';
import { isRecord } from '../shape.ts';

/** What contexts had not yet, by the child they are of; the conversation's own first. */
const SINCE = {
  conversation: { queue: [], done: [], doubts: [], speaking: false, spokenAt: 0, playing: '', announcements: [] },
  operation: { wanted: '', repeated: [], acknowledged: false },
  chat: { queue: [], requests: [] },
};

/** A snapshot of an earlier version, with what its contexts lack. */
export function caughtUp<Found extends Snapshot<unknown>>(snapshot: Found): Found {
  const children = 'children' in snapshot && isRecord(snapshot.children) ? snapshot.children : {};
  complete(snapshot, SINCE.conversation);
  count(snapshot);
  for (const [id, since] of [
    ['operation', SINCE.operation],
    ['chat', SINCE.chat],
  ] as const) {
    const child = children[id];
    if (isRecord(child)) complete(child['snapshot'], since);
  }
  return snapshot;
}

function complete(snapshot: unknown, since: object): void {
  if (!isRecord(snapshot) || !isRecord(snapshot['context'])) return;
  snapshot['context'] = { ...structuredClone(since), ...snapshot['context'] };
}

/** What was done or in doubt had a time once: all that was said so far counts as said before it was told. */
function count(snapshot: unknown): void {
  if (!isRecord(snapshot) || !isRecord(snapshot['context'])) return;
  const { context } = snapshot;
  const { messages: after, doubts, done } = context;
  if (!Array.isArray(doubts)) {
    const tools = isRecord(doubts) && Array.isArray(doubts['tools']) ? doubts['tools'] : [];
    context['doubts'] = tools.map((tool: unknown) => ({ tool, after }));
  }
  if (Array.isArray(done))
    context['done'] = done.map((one: unknown) =>
      isRecord(one) && !('after' in one) ? { sameKey: one['sameKey'], after } : one,
    );
}
