import type { AnyActorRef } from 'xstate';
import type { ConversationEvent, FailureReport, FailureSource } from '../../machines/conversation-protocol.ts';
import { conversationOf } from './ancestors.ts';
import { fieldOf } from '../methods.ts';
import { messageOf } from './error.ts';

/** Tells the conversation what went wrong, for logs, where the work goes on all the same. */
export type Report = (source: FailureSource, error: unknown) => void;

/** Tells the conversation, by their ids, what the user no longer wants: the same as from a button. */
export type Cancel = (operationIds: string[]) => void;

/** A failure as a conversation takes it. */
export function failureReport(source: FailureSource, error: unknown): FailureReport {
  return { type: 'work.failed', source, error: messageOf(error) };
}

/** How the work of an actor reports to its conversation. */
export function reporterOf(self: AnyActorRef): Report {
  return (source, error) => tell(self, failureReport(source, error));
}

/** How the work of an actor cancels what runs or waits in its conversation. */
export function cancellerOf(self: AnyActorRef): Cancel {
  return (operationIds) => operationIds.forEach((operationId) => tell(self, { type: 'operation.cancel', operationId }));
}

/** A conversation that has come to its end is told nothing. */
function tell(self: AnyActorRef, event: ConversationEvent): void {
  const conversation = conversationOf(self);
  const isActive = fieldOf(conversation?.getSnapshot(), 'status') === 'active';
  if (isActive) conversation?.send(event);
}
