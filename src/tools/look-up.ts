import type { Findings, LookUpInput } from '../../machines/secondary-chat-protocol.ts';
import type { Work } from '../effects/work.ts';
import type { Catalog } from './catalog.ts';
import { carryOut } from './carry-out.ts';

/** The secondary chat looks things up, with the tools of its lane alone. */
export function lookUp(catalog: Catalog): Work<Findings, LookUpInput> {
  return async ({ input: { calls, ...site }, signal }) => {
    const found = await Promise.all(calls.map((call) => carryOut(call, catalog.chat, site, signal)));
    return { results: found.map(({ result }) => result) };
  };
}
