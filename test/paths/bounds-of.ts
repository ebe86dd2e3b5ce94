import type { AnyMachineSnapshot, AnyStateMachine } from 'xstate';
import type { Place, Way } from './explore-chart.ts';

/** The timers of the states a chart is in, by the ids of their events. */
export function timersDue({ snapshot }: Place<AnyStateMachine>): string[] {
  const types = nodesOf(snapshot).flatMap(({ after }) => after.map(({ eventType }) => eventType));
  return [...new Set(types)];
}

/** Whether a step left the state whose timer ran out, be it to come back. */
export function leavesTimed({ move, stages }: Way<AnyStateMachine>): boolean {
  // a timer's event names its delay and its state: `xstate.after.patience.conversation.engaged`
  const timed = move.event.type.split('.').slice(3).join('.');
  return stages.some(({ snapshot }) => nodesOf(snapshot).every(({ id }) => id !== timed));
}

function nodesOf(snapshot: unknown) {
  return (snapshot as AnyMachineSnapshot)._nodes;
}
