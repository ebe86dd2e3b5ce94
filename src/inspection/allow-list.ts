import { Actor, type ActorRefLike, type AnyStateMachine } from 'xstate';
import { withStatesBelow } from '../chart/state-tree.ts';
import { isObject } from '../shape.ts';

/** What an inspector may know by name: what stands in charts, and nothing that was made while they ran. */
export type AllowList = {
  /** The chart an actor moves in; undefined if it is none of the list. */
  chartOf(actor: ActorRefLike): AnyStateMachine | undefined;
  /** Whether an id is one of the fixed ids of children. */
  hasId(id: string): boolean;
  /** Whether a type of event is of the closed list. */
  hasEvent(type: string): boolean;
};

/** Not in a chart: what XState sends by itself, and what a tool is told. */
const otherEvents = ['xstate.init', 'xstate.stop', 'xstate.promise.resolve', 'xstate.promise.reject', 'tool.abort'];

/** The allow-list of some charts, read from the charts. */
export function allowListOf(charts: readonly AnyStateMachine[]): AllowList {
  const states = charts.flatMap(({ root }) => withStatesBelow(root));
  const ids = new Set(states.flatMap(({ invoke }) => invoke.map(({ id }) => id)));
  const endings = [...ids].flatMap((id) => [`xstate.done.actor.${id}`, `xstate.error.actor.${id}`]);
  const events = new Set([...states.flatMap(({ transitions }) => [...transitions.keys()]), ...endings, ...otherEvents]);
  return {
    chartOf(actor) {
      const logic: unknown = actor instanceof Actor ? actor.logic : undefined;
      if (!isObject(logic) || !('config' in logic)) return undefined;
      return charts.find(({ config }) => config === logic.config);
    },
    hasId: (id) => ids.has(id),
    hasEvent: (type) => events.has(type),
  };
}
