import { fromCallback } from 'xstate';
import type { Json } from '../../machines/json.ts';
import type { LongCall } from '../../machines/tool-run-protocol.ts';
import type { ToolCommand, ToolEvent, ToolRunInput } from '../../machines/tool-run.ts';
import { stoppable } from '../effects/ancestors.ts';
import { messageOf } from '../effects/error.ts';
import { apart } from '../effects/work.ts';
import type { Catalog } from './catalog.ts';
import { invokeTool } from './invoke-tool.ts';
import { refusalOf } from './refusal.ts';
import { configurableOf } from './tool-call.ts';
import { ToolFailure } from './tool-failure.ts';

/** Runs a long tool: its progress, and at the end its own word on how it went. */
export function runTool(catalog: Catalog) {
  const runApart = apart();
  return fromCallback<ToolCommand, ToolRunInput & { attempt: number }>(({ input, self, sendBack, receive }) => {
    const { call, conversationId, operationId: turnId, session, attempt } = input;
    const known = catalog.main.get(call.tool);
    const { signal, stop, release } = stoppable(self);
    const say = (event: ToolEvent) => sendBack(event);

    async function run(): Promise<ToolEvent> {
      const refusal = refusalOf(known, session, call.args);
      if (refusal || !known) throw new Error(refusal?.error);
      const configurable = configurableOf({ conversationId, turnId, runId: call.runId, attempt, session });
      const result = await invokeTool(known.tool, {
        args: call.args,
        configurable,
        signal,
        onYield: (value) => say({ type: 'tool.progressed', ...progressIn(value) }),
      });
      return { type: 'tool.succeeded', result, announcement: announced(known.traits.longRunning?.announce, result) };
    }

    receive(({ reason }) => stop(new Error(reason === 'timeout' ? 'it took too long' : 'it was cancelled')));
    void runApart(run)
      .catch((error: unknown) => failed(error, call))
      .then(say)
      .finally(release);
    return () => stop(new Error('the conversation ended'));
  });
}

/** What changes nothing leaves no doubt behind. */
function failed(error: unknown, { harmless }: LongCall): ToolEvent {
  const mayHaveHappened = !harmless && error instanceof ToolFailure && error.mayHaveHappened;
  return { type: 'tool.failed', error: messageOf(error), mayHaveHappened };
}

/** A sentence that can't be made is no reason to lose a result. */
function announced(announce: ((result: unknown) => string) | undefined, result: Json): string {
  try {
    const sentence: unknown = announce?.(result);
    return typeof sentence === 'string' ? sentence : '';
  } catch {
    return '';
  }
}

function progressIn(value: unknown): { percent: number; message: string } {
  const { percent, message } = { percent: 0, message: '', ...(typeof value === 'object' ? value : {}) };
  return {
    percent: typeof percent === 'number' && Number.isFinite(percent) ? percent : 0,
    message: typeof message === 'string' ? message : '',
  };
}
