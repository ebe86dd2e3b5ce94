import { isMachineSnapshot, type AnyStateMachine, type SnapshotFrom } from 'xstate';

/** Whether a snapshot is one of a chart, whatever fills the chart's slots. */
export function isOf<Machine extends AnyStateMachine>(
  chart: Machine,
  snapshot: unknown,
): snapshot is SnapshotFrom<Machine> {
  return isMachineSnapshot(snapshot) && snapshot.machine.config === chart.config;
}
