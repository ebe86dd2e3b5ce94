import type { CallResult } from '../../machines/main-operation-protocol.ts';
import type { ToolCall } from '../../machines/messages.ts';
import type { Ending, FactSource } from './fact.ts';
import { OTHER } from './names.ts';
import { stopwatch } from './stopwatch.ts';

type OpenTool = { tool: string; isLong: boolean; isResumed: boolean; expectedMs: number | undefined };
type LongCall = { expectedMs: number; attempt: number };

/**
 * Tells of calls of tools, each from its beginning to its end. `tools` are the names there are: another name is a model's
 * invention, and not told.
 */
export function toolFacts({ now, tell, tools }: FactSource & { tools: ReadonlySet<string> }) {
  const open = new Map<string, OpenTool>();
  const watch = stopwatch(now);
  const named = (tool: string) => (tools.has(tool) ? tool : OTHER);

  function begin(owner: string, { id, name, args }: ToolCall, isResumed: boolean, long?: LongCall) {
    const runId = `${owner}/${id}`;
    const begun = { tool: named(name), isLong: long !== undefined, isResumed, expectedMs: long?.expectedMs };
    open.set(runId, begun);
    watch.open(runId);
    tell({ type: 'tool.began', runId, owner, attempt: long?.attempt ?? 1, ...begun, content: { args } });
  }

  function end(runId: string, ending: Ending, of: { isCancelled?: boolean; result?: string; error?: string } = {}) {
    const begun = open.get(runId);
    if (!begun) return;
    open.delete(runId);
    const { isCancelled = false, result = '', error = '' } = of;
    const ms = watch.closed(runId) ?? 0;
    tell({ type: 'tool.over', runId, ...begun, ending, ms, isCancelled, content: { result, error } });
  }

  return {
    begin,
    end,
    named,
    answered(owner: string, { callId, content, failed, doubtful }: CallResult) {
      const ending = doubtful ? 'unknown' : failed ? 'failed' : 'succeeded';
      end(`${owner}/${callId}`, ending, failed ? { error: content } : { result: content });
    },
    /** The quick calls of an operation or a turn that have not answered. */
    endQuick(owner: string, ending: Ending) {
      for (const [runId, { isLong }] of open) if (!isLong && runId.startsWith(`${owner}/`)) end(runId, ending);
    },
    endAll() {
      for (const runId of open.keys()) end(runId, 'stopped');
    },
    /** The long calls that are under way. */
    long: () => [...open].flatMap(([runId, { isLong, tool }]) => (isLong ? [{ runId, tool }] : [])),
  };
}
