import type { ChatCompletionRequest } from './chat-completion-request.ts';
import { speakMeanwhile } from './chat-voice.ts';
import type { Decision } from './decision.ts';
import { speakInFront } from './main-voice.ts';
import { joinInOneReply } from './synthesis-voice.ts';
import { readTurn } from './turn.ts';

/**
 * What the demo model answers to a request: a pure function, the model remembers nothing.
 *
 * Whose voice it is shows in the tools: `check_status` has only the secondary chat, none has the synthesis.
 */
export function decide({ messages, tools = [] }: Pick<ChatCompletionRequest, 'messages' | 'tools'>): Decision {
  const turn = readTurn(messages);
  const names = new Set(tools.map((tool) => tool.function.name));
  if (names.has('check_status')) return speakMeanwhile(turn, names);
  return (names.size === 0 ? joinInOneReply(turn) : undefined) ?? speakInFront(turn, names);
}
