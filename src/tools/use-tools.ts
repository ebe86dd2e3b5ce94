import type { EventObject } from 'xstate';
import type { MainOperationEvent } from '../../machines/main-operation.ts';
import type { UseToolsInput } from '../../machines/main-operation-protocol.ts';
import { stoppable } from '../effects/ancestors.ts';
import type { Timing } from '../durations/durations.ts';
import { cancellerOf, reporterOf } from '../effects/report.ts';
import { fromResumable } from '../effects/resumable.ts';
import { apart } from '../effects/work.ts';
import type { Catalog } from './catalog.ts';
import { carryOut } from './carry-out.ts';
import { deskBefore } from './desk.ts';
import { readyForEffect } from './ready-for-effect.ts';
import { takeUp } from './take-up.ts';
import type { Traits } from './traits.ts';

/**
 * Carries out the quick calls of one reply side by side; each result is told as soon as it is there.
 *
 * After a restart it calls nothing and says that they are lost: the chart knows which of them are still open, and has
 * those taken up in a further attempt.
 */
export function useTools(catalog: Catalog, { clock, durations }: Timing) {
  const runApart = apart();
  return fromResumable<EventObject, UseToolsInput>(({ input, resumed, self, sendBack }) => {
    const { conversationId, operationId: turnId, session, begunFor = session } = input;
    const { queue = [], calls, attempt, stopped } = input;
    const { signal, stop, release } = stoppable(self);
    const answer = (event: MainOperationEvent) => sendBack(event);
    const ready = (traits: Traits) => readyForEffect(self, traits, signal);
    const report = reporterOf(self);
    const cancel = cancellerOf(self);
    const desk = deskBefore(queue);
    const site = { conversationId, turnId, session, begunFor, attempt, stopped, desk, ready, report };
    const work = attempt > 1 ? takeUp : carryOut;

    async function use(call: UseToolsInput['calls'][number]) {
      const begunAt = clock.now();
      const carriedOut = await runApart(() => work(call, catalog.main, site, signal));
      cancel(desk.cancels.splice(0));
      if (carriedOut.outcome.status === 'succeeded') observe(call.name, clock.now() - begunAt);
      answer({ type: 'tool.answered', ...carriedOut });
    }

    /** A call that is quick for once says nothing about the long ones of its tool. */
    function observe(tool: string, ms: number) {
      const known = catalog.main.get(tool);
      if (!known || known.isOurs || known.traits.longRunning) return;
      durations.observe({ tool, ms, isWorthAWrite: false });
    }

    const lost = async () => ({ type: 'tools.lost', attempt, begunFor }) as const;
    const all = resumed ? [lost().then(answer)] : calls.map(use);
    void Promise.all(all).finally(release);
    return () => stop(new Error('the operation did not wait for the tool'));
  });
}
