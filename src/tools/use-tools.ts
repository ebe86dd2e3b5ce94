import { fromCallback, type EventObject } from 'xstate';
import type { MainOperationEvent } from '../../machines/main-operation.ts';
import type { UseToolsInput } from '../../machines/main-operation-protocol.ts';
import { stoppable } from '../effects/ancestors.ts';
import { apart } from '../effects/work.ts';
import type { Catalog } from './catalog.ts';
import { carryOut } from './carry-out.ts';

/** Carries out the quick calls of one reply side by side; each result is told as soon as it is there. */
export function useTools(catalog: Catalog) {
  const runApart = apart();
  return fromCallback<EventObject, UseToolsInput>(({ input, self, sendBack }) => {
    const { conversationId, operationId: turnId, session, calls } = input;
    const { signal, stop, release } = stoppable(self);
    const answer = (event: MainOperationEvent) => sendBack(event);

    const all = calls.map(async (call) => {
      const site = { conversationId, turnId, session };
      const { result, facts } = await runApart(() => carryOut(call, catalog.main, site, signal));
      answer({ type: 'tool.answered', result, facts });
    });
    void Promise.all(all).finally(release);
    return () => stop(new Error('the operation did not wait for the tool'));
  });
}
