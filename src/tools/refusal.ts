import type { Facts } from '../../machines/json.ts';
import type { ToolCall } from '../../machines/messages.ts';
import type { KnownTool } from './catalog.ts';
import { refusalOfLarge } from './large-arguments.ts';

/** A code, and mostly why in words. */
export type Refusal = { error: string; message?: string };

/** A refusal in words, for whoever looks after a run. */
export function refusalInWords({ error, message }: Refusal): string {
  return `${error}: ${message ?? (error === NOT_AVAILABLE ? GONE : NOT_ALLOWED)}`;
}

/** What was accepted may have to be refused all the same: by a new version of the program, or in a session that is another. */
const GONE = 'it was not begun, because this program has no such tool. Bring it back, or do without it.';
const NOT_ALLOWED = 'it was not begun, because the session lacks that fact. Ask for it again once it is there.';
const NOT_AVAILABLE = 'not_available';

/**
 * Why a call must not run in this lane and session; undefined when it may.
 *
 * Whatever the model asks: the tools of the lane and the facts of the session decide, and nothing a model says. Nor does
 * a call run whose arguments were too large to be kept.
 */
export function refusalOf(known: KnownTool | undefined, session: Facts, args: ToolCall['args']): Refusal | undefined {
  if (!known) return { error: NOT_AVAILABLE };
  const { requires } = known.traits;
  if (requires !== undefined && !(Object.hasOwn(session, requires) && session[requires]))
    return { error: `not_${requires}` };
  return refusalOfLarge(args);
}
