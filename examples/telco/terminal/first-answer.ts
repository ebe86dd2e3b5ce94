import type { ConversationContext } from 'meanwhile';

/** Whether something the user said has heard nothing yet: no reply, no acknowledgment, no answer meanwhile. */
export function awaitsFirstAnswer({ transcript }: Pick<ConversationContext, 'transcript'>): boolean {
  const answered = new Set(transcript.filter(({ role }) => role === 'assistant').map(({ turn }) => turn));
  return transcript.some(({ role, turn }) => role === 'user' && (turn === undefined || !answered.has(turn)));
}
