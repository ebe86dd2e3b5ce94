import type { ConversationCommand } from '../machines/conversation-protocol.ts';
import type { Priority } from '../machines/queue-protocol.ts';
import { flawIn, optional, text, type Kind } from './flaw.ts';
import { isFacts } from './is-facts.ts';

const PRIORITIES: readonly unknown[] = ['low', 'normal', 'high'] satisfies Priority[];

const words: Kind = {
  is: (value) => typeof value === 'string' && value.trim() !== '',
  words: 'a text that is not empty',
};
const name: Kind = { is: (value) => typeof value === 'string' && value !== '', words: 'a text that is not empty' };
const facts: Kind = {
  is: isFacts,
  words: 'an object of facts that are plain JSON',
};
const priority: Kind = { is: (value) => PRIORITIES.includes(value), words: PRIORITIES.join(', ') };
const anything: Kind = { is: () => true, words: '' };

/** What each event of the user and the app carries. An id that is none is as if there were none. */
const EVENTS: Record<ConversationCommand['type'], Record<string, Kind>> = {
  'user.said': { text: words, id: anything },
  'user.saying': { text },
  'user.fellSilent': {},
  'reply.delivered': { id: name },
  'reply.interrupted': { id: name, heard: optional(text) },
  'session.updated': { facts },
  'operation.cancel': { operationId: optional(name) },
  'request.enqueue': { text: words, priority: optional(priority), id: anything },
  'confirmation.given': { token: name },
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
