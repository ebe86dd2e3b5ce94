import type { Findings, LookUpInput } from '../../machines/secondary-chat-protocol.ts';
import type { Clock } from '../effects/clock.ts';
import type { CancellingWork } from '../effects/work.ts';
import type { Catalog } from './catalog.ts';
import { carryOut } from './carry-out.ts';
import { deskFor } from './desk.ts';

/**
 * The secondary chat looks things up, with the tools of its lane alone, side by side.
 *
 * What the user no longer wants is told as soon as that call has ended: a slow one beside it holds it not back, nor
 * loses it when it is given up. What they want afterwards is among the findings.
 */
export function lookUp(
  catalog: Catalog,
  clock: Pick<Clock, 'now'>,
  longestQueue: number,
): CancellingWork<Findings, LookUpInput> {
  return async ({ input, signal, cancel }) => {
    const { calls, conversationId, turnId, session } = input;
    const desk = deskFor(input, clock.now(), longestQueue);
    const site = { conversationId, turnId, session, desk };
    const results = calls.map(async (call) => {
      const { result } = await carryOut(call, catalog.chat, site, signal);
      cancel(desk.cancels.splice(0));
      return result;
    });
    return { results: await Promise.all(results), requests: desk.requests };
  };
}
