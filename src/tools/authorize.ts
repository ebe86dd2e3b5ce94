import type { ToolCall } from '../../machines/messages.ts';
import type { AuthorizeInput, CallResult, Offer, QuickCall, Sorted } from '../../machines/main-operation-protocol.ts';
import type { LongCall } from '../../machines/tool-run-protocol.ts';
import { doubtfulTools } from '../../machines/main-operation.ts';
import type { Bounds } from '../effects/bounds.ts';
import type { Durations, Estimate } from '../durations/durations.ts';
import type { Work } from '../effects/work.ts';
import type { Phrases } from '../phrases.ts';
import type { Catalog, KnownTool } from './catalog.ts';
import { failureOf, resultOf } from './call-result.ts';
import { labelOf, longCall, type Args } from './long-call.ts';
import { parsedArgs } from './parsed-args.ts';
import { isAnswered, isGranted, notConfirmed, previewOf, questionOf } from './question.ts';
import { refusalOf } from './refusal.ts';
import { keysOfDone, sameKeyOf } from './same-key.ts';
import { policyOf, type Traits } from './traits.ts';

/** Why a tool is not begun again by the model alone: twice would be worse than not at all. */
const NOT_AGAIN =
  'Nobody can tell whether it took effect before. It does not run again in this request; the user decides.';

/** What the model reads of a call that would do the same twice. */
const DUPLICATE = {
  error: 'duplicate',
  message:
    'It has not run: the same was done since the user asked for this. Tell them so; if they want it again, they ask again.',
};

/** What it reads where a call before it in the line does the same: what becomes of that one nobody knows yet. */
const DUPLICATE_IN_LINE = {
  error: 'duplicate',
  message:
    'It has not run: a call beside it does the same. See what becomes of that one, and call this again only if that failed or the user wants it twice.',
};

/** What one call may do: run at once, run long, run after a yes, or nothing, with the result that says why. */
type Verdict =
  | { refused: CallResult }
  | { quick: QuickCall }
  | { long: LongCall; sameKey: string | undefined }
  | { offer: Offer; sameKey: string | undefined };

/**
 * Looks at the calls of one line before any of them runs, and sorts them.
 *
 * What decides is data: the lane's tools, the facts of the session, the user's own yes; nothing that a model says
 * (A7, A10, A11). A long call is checked before it is accepted, its tool's own `check` included, so that nothing
 * long begins that can't succeed. One that may have happened already is not begun again (D6), nor is one that would do again
 * what the user has not heard to be done, where that matters: for words before, for this request, or in this line.
 */
