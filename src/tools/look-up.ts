import type { Findings, LookUpInput } from '../../machines/secondary-chat-protocol.ts';
import type { Clock } from '../effects/clock.ts';
import type { Work } from '../effects/work.ts';
import type { Catalog } from './catalog.ts';
import { carryOut } from './carry-out.ts';
import { deskFor } from './desk.ts';

/** The secondary chat looks things up, with the tools of its lane alone; what the user wants is left on the desk. */
export function lookUp(catalog: Catalog, clock: Pick<Clock, 'now'>): Work<Findings, LookUpInput> {
  return async ({ input, signal }) => {
    const { calls, conversationId, turnId, session } = input;
    const desk = deskFor(input, clock.now());
    const site = { conversationId, turnId, session, desk };
    const found = await Promise.all(calls.map((call) => carryOut(call, catalog.chat, site, signal)));
    return { results: found.map(({ result }) => result), cancels: desk.cancels, requests: desk.requests };
  };
}
