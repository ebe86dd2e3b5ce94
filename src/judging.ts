import type { ConsentInput } from '../machines/conversation-protocol.ts';
import type { Judge } from './clear-yes.ts';
import { kindOf } from './effects/error.ts';
import type { Work } from './effects/work.ts';

/** Asks the judge. Whatever is not plainly true is no yes. What the judge throws may quote the user, and is the cause alone. */
export function judging(judge: Judge): Work<boolean, ConsentInput> {
  return async ({ input, signal }) => {
    try {
      const verdict: unknown = await judge(structuredClone(input), { signal });
      return verdict === true;
    } catch (cause) {
      throw new Error(`the judge failed${kindOf(cause)}; it was not taken for a yes`, { cause });
    }
  };
}
