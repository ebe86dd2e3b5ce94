import type { OperationOutcome } from '../../machines/main-operation-protocol.ts';
import { endingOfOperation } from './ending-of.ts';
import type { FactSource } from './fact.ts';
import { stopwatch } from './stopwatch.ts';

type Live = { id: string; outcome: OperationOutcome | undefined; isBroken: boolean; hasCancelledRun: boolean };

/** Tells of operations: one at a time, from its being taken until its outcome is told, or let go. */
export function operationFacts({ now, tell }: FactSource) {
  const watch = stopwatch(now);
  let live: Live | undefined;

  function leave(isStopped = false) {
    if (!live) return;
    const { id, outcome, isBroken } = live;
    live = undefined;
    const ending = isStopped ? 'stopped' : endingOfOperation(outcome, isBroken);
    const ms = watch.closed(id) ?? 0;
    tell({ type: 'operation.over', operationId: id, ending, ms, content: { text: outcome?.text ?? '' } });
  }

  return {
    /** That which is live; empty if none is. */
    id: () => live?.id ?? '',
    take(operationId: string, said: string[], isResumed: boolean) {
      if (operationId === '' || live?.id === operationId) return;
      leave();
      live = { id: operationId, outcome: undefined, isBroken: false, hasCancelledRun: false };
      watch.open(operationId);
      tell({ type: 'operation.taken', operationId, isResumed, content: { said } });
    },
    /** The user had a long tool of it cancelled, which is told of the tool. */
    cancelledRun() {
      if (live) live.hasCancelledRun = true;
    },
    /** Its work is over, and its outcome not told yet; without one it broke. */
    ready(outcome: OperationOutcome | undefined, isBroken: boolean) {
      if (!live) return;
      Object.assign(live, { outcome, isBroken });
      if (outcome?.status === 'cancelled' && !live.hasCancelledRun) tell({ type: 'operation.cancelled' });
      tell({ type: 'operation.ready', operationId: live.id });
    },
    leave,
  };
}
