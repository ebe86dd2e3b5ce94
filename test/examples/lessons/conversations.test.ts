import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { keepConversations } from '../../../examples/04-react/conversations.ts';
import { openBakery } from './bakery.ts';

const minute = 60_000;

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => void vi.useRealTimers());

test('a conversation nobody listens to is closed after ten minutes, and opened again when it is asked for', async () => {
  const { open, get } = keepConversations(openBakery().machineWith(() => {}));
  const id = (await open()) ?? '';
  const conversation = await get(id);
  conversation?.send({ type: 'user.said', text: 'Good morning.' });
  await vi.advanceTimersByTimeAsync(10 * minute - 1);
  expect(await get(id)).toBe(conversation);
  await vi.advanceTimersByTimeAsync(1);
  expect(conversation?.getSnapshot().status).toBe('stopped');
  const again = await get(id);
  expect(again).not.toBe(conversation);
  expect(again?.getSnapshot().context.transcript.map(({ content }) => content)).toEqual([
    'Good morning.',
    'Answer: Good morning.',
  ]);
});

test('a conversation stays open while anybody listens, and ten minutes more', async () => {
  const { open, get, listen } = keepConversations(openBakery().machineWith(() => {}));
  const id = (await open()) ?? '';
  const conversation = await get(id);
  const [leave, leaveToo] = [listen(id), listen(id)];
  leave();
  await vi.advanceTimersByTimeAsync(60 * minute);
  expect(conversation?.getSnapshot().status).toBe('active');
  leaveToo();
  await vi.advanceTimersByTimeAsync(10 * minute);
  expect(conversation?.getSnapshot().status).toBe('stopped');
});

test('of one in which nothing was said, and one that never was, there is nothing to open again', async () => {
  const { machineWith } = openBakery();
  const first = keepConversations(machineWith(() => {}));
  const id = (await first.open()) ?? '';
  await first.close();
  const next = keepConversations(machineWith(() => {}));
  expect(await next.get(id)).toBeUndefined();
  expect(await next.get(crypto.randomUUID())).toBeUndefined();
});

test('closing stops them all and leaves no timer behind', async () => {
  const { open, get, listen, close } = keepConversations(openBakery().machineWith(() => {}));
  const ids = [(await open()) ?? '', (await open()) ?? ''];
  const kept = await Promise.all(ids.map(get));
  const leave = listen(ids[0] ?? '');
  await close();
  leave();
  expect(kept.map((conversation) => conversation?.getSnapshot().status)).toEqual(['stopped', 'stopped']);
  expect(vi.getTimerCount()).toBe(0);
});
