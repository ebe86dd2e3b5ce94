import type { ToolCall } from '../../machines/messages.ts';
import type { CountTokens } from './count-tokens.ts';
import type { Room } from './latest.ts';

/** As much of a message as is counted. */
type Counted = { content: string; tool_calls?: readonly ToolCall[] };

/** What a provider adds to a message for its role and its bounds; OpenAI's own recipe says three, and one for a name. */
const FRAME = 4;

/** The room that messages take; their calls, with the arguments, are counted. */
export function roomOf(messages: readonly Counted[], count: CountTokens): Room {
  let tokens = 0;
  for (const { content, tool_calls = [] } of messages) {
    tokens += FRAME + count(content);
    for (const { name, args } of tool_calls) tokens += FRAME + count(name) + count(JSON.stringify(args));
  }
  return { history: messages.length, tokens };
}
