import type { ConversationContext } from '../../machines/conversation-context.ts';
import type { Seen } from './seen.ts';

/**
 * Forgets what was seen of a conversation and did not come about: its process died before it was saved.
 *
 * What was told once it was saved did come about, though its words may have been trimmed since.
 */
export function rollBack(seen: Seen, restored: ConversationContext, wasTold: (replyId: string) => boolean): void {
  const { transcript, operation, outcome, interim, queue, announcements } = restored;
  const said = new Set(
    [...transcript.filter(({ role }) => role === 'assistant'), ...announcements].map(({ id }) => id),
  );
  const isSo = (replyId: string) => said.has(replyId) || wasTold(replyId);
  const isOver = (operationId: string) => isSo(`${operationId}!`);

  for (const [id, replies] of seen.answers) {
    const others = [...replies].filter(isSo);
    if (others.length > 0) seen.answers.set(id, new Set(others));
    else seen.answers.delete(id);
  }
  for (const id of seen.interim.keys()) if (!isOver(id)) seen.interim.delete(id);
  if (operation && interim.length > 0) seen.interim.set(operation.operationId, interim);
  for (const [id, { readyAt }] of seen.outcomes) {
    if (isOver(id)) continue;
    if (outcome?.operationId === id) seen.outcomes.set(id, { ...outcome, readyAt });
    else seen.outcomes.delete(id);
  }
  const waits = (id: string) => queue.some(({ operationId }) => operationId === id);
  for (const id of seen.queued) {
    if (!isOver(id) && !isSo(`${id}/cancelled`) && id !== operation?.operationId && !waits(id)) seen.queued.delete(id);
  }
  const stopped = operation?.stopping ? operation.operationId : undefined;
  for (const id of seen.cancelled) if (!isOver(id) && id !== stopped) seen.cancelled.delete(id);
}
