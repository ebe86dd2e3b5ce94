import { StateMachine, type AnyActorRef } from 'xstate';
import { conversationMachine } from '../../machines/conversation.ts';

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

/** Up to the conversation: to observe an actor above it would hide that one's errors from the app. */
function ancestorsOf(self: AnyActorRef): AnyActorRef[] {
  const parent = self._parent;
  if (!parent) return [];
  return isConversation(parent) ? [parent] : [parent, ...ancestorsOf(parent)];
}

function isConversation(actor: AnyActorRef): boolean {
  const logic: unknown = Reflect.get(actor, 'logic');
  return logic instanceof StateMachine && logic.id === conversationMachine.id;
}
