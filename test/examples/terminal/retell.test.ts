import type { Entry, OpenConversation, Reply } from 'meanwhile';
import { expect, test } from 'vitest';
import { retell } from '../../../examples/telco/terminal/retell.ts';

const answer = { kind: 'answer', lane: 'main', operationId: 'operation-1' } as const;
const reply = (id: string): Reply => ({ id, text: `reply ${id}`, ...answer });
const entry = (id: string): Entry =>
  id.startsWith('message')
    ? { id, role: 'user', content: `word ${id}`, lane: 'main', at: 0 }
    : { id, role: 'assistant', content: `reply ${id}`, at: 0, ...answer };

/** A conversation of which this was said, and which says this when it is started. */
function retold(before: string[], owed: string[]) {
  const printed: string[] = [];
  let tell = (_: Reply) => {};
  const conversation = {
    getSnapshot: () => ({ context: { transcript: before.map(entry) } }),
    on: (_: string, listener: typeof tell) => (tell = listener),
    start: () => owed.forEach((id) => tell(reply(id))),
  } as unknown as OpenConversation;
  const print = (_: string, text: string) => void printed.push(text);
  const told = retell(conversation, { live: true, print, show: () => {}, clearLine: () => false, close: () => {} });
  return { printed, told, say: (id: string) => tell(reply(id)) };
}

test('of what was said the last four lines are shown, from something the user said on', () => {
  const { printed, told } = retold(['message-1', '1!', 'message-2', '2!', 'message-3', '3!', '3!/later'], []);
  expect(printed).toEqual(['word message-2', 'reply 2!', 'word message-3', 'reply 3!', 'reply 3!/later']);
  expect([...told]).toEqual(['1!', '2!', '3!', '3!/later']);
  expect(retold(['message-1', '1!', 'message-2', '2!'], []).printed).toHaveLength(4);
  expect(retold(['0!', 'message-1', '1!'], []).printed).toHaveLength(3);
});

test('B2: what is owed from before is shown once, however much was said after it', () => {
  const before = ['message-1', '1!', 'message-2', 'message-3', 'message-4', 'message-5'];
  const { printed, told } = retold(before, ['1!']);
  expect(printed).toEqual(['word message-2', 'word message-3', 'word message-4', 'word message-5', 'reply 1!']);
  expect(told.has('1!')).toBe(true);
});

test('a reply that is given twice is printed once', () => {
  const { printed, say } = retold([], []);
  for (const id of ['1!', '1!', '2!']) say(id);
  expect(printed).toEqual(['reply 1!', 'reply 2!']);
});
