import type { ConversationCommand } from '../machines/conversation-protocol.ts';
import type { Priority } from '../machines/queue-protocol.ts';
import { flawIn, naming, oneOf, optional, text, wording, type Kind } from './flaw.ts';
import { isFacts } from './is-facts.ts';

const facts: Kind = { is: isFacts, words: 'an object of facts that are plain JSON' };
const priority = oneOf(['low', 'normal', 'high'] satisfies Priority[]);
const anything: Kind = { is: () => true, words: '' };

/** What each event of the user and the app carries. An id that is none is as if there were none. */
const EVENTS: Record<ConversationCommand['type'], Record<string, Kind>> = {
  'user.said': { text: wording, id: anything },
  'user.saying': { text },
  'user.fellSilent': {},
  'reply.delivered': { id: naming },
  'reply.interrupted': { id: naming, heard: optional(text) },
  'session.updated': { facts },
  'operation.cancel': { operationId: optional(naming) },
  'request.enqueue': { text: wording, priority: optional(priority), id: anything },
  'confirmation.given': { token: naming },
};

/** What is wrong with an event that an app sent, in a line that names the event and no value; undefined if nothing is. */
export function eventFlaw(event: { type: string }): string | undefined {
  const { type, ...fields } = event;
  const kinds = isKnown(type) ? EVENTS[type] : undefined;
  if (!kinds) return `there is no event of that type; there are ${Object.keys(EVENTS).join(', ')}`;
  const required = Object.fromEntries(Object.keys(kinds).map((field) => [field, undefined]));
  const flaw = flawIn({ ...required, ...known(fields, kinds) }, kinds, shapeOf);
  return flaw === undefined ? undefined : `${type} changes nothing: ${flaw}`;
}

/** What somebody said is not in it. */
function shapeOf(value: unknown): string {
  if (value === undefined || value === null) return String(value);
  if (typeof value === 'string') return value.trim() === '' ? 'blank' : 'a text';
  return Array.isArray(value) ? 'a list' : `of type ${typeof value}`;
}

function isKnown(type: string): type is ConversationCommand['type'] {
  return Object.hasOwn(EVENTS, type);
}

/** Fields an event has no use for do no harm: apps send events of their own with more in them. */
function known(fields: Record<string, unknown>, kinds: Record<string, Kind>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([field]) => Object.hasOwn(kinds, field)));
}
