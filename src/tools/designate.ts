import type { ToolCall } from '../../machines/messages.ts';
import type { ModelTurn, Step, ThinkInput } from '../../machines/main-operation-protocol.ts';
import type { LongCall } from '../../machines/tool-run-protocol.ts';
import { LONGEST_MS } from '../effects/bounds.ts';
import type { Phrases } from '../phrases.ts';
import type { Catalog } from './catalog.ts';
import { parsedArgs } from './invoke-tool.ts';
import { failureOf, resultOf } from './call-result.ts';
import { refusalOf } from './refusal.ts';
import type { LongRunning, Traits } from './traits.ts';

/** Why a tool is not begun again by the model alone: twice would be worse than not at all. */
const IN_DOUBT =
  'Nobody can tell whether it took effect before. It does not run again in this request; the user decides.';

/** One call, sorted. */
type Designated = Pick<ModelTurn, 'refused' | 'quick' | 'long'>;

/**
 * Sorts the calls of one reply: which must not run, which are quick, and which are long.
 *
 * A long one is checked before it is accepted, its tool's own `check` included, so that nothing long begins that
 * can't succeed. One that may have happened already is not begun again (D6).
 */
export async function designate(
  { text, calls }: { text: string; calls: ToolCall[] },
  catalog: Catalog,
  phrases: Phrases,
  { operationId, session, steps, runs }: Pick<ThinkInput, 'operationId' | 'session' | 'steps' | 'runs'>,
  signal: AbortSignal,
): Promise<ModelTurn> {
  const sorted = await Promise.all(calls.map((call) => designateOne(call)));
  return {
    text,
    calls,
    refused: sorted.flatMap(({ refused }) => refused),
    quick: sorted.flatMap(({ quick }) => quick),
    long: sorted.flatMap(({ long }) => long),
    mayChange: sorted.some(({ quick }) => quick.some(({ name }) => !catalog.main.get(name)?.traits.readOnly)),
  };

  async function designateOne(call: ToolCall): Promise<Designated> {
    const known = catalog.main.get(call.name);
    const refusal = refusalOf(known, session);
    if (refusal || !known) return refusedWith(resultOf(call, refusal ?? null));
    if (isInDoubt(call.name, known.traits)) return refusedWith(failureOf(call, new Error(IN_DOUBT)));
    const { longRunning } = known.traits;
    if (!longRunning) return { refused: [], quick: [call], long: [] };
    try {
      const args = await parsedArgs(known.tool, call.args);
      if (longRunning.when && !longRunning.when(args)) return { refused: [], quick: [call], long: [] };
      const objection = await longRunning.check?.(args, { session: structuredClone(session), signal });
      if (objection !== undefined) return refusedWith(resultOf(call, objection));
      return { refused: [], quick: [], long: [accepted(call, args, longRunning, known.traits)] };
    } catch (error) {
      return refusedWith(failureOf(call, error));
    }
  }

  function isInDoubt(name: string, { readOnly }: Traits): boolean {
    const ofRun = runs.some(({ tool, status }) => tool === name && status === 'unknown');
    return ofRun || (!readOnly && steps.some((step) => isQuickDoubt(name, step)));
  }

  function accepted(call: ToolCall, args: Record<string, unknown>, trait: LongRunning, traits: Traits): LongCall {
    const label = worded(trait.label, args) || call.name.replaceAll('_', ' ').trim();
    return {
      runId: `${operationId}/${call.id}`,
      callId: call.id,
      tool: call.name,
      args: call.args,
      label,
      acknowledgment: text.trim() || worded(trait.acknowledgment, args) || phrases.begins(label),
      expectedMs: trait.expectedMs,
      timeoutMs: trait.timeoutMs ?? Math.min(10 * trait.expectedMs, LONGEST_MS),
      harmless: traits.readOnly === true,
    };
  }
}

/** A quick call without a result did not answer in time. */
function isQuickDoubt(name: string, { calls, results, long }: Step): boolean {
  return calls.some((call) => {
    const result = results.find(({ callId }) => callId === call.id);
    return call.name === name && !long.includes(call.id) && (result === undefined || result.doubtful === true);
  });
}

function refusedWith(result: ModelTurn['refused'][number]): Designated {
  return { refused: [result], quick: [], long: [] };
}

function worded(words: LongRunning['label'], args: Record<string, unknown>): string {
  const said: unknown = typeof words === 'function' ? words(args) : words;
  return typeof said === 'string' ? said.trim() : '';
}
