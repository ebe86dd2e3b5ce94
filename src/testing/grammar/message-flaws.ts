import { isRecord } from '../../shape.ts';
import { callsFlaws } from './call-flaws.ts';
import { listFlaws, missing, nameFlaws, textFlaws, unknownParameter, wrongType, wrongValue } from './complaints.ts';

const ROLES = ['system', 'assistant', 'user', 'tool', 'developer'];
/** What a content may consist of, where it is more than text. */
const PARTS = new Map<unknown, readonly string[]>([
  ['user', ['text', 'image_url', 'input_audio', 'file']],
  ['assistant', ['text', 'refusal']],
]);
const LONGEST_ID = 40;

/** What is wrong with a message by itself, whatever stands around it; `place` is where it stands. */
export function messageFlaws(message: Record<string, unknown>, place: string): string[] {
  const { role, name, content, tool_calls: calls, tool_call_id: id } = message;
  return [
    ...roleFlaws(role, `${place}.role`),
    ...(role === 'tool' ? textFlaws(id, `${place}.tool_call_id`, LONGEST_ID) : []),
    ...(name === undefined || name === '' ? [] : nameFlaws(name, `${place}.name`)),
    ...(calls === undefined ? [] : ofAssistant(role, calls, `${place}.tool_calls`)),
    ...contentFlaws(content, role, Array.isArray(calls) && calls.length > 0, `${place}.content`),
  ];
}

function roleFlaws(role: unknown, place: string): string[] {
  if (role === undefined) return [missing(place)];
  return ROLES.some((known) => known === role) ? [] : [wrongValue(place, role, ROLES)];
}

function ofAssistant(role: unknown, calls: unknown, place: string): string[] {
  return role === 'assistant' ? callsFlaws(calls, place) : [unknownParameter(place)];
}

/** Beside calls there need be no words, and a result may be an empty text. */
function contentFlaws(content: unknown, role: unknown, hasCalls: boolean, place: string): string[] {
  if (content === undefined || content === null) {
    return hasCalls ? [] : [`${place}: Invalid value for 'content': expected a string, got null.`];
  }
  if (typeof content !== 'string' && !Array.isArray(content)) {
    return [wrongType(place, 'one of a string or array of objects', content)];
  }
  const parts: unknown[] = typeof content === 'string' ? [{ type: 'text', text: content }] : content;
  const flaws = [
    ...listFlaws(parts, place, Number.MAX_SAFE_INTEGER),
    ...parts.flatMap((part, nth) => partFlaws(part, PARTS.get(role) ?? ['text'], `${place}[${nth}]`)),
  ];
  if (flaws.length > 0 || hasCalls || role === 'tool' || !parts.every(isBlank)) return flaws;
  return [`${place}: text content must be non-empty.`];
}

function partFlaws(part: unknown, kinds: readonly string[], place: string): string[] {
  if (!isRecord(part)) return [wrongType(place, 'an object', part)];
  const { type, text } = part;
  if (type === undefined) return [missing(`${place}.type`)];
  if (!kinds.some((kind) => kind === type)) return [wrongValue(`${place}.type`, type, kinds)];
  return type === 'text' && typeof text !== 'string' ? [wrongType(`${place}.text`, 'a string', text)] : [];
}

function isBlank(part: unknown): boolean {
  return isRecord(part) && typeof part['text'] === 'string' && part['text'].trim() === '';
}
