import { isBaseMessage } from '@langchain/core/messages';
import type { Entry } from '../../machines/messages.ts';
import { isObject } from '../shape.ts';
import { clipped } from './clipped.ts';
import { textOfParts } from './content-parts.ts';

/**
 * An earlier history, handed in by the app, as entries of the transcript; `at` is the time of handing in.
 *
 * A message is one of LangChain's, or `{ role, content }` with a content that is a string or a list of parts. Only its
 * words are taken over, with the names of pictures and files among them, `[image]`: tool and system messages and blank
 * messages are dropped, because the facts of a call live in its reply. An utterance of more than `most` characters is
 * clipped. What the user said last, without a reply, belongs to no turn: it is still to be answered.
 *
 * @throws TypeError for the first message of another shape.
 */
export function earlier(messages: unknown, at: number, most: number): Entry[] {
  if (!Array.isArray(messages)) throw wrongShape('input.messages', messages, 'hand in a list of messages.');
  return withTurns(messages.flatMap((message, index) => entryOf(message, index, at, most)));
}

const ADVICE =
  'hand in LangChain messages, or { role, content } with the role user, assistant, system or tool, ' +
  'and a content that is a string or a list of parts.';

function entryOf(message: unknown, index: number, at: number, most: number): Entry[] {
  const speaker = speakerOf(message);
  if (speaker === 'nobody') return [];

  const content = textOf(message);
  if (speaker === undefined || content === undefined) throw wrongShape(`input.messages[${index}]`, message, ADVICE);
  if (content.trim() === '') return [];
  return [{ id: `earlier-${index + 1}`, role: speaker, content: clipped(content, most), lane: 'main', at }];
}

/** Undefined if the message doesn't say it. */
function speakerOf(message: unknown): Entry['role'] | 'nobody' | undefined {
  switch (roleOf(message)) {
    case 'user':
    case 'human':
      return 'user';
    case 'assistant':
    case 'ai':
      return 'assistant';
    case 'system':
    case 'developer':
    case 'tool':
    case 'function':
      return 'nobody';
    default:
      return undefined;
  }
}

function roleOf(message: unknown): unknown {
  if (isBaseMessage(message) && message.getType() !== 'generic') return message.getType();
  return isObject(message) && 'role' in message ? message.role : undefined;
}

function textOf(message: unknown): string | undefined {
  if (!isObject(message) || !('content' in message)) return undefined;
  if (message.content === null) return '';
  if (typeof message.content === 'string') return message.content;
  return Array.isArray(message.content) ? textOfParts(message.content, '') : undefined;
}

/** A turn is what the user said in one go and the replies to it; without a reply it has not begun. */
function withTurns(entries: readonly Entry[]): Entry[] {
  const lastReply = entries.findLastIndex(({ role }) => role === 'assistant');
  let turn = 0;
  return entries.map((entry, index) => {
    if (entry.role === 'user' && entries[index - 1]?.role !== 'user') turn += 1;
    return index > lastReply ? entry : { ...entry, turn: `earlier-turn-${turn}` };
  });
}

function wrongShape(place: string, value: unknown, advice: string): TypeError {
  return new TypeError(`${place} is ${shapeOf(value)}; ${advice}`);
}

/** Names no value but the role: an error is logged, and what people said is not. */
function shapeOf(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return 'a list';
  if (!isObject(value)) return `a ${typeof value}`;
  const role = roleOf(value);
  const keys = Object.keys(value).join(', ') || 'nothing';
  return typeof role === 'string' ? `an object of ${keys} with the role "${role}"` : `an object of ${keys}`;
}
