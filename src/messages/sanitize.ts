import type { Message, ToolCall } from '../../machines/messages.ts';
import { callNamer } from './call-namer.ts';

/**
 * What a model reads where a call has no result.
 *
 * The call is not removed instead: it may have had an effect, and a model that doesn't see it would ask for it again.
 */
export const NO_RESULT = 'There is no result of this call: it is not known to have run. Do not tell it as done.';

/**
 * The messages as a provider takes them: behind an assistant message stand the results of its calls, one for each, in
 * the order of the calls, and nowhere else.
 *
 * Words are never lost and keep their order; blank messages, orphaned and repeated results are dropped. A result belongs
 * to the newest message before it that asked under its id, never to an older or a later one, because models reuse ids.
 */
export function sanitize(messages: readonly Message[]): Message[] {
  const blocks = inBlocks(messages);
  const name = callNamer(blocks.flatMap(({ asked }) => asked.map(({ call }) => call.id)));
  return blocks.flatMap((block) => written(block, name));
}

type Result = Extract<Message, { role: 'tool' }>;
type Asked = { call: ToolCall; result?: Result };
type Block = { message: Exclude<Message, Result>; asked: Asked[] };

function inBlocks(messages: readonly Message[]): Block[] {
  const blocks: Block[] = [];
  for (const message of messages) {
    if (message.role === 'tool') answer(blocks, message);
    else blocks.push({ message, asked: callsOf(message).map((call) => ({ call })) });
  }
  return blocks;
}

function callsOf(message: Message): readonly ToolCall[] {
  return message.role === 'assistant' ? (message.tool_calls ?? []) : [];
}

function answer(blocks: readonly Block[], result: Result): void {
  const isOf = ({ call }: Asked) => call.id === result.tool_call_id;
  const newest = blocks.findLast(({ asked }) => asked.some(isOf));
  const open = newest?.asked.find((asked) => isOf(asked) && asked.result === undefined);
  if (open) open.result = result;
}

function written({ message, asked }: Block, name: (id: string) => string): Message[] {
  const { role, content } = message;
  if (asked.length === 0) return content.trim() === '' ? [] : [{ role, content }];

  const named = asked.map(({ call, result }) => ({ call: { ...call, id: name(call.id) }, result }));
  return [
    { role: 'assistant', content, tool_calls: named.map(({ call }) => call) },
    ...named.map(({ call, result }) => (result ? { ...result, tool_call_id: call.id } : withoutResult(call))),
  ];
}

function withoutResult(call: ToolCall): Result {
  return { role: 'tool', content: NO_RESULT, tool_call_id: call.id, name: call.name, status: 'error' };
}
