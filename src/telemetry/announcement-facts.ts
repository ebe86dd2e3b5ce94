import type { AnyEventObject } from 'xstate';
import type { ConversationEmitted } from '../../machines/conversation-protocol.ts';
import { fieldOf } from '../methods.ts';
import type { FactSource } from './fact.ts';

/** So many announcements are remembered: an app need not say what became of them. */
const REMEMBERED = 20;

/** Tells of results from the moment they are there: how long they waited to be announced, and what became of it. */
export function announcementFacts({ now, tell }: FactSource) {
  const ready = new Map<string, { at: number; isJoined: boolean }>();
  const announced = new Map<string, true>();

  return {
    ready(operationId: string) {
      keepLatest(ready, operationId, { at: now(), isJoined: false });
    },
    /** It is joined with what was said meanwhile. */
    joining(operationId: string) {
      const its = ready.get(operationId);
      if (its) its.isJoined = true;
    },
    emitted(event: ConversationEmitted) {
      if (event.type === 'announcement.letGo') {
        announced.delete(event.id);
        tell({ type: 'announcement', became: 'letGo' });
      }
      if (event.type !== 'reply' || event.kind !== 'announcement') return;
      const { at, isJoined = false } = ready.get(event.operationId) ?? {};
      ready.delete(event.operationId);
      keepLatest(announced, event.id, true);
      if (event.offer !== undefined) tell({ type: 'announcement', became: 'repeated' });
      else tell({ type: 'announced', ms: at === undefined ? undefined : Math.max(0, now() - at), isJoined });
    },
    /** What an app says of a reply, which need not be an announcement. */
    heard(event: AnyEventObject) {
      const id = fieldOf(event, 'id');
      if (typeof id !== 'string' || !announced.has(id)) return;
      if (event.type === 'reply.interrupted') tell({ type: 'announcement', became: 'interrupted' });
      if (event.type !== 'reply.delivered') return;
      announced.delete(id);
      tell({ type: 'announcement', became: 'delivered' });
    },
  };
}

function keepLatest<Value>(map: Map<string, Value>, key: string, value: Value) {
  map.set(key, value);
  for (const oldest of [...map.keys()].slice(0, -REMEMBERED)) map.delete(oldest);
}
