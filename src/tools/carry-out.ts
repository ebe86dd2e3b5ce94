import type { Facts, Json } from '../../machines/json.ts';
import type { ToolCall } from '../../machines/messages.ts';
import type { CallResult } from '../../machines/main-operation-protocol.ts';
import type { RunOutcome } from '../../machines/tool-run-protocol.ts';
import { messageOf } from '../effects/error.ts';
import type { Report } from '../effects/report.ts';
import { announced } from './announced.ts';
import type { KnownTool } from './catalog.ts';
import type { Desk } from './desk.ts';
import { invokeTool } from './invoke-tool.ts';
import { failureOf, resultOf } from './call-result.ts';
import { refusalInWords, refusalOf } from './refusal.ts';
import { toJson } from '../to-json.ts';
import { configurableOf, type KeylessCall } from './tool-call.ts';
import type { Traits } from './traits.ts';
import { isRecord } from '../shape.ts';

/** Where quick calls come from. */
export type CallSite = {
  conversationId: string;
  /** The operation or chat turn that asks. */
  turnId: string;
  session: Facts;
  /** Default: the first. */
  attempt?: number;
  /** What the library's own tools work on. */
  desk?: Desk;
  /** Waits until a tool with these traits may begin; throws if it must not. Default: at once. */
  ready?(traits: Traits): Promise<void>;
  /** Hears what goes wrong beside the call. Default: nobody does. */
  report?: Report;
};

/** What a quick call came to: what the model reads, what is told of it if it was slow, and the facts it established. */
export type CarriedOut = { result: CallResult; outcome: RunOutcome; facts: Facts };

/** Carries out a quick call with a lane's tools. Whatever goes wrong is a result: this never rejects. */
export async function carryOut(
  call: ToolCall,
  tools: ReadonlyMap<string, KnownTool>,
  site: CallSite,
  signal: AbortSignal,
): Promise<CarriedOut> {
  const known = tools.get(call.name);
  const refusal = refusalOf(known, site.session, call.args);
  if (refusal || !known) {
    const outcome = failure('failed', refusal ? refusalInWords(refusal) : '');
    return { result: resultOf(call, refusal ?? null), outcome, facts: {} };
  }

  const find = async () => {
    await site.ready?.(known.traits);
    const configurable = configurableOf(keylessCall(call, site), known.isOurs ? site.desk : undefined);
    return invokeTool(known.tool, { args: call.args, configurable, signal });
  };
  return asResult(call, known, find, site.report);
}

/** What a call came to whose value, or error, is found in this way. */
export async function asResult(
  call: ToolCall,
  known: KnownTool,
  find: () => Promise<Json>,
  report: Report = () => {},
): Promise<CarriedOut> {
  try {
    const value = await find();
    const said = announced(known, value, report);
    const outcome: RunOutcome = { status: 'succeeded', percent: 100, result: value, error: '', ...said };
    return { result: resultOf(call, value), outcome, facts: learned(known, value) };
  } catch (error) {
    return broken(call, error);
  }
}

/** A call that broke. */
export function broken(call: ToolCall, error: unknown): CarriedOut {
  const result = failureOf(call, error);
  return { result, outcome: failure(result.doubtful ? 'unknown' : 'failed', messageOf(error)), facts: {} };
}

function failure(status: 'failed' | 'unknown', error: string): RunOutcome {
  return { status, percent: 0, result: null, announcement: '', facts: [], error };
}

/** A quick call, under ids that are the same in each attempt. */
export function keylessCall({ id }: ToolCall, { conversationId, turnId, session, attempt = 1 }: CallSite): KeylessCall {
  return { conversationId, turnId, runId: `${turnId}/${id}`, attempt, session };
}

/** A call that took effect stays one, even if nobody can tell what it established. */
function learned({ traits }: KnownTool, value: Json): Facts {
  try {
    const facts = toJson(traits.establishes?.(value));
    return isRecord(facts) ? facts : {};
  } catch {
    return {};
  }
}
