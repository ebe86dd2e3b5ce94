import { isMachineSnapshot, StateMachine, type InspectionEvent } from 'xstate';
import { activeStates } from '../../chart/active-states.ts';
import { withStatesBelow } from '../../chart/state-tree.ts';

/** The states of each chart, by its id, that were reached, and those that were not; by their paths. */
export type Coverage = Record<string, { reached: string[]; missed: string[] }>;

/** Sees which states conversations and their children pass through, as XState's inspection tells. */
export function coverage(): { note(event: InspectionEvent): void; states(): Coverage } {
  const charts = new Map<string, { all: string[]; reached: Set<string> }>();
  return {
    note(event) {
      if (event.type !== '@xstate.microstep' && event.type !== '@xstate.snapshot') return;
      const logic: unknown = Reflect.get(event.actorRef, 'logic');
      if (!(logic instanceof StateMachine) || !isMachineSnapshot(event.snapshot)) return;
      const chart = charts.get(logic.id) ?? {
        all: withStatesBelow(logic.root)
          .slice(1)
          .map(({ path }) => path.join('.')),
        reached: new Set(),
      };
      charts.set(logic.id, chart);
      for (const path of activeStates(event.snapshot.value)) chart.reached.add(path);
    },
    states: () =>
      Object.fromEntries(
        [...charts].map(([id, { all, reached }]) => [
          id,
          { reached: all.filter((path) => reached.has(path)), missed: all.filter((path) => !reached.has(path)) },
        ]),
      ),
  };
}
