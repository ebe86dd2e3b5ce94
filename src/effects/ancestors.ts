import { StateMachine, type AnyActorRef } from 'xstate';
import { conversationMachine } from '../../machines/conversation.ts';

/** Work that can be stopped. Call `release` when it is over; stopping it does that too. */
export type Stoppable = { signal: AbortSignal; stop(reason: unknown): void; release(): void };

/**
 * A signal for the work of an actor, that also aborts when an actor above it breaks.
 *
 * XState stops the children of an actor that is stopped, but not those of one that breaks: a tool would
 * work on for a conversation that is no more.
 */
export function stoppable(self: AnyActorRef): Stoppable {
  const controller = new AbortController();
  const subscriptions = ancestorsOf(self).map((ancestor) =>
    ancestor.subscribe({ error: () => controller.abort(new Error('the conversation broke')) }),
  );
  const release = () => subscriptions.forEach((subscription) => subscription.unsubscribe());
  return {
    signal: controller.signal,
    stop(reason) {
      controller.abort(reason);
      release();
    },
    release,
  };
}

/** The conversation that an actor works for; undefined if it works for none. */
export function conversationOf(self: AnyActorRef): AnyActorRef | undefined {
  return ancestorsOf(self).find(isConversation);
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
