import type { AnyActorRef } from 'xstate';

/**
 * A signal that also aborts when an actor above this one breaks.
 *
 * XState stops the children of an actor that is stopped, but not those of one that breaks: a tool would
 * work on for a conversation that is no more. Call `release` when the work is over.
 */
export function abortWithAncestors(self: AnyActorRef, signal: AbortSignal): { signal: AbortSignal; release(): void } {
  const controller = new AbortController();
  const subscriptions = ancestorsOf(self).map((ancestor) =>
    ancestor.subscribe({ error: () => controller.abort(new Error('the conversation broke')) }),
  );
  return {
    signal: AbortSignal.any([signal, controller.signal]),
    release: () => subscriptions.forEach((subscription) => subscription.unsubscribe()),
  };
}

function ancestorsOf(self: AnyActorRef): AnyActorRef[] {
  const parent = self._parent;
  return parent ? [parent, ...ancestorsOf(parent)] : [];
}
