import type { Facts } from '../../machines/json.ts';
import type { KnownTool } from './catalog.ts';

/**
 * Why a call must not run in this lane and session; undefined when it may.
 *
 * Whatever the model asks: the tools of the lane and the facts of the session decide, and nothing a model says.
 */
export function refusalOf(known: KnownTool | undefined, session: Facts): { error: string } | undefined {
  if (!known) return { error: 'not_available' };
  const { requires } = known.traits;
  if (requires !== undefined && !(Object.hasOwn(session, requires) && session[requires]))
    return { error: `not_${requires}` };
  return undefined;
}
