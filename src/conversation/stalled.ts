import type { ConversationContext, RunNews } from '../../machines/conversation-context.ts';
import { entryWith, isAnswering } from '../../machines/conversation.ts';

/** The id of the sentence that a run has stalled: it is said once. */
export function stalledId({ runId }: RunNews['run']): string {
  return `${runId}/stalled`;
}

/**
 * Whether the user is told now that a run has stalled: once, and neither into their own words nor into those of the chat.
 * Who is just being answered is not told; the chat knows it.
 */
export function mustTellStalled(context: ConversationContext, { operationId, run }: RunNews): boolean {
  const isFree = !context.speaking && !isAnswering(context);
  const isNews = run.stalled === true && entryWith(context, stalledId(run)) === undefined;
  return operationId === context.operation?.operationId && isNews && isFree && run.delivery !== 'silent';
}
