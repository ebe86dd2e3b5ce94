import type { Facts, Json } from '../../machines/json.ts';
import type { ToolCall } from '../../machines/messages.ts';
import { isChanged, MOST_INTERRUPTED } from '../../machines/tool-run.ts';
import { askBackEnd } from './ask-back-end.ts';
import { asResult, broken, carryOut, keylessCall, type CallSite, type CarriedOut } from './carry-out.ts';
import type { KnownTool } from './catalog.ts';
import { contextOf } from './tool-call.ts';
import { ToolFailure } from './tool-failure.ts';
import { policyOf } from './traits.ts';

/** What a call that a restart has interrupted says of itself, and of which it is known that it took no effect. */
const INTERRUPTED = 'It was interrupted.';
const UNDONE = 'It was interrupted, and did not take effect.';
const AGAIN_AND_AGAIN = 'It was interrupted again and again.';

/** An interrupted call: where it came from, whether the user wanted it stopped, and what was known of them at first. */
type TakenUp = CallSite & { stopped: boolean; begunFor: Facts };

/**
 * Takes up a quick call that a restart has interrupted, as the tool's policy says. Like `carryOut` it never rejects.
 *
 * It may have had its effect before: whatever goes wrong now can't say that it had none. What the user wanted stopped is
 * not begun again, unless it changes nothing; nor is what was begun for somebody else, nor what may end its process each time.
 */
export async function takeUp(
  call: ToolCall,
  tools: ReadonlyMap<string, KnownTool>,
  { stopped, begunFor, ...site }: TakenUp,
  signal: AbortSignal,
): Promise<CarriedOut> {
  const known = tools.get(call.name);
  if (!known) return inDoubt(call);
  const policy = policyOf(known.traits);
  if ((site.attempt ?? 1) > MOST_INTERRUPTED) {
    return policy === 'none' ? broken(call, new Error(AGAIN_AND_AGAIN)) : inDoubt(call);
  }
  if (policy === 'none') return carryOut(call, tools, site, signal);
  if (policy === 'idempotent' && !stopped && !isChanged(begunFor, site.session)) {
    const again = await carryOut(call, tools, site, signal);
    return again.outcome.status === 'succeeded' ? again : inDoubt(call);
  }
  if (policy === 'reconcile') {
    return asResult(call, known, () => foundOut(call, known, { ...site, session: begunFor }, signal), site.report);
  }
  return inDoubt(call);
}

async function foundOut(call: ToolCall, known: KnownTool, site: CallSite, signal: AbortSignal): Promise<Json> {
  const context = { ...contextOf(keylessCall(call, site)), signal };
  const found = await askBackEnd(known, call.args, context).catch((cause: unknown) => {
    throw new ToolFailure(INTERRUPTED, { mayHaveHappened: true, cause });
  });
  if (found === undefined) throw new Error(UNDONE);
  return found;
}

function inDoubt(call: ToolCall): CarriedOut {
  return broken(call, new ToolFailure(INTERRUPTED, { mayHaveHappened: true }));
}
