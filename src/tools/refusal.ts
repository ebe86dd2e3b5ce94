import type { Facts } from '../../machines/json.ts';
import type { ToolCall } from '../../machines/messages.ts';
import type { KnownTool } from './catalog.ts';
import { refusalOfLarge } from './large-arguments.ts';

/**
 * Why a call must not run in this lane and session; undefined when it may.
 *
 * Whatever the model asks: the tools of the lane and the facts of the session decide, and nothing a model says. Nor does
 * a call run whose arguments were too large to be kept.
 */
export function refusalOf(
  known: KnownTool | undefined,
  session: Facts,
  args: ToolCall['args'],
): { error: string; message?: string } | undefined {
  if (!known) return { error: 'not_available' };
  const { requires } = known.traits;
  if (requires !== undefined && !(Object.hasOwn(session, requires) && session[requires]))
    return { error: `not_${requires}` };
  return refusalOfLarge(args);
}
