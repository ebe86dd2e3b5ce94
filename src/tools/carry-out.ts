import type { Facts, Json } from '../../machines/json.ts';
import type { ToolCall } from '../../machines/messages.ts';
import type { CallResult } from '../../machines/main-operation-protocol.ts';
import type { RunStatus } from '../../machines/tool-run-protocol.ts';
import type { KnownTool } from './catalog.ts';
import { invokeTool } from './invoke-tool.ts';
import { failureOf, resultOf } from './call-result.ts';
import { refusalOf } from './refusal.ts';
import { isJsonObject, toJson } from './to-json.ts';
import { configurableOf } from './tool-call.ts';

/** Where quick calls come from. */
export type CallSite = {
  conversationId: string;
  /** The operation or chat turn that asks. */
  turnId: string;
  session: Facts;
  /** What `check_status` tells. */
  runs?: readonly RunStatus[];
};

/** What a quick call came to: what the model reads, and the facts it established. */
export type CarriedOut = { result: CallResult; facts: Facts };

/** Carries out a quick call with a lane's tools. Whatever goes wrong is a result: this never rejects. */
export async function carryOut(
  call: ToolCall,
  tools: ReadonlyMap<string, KnownTool>,
  { conversationId, turnId, session, runs }: CallSite,
  signal: AbortSignal,
): Promise<CarriedOut> {
  const known = tools.get(call.name);
  const refusal = refusalOf(known, session, call.args);
  if (refusal || !known) return { result: resultOf(call, refusal ?? null), facts: {} };

  const context = { conversationId, turnId, runId: `${turnId}/${call.id}`, attempt: 1, session };
  try {
    const value = await invokeTool(known.tool, {
      args: call.args,
      configurable: configurableOf(context, runs),
      signal,
    });
    return { result: resultOf(call, value), facts: learned(known, value) };
  } catch (error) {
    return { result: failureOf(call, error), facts: {} };
  }
}

/** A call that took effect stays one, even if nobody can tell what it established. */
function learned({ traits }: KnownTool, value: Json): Facts {
  try {
    const facts = toJson(traits.establishes?.(value));
    return isJsonObject(facts) ? facts : {};
  } catch {
    return {};
  }
}
