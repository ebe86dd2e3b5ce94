import { createConversationMachine } from 'meanwhile';
import { expect, test } from 'vitest';
import { ScriptedModel } from './kit/scripted-model.ts';
import { virtualClock } from './kit/virtual-clock.ts';

test('what is no chat model is one clear error when the machine is made', () => {
  const model = new ScriptedModel(() => ({}), virtualClock());
  const make = (options: object) => () => createConversationMachine({ tools: [], ...options } as never);
  expect(make({})).toThrow("model is no chat model: give one of LangChain's");
  expect(make({ model, chatModel: 'gpt-4o' })).toThrow("chatModel is no chat model: give one of LangChain's");
  expect(make({ model })).not.toThrow();
});
