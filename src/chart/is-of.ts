import { isMachineSnapshot, type AnyStateMachine, type ContextFrom, type Snapshot } from 'xstate';

/** Whether a snapshot is one of a chart, whatever fills the chart's slots. */
export function isOf<Machine extends AnyStateMachine>(
  chart: Machine,
  snapshot: unknown,
): snapshot is Snapshot<unknown> & { context: ContextFrom<Machine> } {
  return isMachineSnapshot(snapshot) && snapshot.machine.config === chart.config;
}