export function authorize({
  catalog: { main },
  phrases,
  bounds,
  durations,
}: {
  catalog: Catalog;
  phrases: Phrases;
  bounds: Waits;
  durations: Pick<Durations, 'load' | 'estimate'>;
}): Work<Sorted, AuthorizeInput> {
  return async ({ input, signal }) => {
    const { line, conversationId, operationId, session } = input;
    const granted = line.calls.find((call) => isGranted(call, input.granted, session));
    const done = [...input.repeated, ...keysOfDone(input.runs)];
    const verdicts = onceEach(await Promise.all(line.calls.map(verdictOn)));
    const offers = verdicts.flatMap((verdict) => ('offer' in verdict ? [verdict.offer] : []));
    const offer = input.offer ?? offers[0] ?? null;
    return {
      refused: verdicts.flatMap((verdict) => {
        if ('offer' in verdict) return [notConfirmed(verdict.offer, offer)];
        return 'refused' in verdict ? [verdict.refused] : [];
      }),
      quick: verdicts.flatMap((verdict) => ('quick' in verdict ? [verdict.quick] : [])),
      long: verdicts.flatMap((verdict) => ('long' in verdict ? [verdict.long] : [])),
      offer,
    };

    async function verdictOn(call: ToolCall): Promise<Verdict> {
      const known = main.get(call.name);
      const refusal = refusalOf(known, session, call.args);
      if (refusal || !known) return { refused: resultOf(call, refusal ?? null) };
      if (isInDoubt(call.name, known.traits)) return { refused: failureOf(call, new Error(NOT_AGAIN)) };
      try {
        return await verdictOnArgs(call, known);
      } catch (error) {
        return { refused: failureOf(call, error) };
      }
    }

    async function verdictOnArgs(call: ToolCall, { tool, traits }: KnownTool): Promise<Verdict> {
      const { longRunning, confirm } = traits;
      if (!longRunning && !confirm) return { quick: quickly(call, traits) };
      const parsed = await parsedArgs(tool, call.args);
      const args = () => copied(parsed);
      const context = () => ({ conversationId, session: structuredClone(session), signal });
      const trait = longRunning && (longRunning.when?.(args()) ?? true) ? longRunning : undefined;

      const objection = await trait?.check?.(args(), context());
      if (objection !== undefined) return { refused: resultOf(call, objection) };

      const sameKey = trait && sameKeyOf(call, parsed, trait);
      const isRepeated = sameKey !== undefined && done.includes(sameKey);
      if (isRepeated && trait?.duplicates === 'reject') return { refused: resultOf(call, DUPLICATE) };

      const preview = await previewOf(confirm, args, context);
      if (typeof preview !== 'string') return { refused: resultOf(call, preview) };
      const question = questionOf(preview, trait ? phrases.again(labelOf(call, trait, args)) : '', isRepeated);
      const yes = call === granted ? input.granted?.preview : undefined;
      if (!isAnswered(question, yes)) {
        const { id: callId, name, args: given } = call;
        return { offer: { callId, tool: name, args: given, preview: question.text, session }, sameKey };
      }

      if (!trait) return { quick: quickly(call, traits, args) };
      const accepted = { operationId, call, args, trait, traits, sameKey, said: line.text };
      return { long: longCall(accepted, { phrases, durations }), sameKey };
    }

    function isInDoubt(name: string, traits: Traits): boolean {
      return policyOf(traits) !== 'none' && (input.doubtful.includes(name) || doubtfulTools(input).includes(name));
    }

    function quickly(call: ToolCall, traits: Traits, args: Args = () => copied(call.args)): QuickCall {
      const { longRunning } = traits;
      if (!longRunning) void durations.load(call.name); // for the next: nothing waits for the store
      return {
        ...call,
        label: labelOf(call, longRunning, args),
        expectedMs: longRunning?.expectedMs ?? slowMs(durations.estimate(call.name), bounds),
        effect: policyOf(traits),
      };
    }
  };
}

/** Of the calls of a line that do the same, the first that may run is accepted. */
function onceEach(verdicts: Verdict[]): Verdict[] {
  const accepted = new Set<string>();
  return verdicts.map((verdict) => {
    if (!('sameKey' in verdict) || verdict.sameKey === undefined) return verdict;
    const { callId: id, tool: name } = 'long' in verdict ? verdict.long : verdict.offer;
    if (accepted.has(verdict.sameKey)) return { refused: resultOf({ id, name }, DUPLICATE_IN_LINE) };
    if ('long' in verdict) accepted.add(verdict.sameKey);
    return verdict;
  });
}

/** How long a quick call takes, as far as is known, if it turns out to be slow: as most do, or else the slow ones. */
function slowMs(learned: Estimate | undefined, { quickTimeout, quickPatience }: Waits): number {
  const slow = learned && [learned.p50Ms, learned.p99Ms].find((ms) => ms > quickPatience);
  return Math.min(slow ?? quickTimeout, quickTimeout);
}

type Waits = Pick<Bounds, 'quickTimeout' | 'quickPatience'>;

/** What one function of a tool does to the arguments stays with it. What can't be copied is handed on as it is. */
function copied(args: Record<string, unknown>): Record<string, unknown> {
  try {
    return structuredClone(args);
  } catch {
    return { ...args };
  }
}
