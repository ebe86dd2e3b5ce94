import {
  Actor,
  isMachineSnapshot,
  type ActorRefLike,
  type AnyStateMachine,
  type InspectionEvent,
  type Snapshot,
  type StateValue,
} from 'xstate';
import { allowListOf } from './allow-list.ts';
import { figuresOf, type Figures } from './figures.ts';

/** An actor as an inspector may know it: a stand-in, from which no way leads to the actor itself. */
export type ShownActor = Omit<ActorRefLike, 'getSnapshot'> & {
  /** A fixed id of a chart, or a number: `conversation-1`. An app's own ids may be personal. */
  id: string;
  _parent: ShownActor | undefined;
  /** The chart: its name, and its source for inspectors that draw. Both are undefined for anything else. */
  logic: { id: string | undefined; config: unknown };
  getSnapshot(): ShownSnapshot;
};

/** A snapshot as an inspector may know it. */
export type ShownSnapshot = Snapshot<undefined> & { value?: StateValue; context?: Figures };

/** What XState's inspection tells, redacted. */
export type ShownEvent = { rootId: string; actorRef: ShownActor } & (
  | { type: '@xstate.actor' }
  | { type: '@xstate.event'; sourceRef: ShownActor | undefined; event: { type: string } }
  | { type: '@xstate.snapshot'; event: { type: string }; snapshot: ShownSnapshot }
);

/** What stands for the type of an event that is not on the list. */
const HIDDEN = '(not shown)';

/** Makes the function that redacts inspection events; what it gives undefined for is not shown at all. */
export function redaction(charts: readonly AnyStateMachine[]): (event: InspectionEvent) => ShownEvent | undefined {
  const allowed = allowListOf(charts);
  const standIns = new WeakMap<ActorRefLike, ShownActor>();
  const counts = new Map<string, number>();

  return (inspected) => {
    const { rootId } = inspected;
    switch (inspected.type) {
      case '@xstate.actor':
        return { type: '@xstate.actor', rootId, actorRef: shown(inspected.actorRef) };
      case '@xstate.event':
        return {
          type: '@xstate.event',
          rootId,
          actorRef: shown(inspected.actorRef),
          sourceRef: inspected.sourceRef && shown(inspected.sourceRef),
          event: shownEvent(inspected.event),
        };
      case '@xstate.snapshot':
        return {
          type: '@xstate.snapshot',
          rootId,
          actorRef: shown(inspected.actorRef),
          event: shownEvent(inspected.event),
          snapshot: shownSnapshot(inspected.actorRef, inspected.snapshot),
        };
      default:
        return undefined;
    }
  };

  function shown(actor: ActorRefLike): ShownActor {
    const known = standIns.get(actor);
    if (known) return known;

    const chart = allowed.chartOf(actor);
    const standIn: ShownActor = {
      id: nameOf(actor),
      sessionId: actor.sessionId,
      _parent: actor instanceof Actor && actor._parent ? shown(actor._parent) : undefined,
      logic: { id: chart?.id, config: chart && sourceOf(chart) },
      getSnapshot: () => shownSnapshot(actor, snapshotOf(actor)),
      send() {},
    };
    standIns.set(actor, standIn);
    return standIn;
  }

  function nameOf(actor: ActorRefLike): string {
    if (actor instanceof Actor && allowed.hasId(actor.id)) return actor.id;
    const kind = allowed.chartOf(actor)?.id ?? 'actor';
    const count = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, count);
    return `${kind}-${count}`;
  }

  function shownEvent({ type }: { type: string }): { type: string } {
    return { type: allowed.hasEvent(type) ? type : HIDDEN };
  }

  function shownSnapshot(actor: ActorRefLike, snapshot: Snapshot<unknown> | undefined): ShownSnapshot {
    const bare = { status: snapshot?.status ?? 'active', output: undefined, error: undefined };
    if (!isMachineSnapshot(snapshot) || !allowed.chartOf(actor)) return bare;
    return { ...bare, value: structuredClone<StateValue>(snapshot.value), context: figuresOf(snapshot) };
  }
}

/** What a chart is drawn from; what it begins with is none of it. */
function sourceOf({ config }: AnyStateMachine): object {
  return { ...config, context: undefined };
}

/** An actor that is just being made has none; XState's development build throws then. */
function snapshotOf(actor: { getSnapshot(): Snapshot<unknown> | undefined }): Snapshot<unknown> | undefined {
  try {
    return actor.getSnapshot();
  } catch {
    return undefined;
  }
}
