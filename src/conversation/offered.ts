import type { ConversationContext } from '../../machines/conversation-context.ts';
import { entryOf, wordsOf } from '../../machines/conversation.ts';
import { withoutUnheard } from './heard.ts';

/** What changes when the next announcement is offered; what was heard of it before stands where it was said. */
export function offered({
  announcements: [next, ...others],
  transcript,
  now,
}: ConversationContext): Partial<ConversationContext> {
  if (!next) return {};
  const offers = next.offers + 1;
  const { id, kind, operationId, doubtful, sameKeys } = next;
  const entry = {
    ...entryOf({ id, kind, text: wordsOf(next) }, operationId, now),
    ...(doubtful.length > 0 && { doubtful }),
    ...(sameKeys.length > 0 && { sameKeys }),
  };
  const before = transcript.filter((one) => one.id !== id || one.content.trim() !== '');
  return {
    announcements: [{ ...next, offers }, ...others],
    transcript: [
      ...before.map((one) => (one.id === id ? withoutUnheard(one) : one)),
      offers > 1 ? { ...entry, offer: offers } : entry,
    ],
  };
}
