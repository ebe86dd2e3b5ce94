import { isDeepStrictEqual } from 'node:util';
import type { Facts } from '../../machines/json.ts';
import type { ToolCall } from '../../machines/messages.ts';
import type {
  AuthorizeInput,
  CallResult,
  Grant,
  Offer,
  QuickCall,
  Sorted,
} from '../../machines/main-operation-protocol.ts';
import type { EffectPolicy, LongCall } from '../../machines/tool-run-protocol.ts';
import { doubtfulTools } from '../../machines/main-operation.ts';
import { LONGEST_MS, type Bounds } from '../effects/bounds.ts';
import type { Durations, Estimate } from '../durations/durations.ts';
import { stallMs } from '../durations/stall-patience.ts';
import type { Work } from '../effects/work.ts';
import type { Phrases } from '../phrases.ts';
import type { Catalog, KnownTool } from './catalog.ts';
import { parsedArgs } from './parsed-args.ts';
import { failureOf, resultOf } from './call-result.ts';
import { refusalOf } from './refusal.ts';
import { retryPlanOf } from './retry-plan.ts';
import { keepsApart, sameKeyOf } from './same-key.ts';
import { toJson } from './to-json.ts';
import { policyOf, type LongRunning, type Traits } from './traits.ts';

/** Why a tool is not begun again by the model alone: twice would be worse than not at all. */
const IN_DOUBT =
  'Nobody can tell whether it took effect before. It does not run again in this request; the user decides.';

/** What the model reads of a call that would do the same twice. */
const DUPLICATE = {
  error: 'duplicate',
  message:
    'It has not run: the same was done since the user asked for this. Tell them so; if they want it again, they ask again.',
};

/** What one call may do: run at once, run long, run after a yes, or nothing, with the result that says why. */
type Verdict = { refused: CallResult } | { quick: QuickCall } | { long: LongCall } | { offer: Offer };

/**
 * Looks at the calls of one line before any of them runs, and sorts them.
 *
 * What decides is data: the lane's tools, the facts of the session, the user's own yes; nothing that a model says
 * (A7, A10, A11). A long call is checked before it is accepted, its tool's own `check` included, so that nothing
 * long begins that can't succeed. One that may have happened already is not begun again (D6).
 */
