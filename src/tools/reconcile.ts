import type { AttemptInput } from '../../machines/tool-run.ts';
import type { Reconciled } from '../../machines/tool-run-protocol.ts';
import type { ReportingWork } from '../effects/work.ts';
import { announced } from './announced.ts';
import { askBackEnd } from './ask-back-end.ts';
import type { Catalog } from './catalog.ts';
import { contextOf } from './tool-call.ts';

/** Asks the back-end of a long tool what became of a run that may have happened; rejects when that can't be known. */
export function reconcile({ main }: Catalog): ReportingWork<Reconciled, AttemptInput> {
  return async ({ input: { call, conversationId, operationId: turnId, session, attempt }, signal, report }) => {
    const known = main.get(call.tool);
    if (!known) throw new Error(`there is no tool ${call.tool} any more`);
    const context = contextOf({ conversationId, turnId, runId: call.runId, attempt, session });
    const result = await askBackEnd(known, call.args, { ...context, signal });
    return result === undefined
      ? { happened: false, result: null, announcement: '', facts: [] }
      : { happened: true, result, ...announced(known, result, report) };
  };
}
