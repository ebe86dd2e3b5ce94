import { AsyncLocalStorageProviderSingleton } from '@langchain/core/singletons';
import { fromPromise } from 'xstate';
import { stoppable } from './ancestors.ts';

/** An async function that does one piece of work; it knows no chart, and stops when the signal says so. */
export type Work<Output, Input> = (args: { input: Input; signal: AbortSignal }) => Promise<Output>;

/** Makes an actor of a piece of work. */
export function actorOf<Output, Input>(work: Work<Output, Input>) {
  return fromPromise<Output, Input>(async ({ input, signal: actorSignal, self }) => {
    const { signal, stop, release } = stoppable(self);
    actorSignal.addEventListener('abort', () => stop(actorSignal.reason), { once: true });
    try {
      return await apart(() => work({ input, signal }));
    } finally {
      release();
    }
  });
}

/**
 * Runs work outside of LangChain's implicit run config.
 *
 * LangChain keeps that in async local storage, where an actor started by an event from inside a tool would
 * find the tool's signal and callbacks, and be stopped with it.
 */
export function apart<Value>(work: () => Promise<Value>): Promise<Value> {
  return AsyncLocalStorageProviderSingleton.runWithConfig(undefined, work, true);
}
