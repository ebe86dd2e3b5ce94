import type { Facts, Json } from '../../machines/json.ts';
import type { Message, ToolCall } from '../../machines/messages.ts';
import { type Mask, type Secret, secretsOf } from './secrets.ts';
import { withoutSecrets } from './without-secrets.ts';
import { isRecord } from '../shape.ts';

/**
 * The messages without what the session knows of the user (A12): wherever one of its texts or numbers stands, as a whole
 * word or number, in a content or in an argument of a call, a model reads `[fact]` or what the mask gives.
 *
 * Texts and numbers of less than six characters stay, as do true and false: they are no identity, and stand everywhere.
 * The very list is given back when nothing is withheld.
 */
export function withheld(messages: Message[], session: Facts, mask?: Mask): Message[] {
  const secrets = secretsOf(session, mask);
  return secrets.length === 0 ? messages : mapped(messages, (message) => messageWithout(secrets, message));
}

function messageWithout(secrets: readonly Secret[], message: Message): Message {
  const content = withoutSecrets(message.content, secrets);
  const isSame = content === message.content;
  if (message.role !== 'assistant' || !message.tool_calls) return isSame ? message : { ...message, content };
  const calls = mapped(message.tool_calls, (call) => callWithout(secrets, call));
  return isSame && calls === message.tool_calls ? message : { ...message, content, tool_calls: calls };
}

function callWithout(secrets: readonly Secret[], call: ToolCall): ToolCall {
  const args = objectWithout(secrets, call.args);
  return args === call.args ? call : { ...call, args };
}

function jsonWithout(secrets: readonly Secret[], value: Json): Json {
  if (typeof value === 'string') return withoutSecrets(value, secrets);
  if (typeof value === 'number') return numberWithout(secrets, value);
  if (Array.isArray(value)) return mapped(value, (item) => jsonWithout(secrets, item));
  return isRecord(value) ? objectWithout(secrets, value) : value;
}

function numberWithout(secrets: readonly Secret[], value: number): Json {
  const digits = String(value);
  const words = withoutSecrets(digits, secrets);
  return words === digits ? value : words;
}

function objectWithout(secrets: readonly Secret[], given: { [name: string]: Json }): { [name: string]: Json } {
  const entries = Object.entries(given);
  const cleaned = mapped(entries, (entry) => {
    const [name, value] = entry;
    const now: typeof entry = [withoutSecrets(name, secrets), jsonWithout(secrets, value)];
    return now[0] === name && now[1] === value ? entry : now;
  });
  return cleaned === entries ? given : Object.fromEntries(cleaned);
}

/** The list with each item mapped; the very list, if each stays what it is. */
function mapped<Item>(items: Item[], map: (item: Item) => Item): Item[] {
  const now = items.map(map);
  return now.every((item, index) => item === items[index]) ? items : now;
}
