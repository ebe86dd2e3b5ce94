import { createConversationMachine, openConversation, storeKey } from 'meanwhile';
import { memoryStore, scriptedModel, settle, virtualClock } from 'meanwhile/testing';
import { expect, test } from 'vitest';
import { stepsTool } from '../kit/steps-tool.ts';

test('one that is closed leaves no tool at work in the records for outside readers', async () => {
  const clock = virtualClock();
  const memory = memoryStore();
  const slow: typeof memory = {
    ...memory,
    async delete(key) {
      await settle();
      return memory.delete(key);
    },
  };
  const model = scriptedModel([{ calls: [{ name: 'paint' }] }, { text: 'It is blue.' }], clock);
  const machine = createConversationMachine({ model, tools: [stepsTool(clock, [])], store: slow, clock });
  const conversation = await openConversation(machine, { id: 'one' });
  const told = Promise.withResolvers<void>();
  conversation.on('reply', ({ kind }) => void (kind === 'announcement' && told.resolve()));
  conversation.start();
  conversation.send({ type: 'user.said', text: 'Paint my house.' });
  await clock.goTo(9_000);
  const record = storeKey('one', 'working-tool-status-update');
  await expect(memory.get(record)).resolves.toContain('running');
  const goingOn = clock.goTo(10_000);
  await told.promise;
  await conversation.close();
  expect(await memory.get(record)).toBeUndefined();
  await goingOn;
});
