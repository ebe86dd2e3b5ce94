import Keyv from 'keyv';
import { createConversationMachine, openConversation } from 'meanwhile';
import { scriptedModel, virtualClock } from 'meanwhile/testing';
import { expect, test } from 'vitest';

test('who asks in the middle of a step whether all is saved means that step', async () => {
  const clock = virtualClock();
  const store = new Keyv();
  const machine = createConversationMachine({ model: scriptedModel([], clock), tools: [], store, clock });
  const conversation = await openConversation(machine, { id: 'a' });
  const kept: Promise<string>[] = [];
  conversation.subscribe(() =>
    kept.push(conversation.saved().then(async () => JSON.stringify(await store.get('meanwhile:a:conversation')))),
  );
  conversation.start();
  await Promise.all(kept);
  conversation.send({ type: 'session.updated', facts: { plan: 'unlimited' } });
  expect(await kept.at(-1)).toContain('unlimited');
  await conversation.close();
});
