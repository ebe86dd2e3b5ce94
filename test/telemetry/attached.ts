import type { Conversation } from 'meanwhile';
import { telemetry, type TelemetryOptions } from 'meanwhile/telemetry';
import type { InspectionEvent } from 'xstate';

/** Attaches telemetry to each conversation that is made, before it starts: for stages, whose conversations start at once. */
export function attached(options: TelemetryOptions) {
  return ({ type, actorRef, rootId }: InspectionEvent) => {
    if (type === '@xstate.actor' && actorRef.sessionId === rootId) telemetry(actorRef as Conversation, options);
  };
}
