import { AsyncLocalStorageProviderSingleton } from '@langchain/core/singletons';
import { fromPromise } from 'xstate';
import { stoppable } from './ancestors.ts';
import { noteLate } from './late.ts';
import { type Cancel, cancellerOf, reporterOf, type Report } from './report.ts';

/** An async function that does one piece of work; it knows no chart, and stops when the signal says so. */
export type Work<Output, Input, Means = unknown> = (
  args: { input: Input; signal: AbortSignal } & Means,
) => Promise<Output>;

/** Work that can say what goes wrong on the way, though it goes on. */
export type ReportingWork<Output, Input> = Work<Output, Input, { report: Report }>;

/** Work by which the user may stop what runs or waits. */
export type CancellingWork<Output, Input> = Work<Output, Input, { cancel: Cancel }>;

/** Makes an actor of a piece of work. */
export function actorOf<Output, Input>(work: Work<Output, Input, { report: Report; cancel: Cancel }>) {
  const runApart = apart();
  return fromPromise<Output, Input>(async ({ input, signal: actorSignal, self }) => {
    const { signal, stop, release } = stoppable(self);
    const report = reporterOf(self);
    const cancel = cancellerOf(self);
    actorSignal.addEventListener('abort', () => stop(actorSignal.reason), { once: true });
    try {
      const output = await runApart(() => work({ input, signal, report, cancel }));
      if (actorSignal.aborted) noteLate(self, { output });
      return output;
    } finally {
      release();
    }
  });
}

/**
 * Makes a way to run work outside of LangChain's implicit context: the run config and the context variables of whoever
 * sent the event that began it.
 *
 * LangChain keeps them in async local storage, where an actor started by an event from inside a tool would find the
 * tool's signal and callbacks, and be stopped with it. The variables that are set where this is called, when the machine
 * is made, stay: an app registers its tracers by them.
 */
export function apart(): <Value>(work: () => Promise<Value>) => Promise<Value> {
  const provider = AsyncLocalStorageProviderSingleton;
  const home: unknown = provider.getInstance().getStore();
  return (work) => provider.getInstance().run(home, () => provider.runWithConfig(undefined, work, true));
}
