import type { ToolCall } from '../../machines/messages.ts';
import type { LongCall } from '../../machines/tool-run-protocol.ts';
import { asLabel } from '../messages/label.ts';
import type { Durations, Estimate } from '../durations/durations.ts';
import { stallMs } from '../durations/stall-patience.ts';
import { LONGEST_MS } from '../effects/bounds.ts';
import type { Phrases } from '../phrases.ts';
import { retryPlanOf } from './retry-plan.ts';
import { policyOf, type LongRunning, type Traits } from './traits.ts';

/** The arguments of a call as its tool reads them, anew each time: what one function does to them stays with it. */
export type Args = () => Record<string, unknown>;

/** A call that is to be accepted, and what is known of it. */
type Acceptable = {
  operationId: string;
  call: ToolCall;
  args: Args;
  trait: LongRunning;
  traits: Traits;
  sameKey: string | undefined;
  /** What the model said beside it. */
  said: string;
};

type With = { phrases: Pick<Phrases, 'begins'>; durations: Pick<Durations, 'load' | 'estimate'> };

/**
 * A call of a long tool as it is accepted: everything its run needs, as plain data.
 *
 * @throws what the tool's own functions throw.
 */
export function longCall(
  { operationId, call, args, trait, traits, sameKey, said }: Acceptable,
  { phrases, durations }: With,
): LongCall {
  const label = asLabel(worded(trait.label, args())) || nameInWords(call);
  const durationKey = worded(trait.durationKey, args()).slice(0, LONGEST_KEY);
  void durations.load(call.name); // for the next: nothing waits for the store
  const learned = durations.estimate(call.name, durationKey || undefined);
  const expectedMs = expected(trait, learned);
  const timeoutMs = trait.timeoutMs ?? Math.min(10 * trait.expectedMs, LONGEST_MS);
  return {
    runId: `${operationId}/${call.id}`,
    callId: call.id,
    tool: call.name,
    args: call.args,
    label,
    acknowledgment: said.trim() || worded(trait.acknowledgment, args()) || phrases.begins(label),
    expectedMs,
    ...(durationKey && { durationKey }),
    timeoutMs,
    stallMs: stallMs({ expectedMs, timeoutMs }, learned),
    effect: policyOf(traits),
    retry: retryPlanOf(trait.retry),
    ...(trait.cancellable === false && { unstoppable: true as const }),
    ...(sameKey !== undefined && { sameKey }),
    ...(trait.delivery && { delivery: trait.delivery }),
  };
}

/** What a call is called where that matters little: a label that can't be made is no reason to refuse it. */
export function labelOf(call: ToolCall, trait: LongRunning | undefined, args: Args): string {
  try {
    return asLabel(worded(trait?.label, args())) || nameInWords(call);
  } catch {
    return nameInWords(call);
  }
}

/** What was learned, and never ten times as much or as little as its author thought. */
function expected({ expectedMs }: LongRunning, learned: Estimate | undefined): number {
  return Math.min(Math.max(learned?.p50Ms ?? expectedMs, Math.ceil(expectedMs / 10)), 10 * expectedMs);
}

/** Characters. */
const LONGEST_KEY = 100;

function nameInWords({ name }: ToolCall): string {
  return name.replaceAll('_', ' ').trim();
}

function worded(words: LongRunning['label'], args: Record<string, unknown>): string {
  const said: unknown = typeof words === 'function' ? words(args) : words;
  return typeof said === 'string' ? said.trim() : '';
}
