import { StateMachine, type AnyStateNode, type InspectionEvent } from 'xstate';

/** The states of each chart, by its id, that were reached, and those that were not; by their paths. */
export type Coverage = Record<string, { reached: string[]; missed: string[] }>;

/** Sees which states conversations and their children pass through, as XState's inspection tells. */
export function coverage(): { note(event: InspectionEvent): void; states(): Coverage } {
  const charts = new Map<string, { all: string[]; reached: Set<string> }>();
  return {
    note(event) {
      if (event.type !== '@xstate.microstep' && event.type !== '@xstate.snapshot') return;
      const logic: unknown = Reflect.get(event.actorRef, 'logic');
      if (!(logic instanceof StateMachine)) return;
      const chart = charts.get(logic.id) ?? { all: pathsBelow(logic.root), reached: new Set() };
      charts.set(logic.id, chart);
      for (const path of pathsIn(Reflect.get(event.snapshot, 'value'))) chart.reached.add(path);
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

function pathsBelow(state: AnyStateNode): string[] {
  return Object.values(state.states).flatMap((child) => [child.path.join('.'), ...pathsBelow(child)]);
}

/** A state's value names what is active, level by level. */
function pathsIn(value: unknown, above = ''): string[] {
  if (typeof value === 'string') return [above + value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, below]) => [above + key, ...pathsIn(below, `${above}${key}.`)]);
}
