import { settle, virtualClock } from 'meanwhile/testing';
import { expect, test } from 'vitest';
import { createActor } from 'xstate';
import { openBakery } from './bakery.ts';

test('a cake stays in the oven of a test as long as it likes, and is not said to be late', async () => {
  const clock = virtualClock();
  const { machineWith, oven } = openBakery();
  const conversation = createActor(
    machineWith(() => {}),
    { clock, input: { id: 'a' } },
  );
  const replies: string[] = [];
  conversation.on('reply', ({ text }) => replies.push(text));
  conversation.start();
  conversation.send({ type: 'user.said', text: 'A lemon cake, please.' });
  await clock.goTo(600_000);
  for (let step = 0; step < 3; step += 1) {
    oven.step();
    await settle();
  }
  expect(replies).toEqual([expect.stringContaining('coming up'), 'Your cake is ready.']);
});
