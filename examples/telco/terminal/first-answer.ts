import type { ConversationContext } from 'meanwhile';

/** Whether something the user said has heard nothing yet: no reply, no acknowledgment, no answer meanwhile; `told` are the ids of what was. */
export function awaitsFirstAnswer(
  { transcript }: Pick<ConversationContext, 'transcript'>,
  told: ReadonlySet<string>,
): boolean {
  const answered = new Set(transcript.filter(({ id }) => told.has(id)).map(({ turn }) => turn));
  return transcript.some(({ role, turn }) => role === 'user' && (turn === undefined || !answered.has(turn)));
}
