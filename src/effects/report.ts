import type { AnyActorRef } from 'xstate';
import type { FailureReport, FailureSource } from '../../machines/conversation-protocol.ts';
import { conversationOf } from './ancestors.ts';
import { fieldOf } from '../methods.ts';
import { messageOf } from './error.ts';

/** Tells the conversation what went wrong, for logs, where the work goes on all the same. */
export type Report = (source: FailureSource, error: unknown) => void;

/** A failure as a conversation takes it. */
export function failureReport(source: FailureSource, error: unknown): FailureReport {
  return { type: 'work.failed', source, error: messageOf(error) };
}

/** How the work of an actor reports to its conversation. One that has come to its end is told nothing. */
export function reporterOf(self: AnyActorRef): Report {
  return (source, error) => {
    const conversation = conversationOf(self);
    const isActive = fieldOf(conversation?.getSnapshot(), 'status') === 'active';
    if (isActive) conversation?.send(failureReport(source, error));
  };
}
