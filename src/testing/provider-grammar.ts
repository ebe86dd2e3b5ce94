import { isRecord } from '../shape.ts';
import { named, wrongType } from './grammar/complaints.ts';
import { messageFlaws } from './grammar/message-flaws.ts';

/** As much of a message as the grammar is about; our own messages and OpenAI's fit. */
export type GrammarMessage = {
  role: string;
  content?: unknown;
  tool_calls?: readonly unknown[];
  tool_call_id?: unknown;
  name?: unknown;
};

/**
 * What a provider would refuse in these messages: the place and a sentence each; none means that it takes them.
 *
 * The rules are OpenAI's for chat completions, which answers 400, and most sentences its own. Three are those of stricter
 * servers of its kind: no id is asked under twice in the whole list, no words are blank, and arguments are an object.
 * An empty list is fine here, as part of a conversation; for a whole request see `requestViolations`.
 */
export function grammarViolations(messages: readonly GrammarMessage[]): string[] {
  const found: string[] = [];
  const askedBefore = new Set<unknown>();
  let asking: Asking = { open: [], answered: new Map() };

  for (const [index, message] of messages.entries()) {
    const place = `messages[${index}]`;
    const isResult = isRecord(message) && message['role'] === 'tool';
    if (!isResult) {
      found.push(...unanswered(asking, place));
      asking = { open: idsIn(message), answered: new Map() };
    }
    found.push(...(isRecord(message) ? messageFlaws(message, place) : [wrongType(place, 'an object', message)]));
    if (isResult) found.push(...resultFlaws(message.tool_call_id, index, asking));
    else found.push(...repeated(asking.open, askedBefore, place));
  }
  return [...found, ...unanswered(asking, 'messages')];
}

/** The calls of the newest assistant message that wait for their results, and where results were. */
type Asking = { open: unknown[]; answered: Map<unknown, number> };

function idsIn(message: unknown): unknown[] {
  const calls: unknown = isRecord(message) ? message['tool_calls'] : undefined;
  return Array.isArray(calls) ? calls.flatMap((call) => (isRecord(call) ? [call['id']] : [])) : [];
}

function repeated(ids: readonly unknown[], askedBefore: Set<unknown>, place: string): string[] {
  return ids.flatMap((id) => {
    const isRepeated = askedBefore.has(id);
    askedBefore.add(id);
    return isRepeated ? [`${place}.tool_calls: the id '${named(id)}' is used twice.`] : [];
  });
}

function resultFlaws(id: unknown, index: number, { open, answered }: Asking): string[] {
  if (typeof id !== 'string') return [];
  const place = `messages[${index}]`;
  const before = answered.get(id);
  if (open.includes(id)) {
    // only the first: an id that is asked twice needs two results
    open.splice(open.indexOf(id), 1);
    answered.set(id, index);
    return [];
  }
  if (before !== undefined) {
    return [
      `${place}.tool_call_id: Invalid parameter: Duplicate value for 'tool_call_id' of '${id}', in messages[${before}] and messages[${index}].`,
    ];
  }
  if (open.length + answered.size === 0) {
    return [
      `${place}.role: Invalid parameter: messages with role 'tool' must be a response to a preceeding message with 'tool_calls'.`,
    ];
  }
  return [
    `${place}.tool_call_id: Invalid parameter: 'tool_call_id' of '${id}' not found in 'tool_calls' of previous message.`,
  ];
}

function unanswered({ open }: Asking, place: string): string[] {
  if (open.length === 0) return [];
  return [
    `${place}: An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. ` +
      `The following tool_call_ids did not have response messages: ${open.map(named).join(', ')}`,
  ];
}
