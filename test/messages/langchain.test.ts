import {
  AIMessage,
  coerceMessageLikeToMessage,
  HumanMessage,
  SystemMessage,
  ToolMessage,
} from '@langchain/core/messages';
import { convertMessagesToCompletionsMessageParams } from '@langchain/openai';
import { expect, test } from 'vitest';
import { type GrammarMessage, grammarViolations } from 'meanwhile/testing';
import type { Message } from '../../machines/messages.ts';
import { sanitize } from '../../src/messages/sanitize.ts';

const call = { id: 'a', name: 'look', args: { of: 'a', deep: [{ in: null }] } };
const failure: Message = { role: 'tool', content: 'nothing', tool_call_id: 'a', name: 'look', status: 'error' };

test.each([
  [{ role: 'system', content: 's' }, SystemMessage],
  [{ role: 'user', content: 'u' }, HumanMessage],
  [{ role: 'assistant', content: 'a' }, AIMessage],
  [{ role: 'assistant', content: '', tool_calls: [call] }, AIMessage],
  [failure, ToolMessage],
] as [Message, typeof SystemMessage | typeof HumanMessage | typeof AIMessage | typeof ToolMessage][])(
  'LangChain takes %o as it is',
  (message, kind) => {
    const coerced = coerceMessageLikeToMessage(message);
    expect(kind.isInstance(coerced)).toBe(true);
    expect(coerced.content).toBe(message.content);
  },
);

test('LangChain keeps the calls of an assistant message', () => {
  expect(coerceMessageLikeToMessage({ role: 'assistant', content: '', tool_calls: [call] })).toMatchObject({
    tool_calls: [call],
    invalid_tool_calls: [],
  });
});

test('LangChain keeps the call, the name and the status of a result', () => {
  expect(coerceMessageLikeToMessage(failure)).toMatchObject({ tool_call_id: 'a', name: 'look', status: 'error' });
  const { status: _, ...success } = failure;
  expect(coerceMessageLikeToMessage(success)).toMatchObject({ status: undefined });
});

test('what LangChain makes of sanitized messages for OpenAI keeps to the grammar', () => {
  const messages = sanitize([
    { role: 'user', content: 'u' },
    { role: 'assistant', content: '', tool_calls: [call, { ...call, id: 'b' }] },
    failure,
  ]);
  const sent = convertMessagesToCompletionsMessageParams({
    messages: messages.map((message) => coerceMessageLikeToMessage(message)),
  });
  expect(sent.map(({ role }) => role)).toEqual(['user', 'assistant', 'tool', 'tool']);
  expect(grammarViolations(sent as GrammarMessage[])).toEqual([]);
});
