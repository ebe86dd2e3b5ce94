import type { ConversationContext } from '../../machines/conversation-context.ts';
import { isAnswering } from '../../machines/conversation.ts';
import { LONGEST_MS } from '../effects/bounds.ts';
import { currentRun } from '../current-run.ts';

/** When the agent says by itself how far the work is, while nobody says anything. */
export type CheckIns = {
  /** After how long a silence, in milliseconds. Default: 10 s. */
  afterMs: number;
  /** How long after it did so before, in milliseconds. Default: 20 s. */
  againAfterMs: number;
  /** How often in one operation. Default: 3. */
  most: number;
};

/** What the silence is measured by: and how long somebody counts as speaking who was not heard to stop. */
export type Silence = CheckIns & { speechTimeout: number; deliveryTimeout: number };

/** The defaults with the app's own in place. */
export function checkInsWith({ afterMs = 10_000, againAfterMs = 20_000, most = 3 }: Partial<CheckIns>): CheckIns {
  return { afterMs, againAfterMs, most };
}

/** Whether there is nobody to wait for but the tool, one that is told of, and it may be said once more how far it is. */
export function isQuiet(context: ConversationContext, { most }: Silence): boolean {
  const { runs = [], checkedIn, stopping } = context.operation ?? {};
  const run = currentRun(runs);
  const isAtWork = run?.status === 'running' && run.delivery !== 'silent' && !stopping;
  return isAtWork && !isAnswering(context) && (checkedIn?.times ?? 0) < most;
}

/** When the silence will have lasted long enough, in milliseconds since the epoch. */
export function dueAt(context: ConversationContext, silence: Silence): number {
  const { checkedIn } = context.operation ?? {};
  const again = checkedIn ? checkedIn.at + silence.againAfterMs : 0;
  return Math.max(context.spokenAt + silentMs(context, silence), again);
}

/** How long that is from any moment at most, in milliseconds: whoever sets the clock back makes it no longer. */
export function longestWait(context: ConversationContext, silence: Silence): number {
  const again = context.operation?.checkedIn ? silence.againAfterMs : 0;
  return Math.min(Math.max(silentMs(context, silence), again), LONGEST_MS);
}

function silentMs({ speaking, playing }: ConversationContext, silence: Silence): number {
  const { afterMs, speechTimeout, deliveryTimeout } = silence;
  return afterMs + Math.max(speaking ? speechTimeout : 0, playing === '' ? 0 : deliveryTimeout);
}

/** What changes when the agent has said once more how far the work is. */
export function withCheckIn({ operation, now }: ConversationContext): Pick<ConversationContext, 'operation'> {
  const times = (operation?.checkedIn?.times ?? 0) + 1;
  return { operation: operation && { ...operation, checkedIn: { times, at: now } } };
}
