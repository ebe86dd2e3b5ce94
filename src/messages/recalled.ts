import type { EventObject } from 'xstate';
import type { Facts } from '../../machines/json.ts';
import type { Entry } from '../../machines/messages.ts';
import type { Clock } from '../effects/clock.ts';
import { isFacts } from '../is-facts.ts';
import { earlier } from './earlier.ts';
import { isObject } from '../shape.ts';

/**
 * What a conversation begins with: a copy of its session, the earlier history of its input, each utterance clipped to
 * `most` characters, and of that the words nobody answered.
 *
 * @throws TypeError for an id that is none, for facts that are not plain JSON, and for a message of a wrong shape.
 */
export function recalled(
  event: EventObject & { input?: unknown },
  clock: Clock,
  most: number,
): { session: Facts; transcript: Entry[]; unanswered: string[] } {
  const { id: given, session = {}, messages = [] } = inputOf(event);
  if (typeof given !== 'string' || given === '') {
    throw new TypeError(
      `input.id is ${shapeOf(given)}; give the conversation an id of its own, a text that is not empty.`,
    );
  }
  if (!isFacts(session)) {
    throw new TypeError('input.session is no object of facts that are plain JSON; give one, or leave it out.');
  }
  const transcript = earlier(messages, clock.now(), most);
  const unanswered = transcript.filter(({ role, turn }) => role === 'user' && turn === undefined).map(({ id }) => id);
  return { session: structuredClone(session), transcript, unanswered };
}

/** XState's first event holds the input. */
function inputOf({ input }: { input?: unknown }): { id?: unknown; session?: unknown; messages?: unknown } {
  return isObject(input) ? input : {};
}

/** An id may be a telephone number: an error is logged, and who the user is is not. */
function shapeOf(id: unknown): string {
  if (id === '') return 'empty';
  return id === null || id === undefined ? String(id) : `of type ${typeof id}`;
}
