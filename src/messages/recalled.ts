import type { EventObject } from 'xstate';
import type { Entry } from '../../machines/messages.ts';
import type { Clock } from '../effects/clock.ts';
import { earlier } from './earlier.ts';

/**
 * What a conversation begins with: the earlier history of its input, and of that the words nobody answered.
 *
 * @throws TypeError for a message of a wrong shape.
 */
export function recalled(
  event: EventObject & { input?: unknown },
  clock: Clock,
): { transcript: Entry[]; unanswered: string[] } {
  const transcript = earlier(messagesIn(event), clock.now());
  const unanswered = transcript.filter(({ role, turn }) => role === 'user' && turn === undefined).map(({ id }) => id);
  return { transcript, unanswered };
}

/** XState's first event holds the input. */
function messagesIn(event: { input?: unknown }): readonly unknown[] {
  const { input } = event;
  if (typeof input !== 'object' || input === null || !('messages' in input) || input.messages === undefined) return [];
  return Array.isArray(input.messages) ? input.messages : [input.messages];
}
