import type { Message } from '../../../machines/messages.ts';
import type { Script } from 'meanwhile/testing';
import type { WireMessage } from '../../../examples/telco/demo-model/chat-completion-request.ts';
import { decide } from '../../../examples/telco/demo-model/decide.ts';

/** The demo model as a voice on the stage, in the real library and without a server. `after` is how long it thinks. */
export function demoVoice(after = 0): Script {
  return ({ messages, tools }) => {
    const { content, toolCalls } = decide({
      messages: messages.map(wired),
      tools: tools.map((name) => ({ type: 'function', function: { name } })),
    });
    return { after, ...(content !== undefined && { text: content }), ...(toolCalls && { calls: [...toolCalls] }) };
  };
}

function wired(message: Message): WireMessage {
  if (message.role !== 'assistant') return message;
  const { role, content, tool_calls: calls } = message;
  if (!calls) return { role, content };
  const tool_calls = calls.map(({ id, name, args }) => ({
    id,
    type: 'function' as const,
    function: { name, arguments: JSON.stringify(args) },
  }));
  return { role, content, tool_calls };
}
