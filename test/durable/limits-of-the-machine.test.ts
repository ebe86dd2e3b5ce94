import { createConversationMachine, openConversation } from 'meanwhile';
import { memoryStore, scriptedModel, virtualClock } from 'meanwhile/testing';
import { expect, test } from 'vitest';

test('how much may be said is what the machine says that opens it, not the one that began it', async () => {
  const clock = virtualClock();
  const store = memoryStore();
  const open = async (text: number) => {
    const model = scriptedModel(() => ({ text: 'Well.' }), clock);
    const machine = createConversationMachine({ model, tools: [], store, clock, limits: { text } });
    const conversation = await openConversation(machine, { id: 'one' });
    const ids: string[] = [];
    conversation.on('reply', ({ id }) => ids.push(id));
    conversation.start();
    conversation.send({ type: 'user.said', text: 'How is the weather?' });
    await clock.goTo(clock.elapsed() + 1);
    await conversation.close();
    return ids;
  };
  expect(await open(100)).toEqual(['operation-1!']);
  expect(await open(10)).toEqual(['message-2!']);
});
