import type { OpenConversation, Reply } from 'meanwhile';
import type { Screen } from './screen.ts';

/** So much of what was said before is shown again, and what the first of it answers: one wants to know where one was. */
const LAST_LINES = 4;

/**
 * Starts a conversation and prints what it says, each reply once; before that the last lines of what was said, if it goes
 * on. Gives the ids of the replies that are told, which grow.
 *
 * What nobody may have heard before a crash is both old and new: it is printed as new.
 */
export function retell(conversation: OpenConversation, screen: Screen): ReadonlySet<string> {
  const before = conversation.getSnapshot().context.transcript;
  const told = new Set<string>();
  const owed: Reply[] = [];
  let isRetold = false;

  function print({ id, kind, text }: Reply) {
    if (told.has(id)) return;
    told.add(id);
    screen.print(kind, text);
  }

  conversation.on('reply', (reply) => (isRetold ? print(reply) : owed.push(reply)));
  conversation.start();
  const old = before.filter(({ id }) => owed.every((reply) => reply.id !== id));
  const first = old.findLastIndex(({ role }, index) => role === 'user' && index <= old.length - LAST_LINES);
  for (const { kind, content } of old.slice(Math.max(0, first))) screen.print(kind ?? 'you', content);
  for (const { id, role } of old) if (role === 'assistant') told.add(id);
  for (const reply of owed) print(reply);
  isRetold = true;
  return told;
}
