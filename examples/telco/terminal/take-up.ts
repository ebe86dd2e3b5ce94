import {
  LeaseLost,
  openConversation,
  type ConversationMachine,
  type OpenConversation,
  type OpenOptions,
} from 'meanwhile';
import { complaintOf, type Complaint } from './complaint.ts';
import { later as inRealTime, type Later } from './later.ts';

const MOMENT_MS = 1000;
const WAITING =
  'This chat was open a moment ago, and may be open still: waiting until that is clear, six seconds at most.';
const ELSEWHERE =
  'This chat is open in another terminal, and can be open once: go on there, or leave it there with /quit and start again.';

/** How the conversation is opened; `say` tells whoever sits there why that takes a while. */
export type TakingUp = OpenOptions & { say(note: string): void; later?: Later };

/**
 * Takes up the conversation where it was left, or begins it. Who was killed is not known to be dead at once: then it is
 * waited for.
 */
export async function takeUp(
  machine: ConversationMachine,
  { say, later = inRealTime, ...options }: TakingUp,
): Promise<OpenConversation | Complaint> {
  const stopWaiting = later(() => say(WAITING), MOMENT_MS);
  try {
    return await openConversation(machine, options);
  } catch (error) {
    if (error instanceof LeaseLost) return { complaint: ELSEWHERE };
    const { complaint } = complaintOf(error);
    return { complaint: `What was kept of this chat can't be used. ${complaint}` };
  } finally {
    stopWaiting();
  }
}
