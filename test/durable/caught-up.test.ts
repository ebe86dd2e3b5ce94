import { expect, test } from 'vitest';
import { caughtUp } from '../../src/durable/caught-up.ts';

test('a snapshot of an earlier version gets what its contexts lack, and keeps what they have', () => {
  const chat = { snapshot: { status: 'active', context: { turns: 3 } } };
  const snapshot = { status: 'active', context: { id: 'c', longestQueue: 3 }, children: { chat, recorder: {} } };
  expect(caughtUp(snapshot as never)).toEqual({
    status: 'active',
    context: { id: 'c', longestQueue: 3, queue: [], done: [], speaking: false, announcements: [] },
    children: {
      chat: { snapshot: { status: 'active', context: { turns: 3, queue: [], longestQueue: 10, requests: [] } } },
      recorder: {},
    },
  });
});
