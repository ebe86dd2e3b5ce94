import type { EventObject } from 'xstate';
import type { Entry } from '../../machines/messages.ts';
import type { Clock } from '../effects/clock.ts';
import { earlier } from './earlier.ts';

/**
 * What a conversation begins with: the earlier history of its input, each utterance clipped to `most` characters, and of
 * that the words nobody answered.
 *
 * @throws TypeError for an id that is none, and for a message of a wrong shape.
 */
export function recalled(
  event: EventObject & { input?: unknown },
  clock: Clock,
  most: number,
): { transcript: Entry[]; unanswered: string[] } {
  const { id: given, messages = [] } = inputOf(event);
  if (typeof given !== 'string' || given === '') {
    throw new TypeError(
      `input.id is ${shapeOf(given)}; give the conversation an id of its own, a text that is not empty.`,
    );
  }
  const transcript = earlier(messages, clock.now(), most);
  const unanswered = transcript.filter(({ role, turn }) => role === 'user' && turn === undefined).map(({ id }) => id);
  return { transcript, unanswered };
}

/** XState's first event holds the input. */
function inputOf({ input }: { input?: unknown }): { id?: unknown; messages?: unknown } {
  return typeof input === 'object' && input !== null ? input : {};
}

/** An id may be a telephone number: an error is logged, and who the user is is not. */
function shapeOf(id: unknown): string {
  if (id === '') return 'empty';
  return id === null || id === undefined ? String(id) : `of type ${typeof id}`;
}