export function authorize({
  catalog: { main },
  phrases,
  bounds,
  durations,
}: {
  catalog: Catalog;
  phrases: Phrases;
  bounds: Pick<Bounds, 'quickTimeout'>;
  durations: Pick<Durations, 'load' | 'estimate'>;
}): Work<Sorted, AuthorizeInput> {
  return async ({ input, signal }) => {
    const { line, conversationId, operationId, session } = input;
    const granted = line.calls.find((call) => isGranted(call, input.granted, session));
    const verdicts = await Promise.all(line.calls.map(verdictOn));
    const offers = verdicts.flatMap((verdict) => ('offer' in verdict ? [verdict.offer] : []));
    const offer = input.offer ?? offers[0] ?? null;
    const quick = verdicts.flatMap((verdict) => ('quick' in verdict ? [verdict.quick] : []));
    return {
      refused: verdicts.flatMap((verdict) => {
        if ('offer' in verdict) return [notConfirmed(verdict.offer, offer)];
        return 'refused' in verdict ? [verdict.refused] : [];
      }),
      quick,
      long: verdicts.flatMap((verdict) => ('long' in verdict ? [verdict.long] : [])),
      offer,
    };

    async function verdictOn(call: ToolCall): Promise<Verdict> {
      const known = main.get(call.name);
      const refusal = refusalOf(known, session, call.args);
      if (refusal || !known) return { refused: resultOf(call, refusal ?? null) };
      if (isInDoubt(call.name, known.traits)) return { refused: failureOf(call, new Error(IN_DOUBT)) };
      try {
        return await verdictOnArgs(call, known);
      } catch (error) {
        return { refused: failureOf(call, error) };
      }
    }

    async function verdictOnArgs(call: ToolCall, { tool, traits }: KnownTool) {
      const { longRunning, confirm } = traits;
      if (!longRunning && !confirm) return { quick: quickly(call, traits) };
      const parsed = await parsedArgs(tool, call.args);
      const args = () => copied(parsed);
      const context = () => ({ conversationId, session: structuredClone(session), signal });
      const isLong = longRunning && (longRunning.when?.(args()) ?? true);
      if (isLong) {
        const objection = await longRunning.check?.(args(), context());
        if (objection !== undefined) return { refused: resultOf(call, objection) };
      }
      const isRepeated =
        isLong && keepsApart(longRunning) && input.repeated.includes(sameKeyOf(call, parsed, longRunning));
      if (isRepeated && longRunning.duplicates === 'reject') return { refused: resultOf(call, DUPLICATE) };
      const again = isLong ? phrases.again(labelOf(call, longRunning, args)) : '';
      let question = isRepeated && longRunning.duplicates === 'confirm' ? again : '';
      if (confirm && confirm.when?.(args()) !== false) {
        const preview = toJson(await confirm.preview(args(), context())) ?? '';
        if (typeof preview !== 'string') return { refused: resultOf(call, preview) };
        if (preview.trim() === '') throw new Error('there is nothing the user could say yes to: its preview is empty');
        question = [question, preview.trim()].filter(Boolean).join(' ');
      }
      // with the yes, it is no longer repeated
      const yes = call === granted ? input.granted?.preview : undefined;
      if (question !== '' && yes !== question && yes !== `${again} ${question}`) {
        return { offer: { callId: call.id, tool: call.name, args: call.args, preview: question, session } };
      }
      return isLong
        ? { long: accepted(call, parsed, args, longRunning, policyOf(traits)) }
        : { quick: quickly(call, traits, args) };
    }

    function isInDoubt(name: string, traits: Traits): boolean {
      return policyOf(traits) !== 'none' && (input.doubtful.includes(name) || doubtfulTools(input).includes(name));
    }

    function quickly(call: ToolCall, traits: Traits, args = () => copied(call.args)): QuickCall {
      const { longRunning } = traits;
      return {
        ...call,
        label: labelOf(call, longRunning, args),
        expectedMs: longRunning?.expectedMs ?? bounds.quickTimeout,
        effect: policyOf(traits),
      };
    }

    /** What was learned, and never ten times as much or as little as its author thought. */
    function expected({ expectedMs }: LongRunning, learned: Estimate | undefined): number {
      return Math.min(Math.max(learned?.p50Ms ?? expectedMs, Math.ceil(expectedMs / 10)), 10 * expectedMs);
    }

    function accepted(
      call: ToolCall,
      parsed: Record<string, unknown>,
      args: () => Record<string, unknown>,
      trait: LongRunning,
      effect: EffectPolicy,
    ): LongCall {
      const label = worded(trait.label, args()) || nameInWords(call);
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
        acknowledgment: line.text.trim() || worded(trait.acknowledgment, args()) || phrases.begins(label),
        expectedMs,
        ...(durationKey && { durationKey }),
        timeoutMs,
        stallMs: stallMs({ expectedMs, timeoutMs }, learned),
        effect,
        retry: retryPlanOf(trait.retry),
        ...(trait.cancellable === false && { unstoppable: true as const }),
        ...(keepsApart(trait) && { sameKey: sameKeyOf(call, parsed, trait) }),
        ...(trait.delivery && { delivery: trait.delivery }),
      };
    }
  };
}

/** A yes counts for the very call it was given to, for the same user, and only if it came in time. It counts once. */
function isGranted({ name, args }: ToolCall, granted: Grant | null, session: Facts): boolean {
  return (
    granted !== null &&
    granted.tool === name &&
    isDeepStrictEqual(granted.args, args) &&
    isDeepStrictEqual(granted.session, session) &&
    granted.givenAt <= granted.expiresAt
  );
}

/** What the model reads of a call that waits for the user's yes. */
function notConfirmed({ callId, tool, args, preview }: Offer, asked: Offer | null): CallResult {
  const isAsked = asked?.tool === tool && isDeepStrictEqual(asked.args, args);
  const message = isAsked
    ? `It has not run. Right after your words the user is told this, and it runs if they say yes: "${preview}" ` +
      'Do not ask for the yes yourself, do not call it again, and do not tell it as done. Say what else there is to say, or nothing.'
    : 'It has not run, and the user is not asked about it now: one thing at a time. Say so, and offer it for afterwards.';
  return resultOf({ id: callId, name: tool }, { error: 'not_confirmed', asked: isAsked, message });
}

/** What one function of a tool does to the arguments stays with it. What can't be copied is handed on as it is. */
function copied(args: Record<string, unknown>): Record<string, unknown> {
  try {
    return structuredClone(args);
  } catch {
    return { ...args };
  }
}

/** A quick call needs its label only if it is slow: one that can't be made is no reason to refuse it. */
function labelOf(call: ToolCall, trait: LongRunning | undefined, args: () => Record<string, unknown>): string {
  try {
    return worded(trait?.label, args()) || nameInWords(call);
  } catch {
    return nameInWords(call);
  }
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
