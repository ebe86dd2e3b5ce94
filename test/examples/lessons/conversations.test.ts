import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { keepConversations } from '../../../examples/04-react/conversations.ts';
import { openBakery } from './bakery.ts';

const minute = 60_000;

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => void vi.useRealTimers());

test('a conversation nobody listens to is stopped after ten minutes', () => {
  const { open, get } = keepConversations(openBakery().machineWith(() => {}));
  const id = open() ?? '';
  const conversation = get(id);
  vi.advanceTimersByTime(10 * minute - 1);
  expect(get(id)).toBe(conversation);
  vi.advanceTimersByTime(1);
  expect(get(id)).toBeUndefined();
  expect(conversation?.getSnapshot().status).toBe('stopped');
});

test('a conversation is kept while anybody listens, and ten minutes more', () => {
  const { open, get, listen } = keepConversations(openBakery().machineWith(() => {}));
  const id = open() ?? '';
  const [leave, leaveToo] = [listen(id), listen(id)];
  leave();
  vi.advanceTimersByTime(60 * minute);
  expect(get(id)).toBeDefined();
  leaveToo();
  vi.advanceTimersByTime(10 * minute);
  expect(get(id)).toBeUndefined();
});

test('closing stops them all and leaves no timer behind', () => {
  const { open, get, listen, close } = keepConversations(openBakery().machineWith(() => {}));
  const ids = [open() ?? '', open() ?? ''];
  const kept = ids.map(get);
  const leave = listen(ids[0] ?? '');
  close();
  leave();
  expect(kept.map((conversation) => conversation?.getSnapshot().status)).toEqual(['stopped', 'stopped']);
  expect(vi.getTimerCount()).toBe(0);
});
