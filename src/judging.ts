import type { ConsentInput } from '../machines/conversation-protocol.ts';
import type { Judge } from './clear-yes.ts';
import type { Work } from './effects/work.ts';

/** Asks the judge. Whatever is not plainly true is no yes. */
export function judging(judge: Judge): Work<boolean, ConsentInput> {
  return async ({ input, signal }) => {
    const verdict: unknown = await judge(structuredClone(input), { signal });
    return verdict === true;
  };
}
