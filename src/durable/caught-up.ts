import type { Snapshot } from 'xstate';
import { isRecord } from '../flaw.ts';

/** What contexts had not yet, by the child they are of; the conversation's own first. */
const SINCE = {
  conversation: { queue: [], done: [], speaking: false, spokenAt: 0, playing: '', announcements: [] },
  operation: { wanted: '', repeated: [], acknowledged: false },
  chat: { queue: [], requests: [] },
};

/** A snapshot of an earlier version, with what its contexts lack. */
export function caughtUp<Found extends Snapshot<unknown>>(snapshot: Found): Found {
  const children = 'children' in snapshot && isRecord(snapshot.children) ? snapshot.children : {};
  complete(snapshot, SINCE.conversation);
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
