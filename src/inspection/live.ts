import { activeStates } from '../chart/active-states.ts';
import { eventLabel } from './chart/transition-label.ts';
import type { Figures } from './figures.ts';
import type { ShownActor, ShownEvent, ShownSnapshot } from './redaction.ts';

/** A chart that runs, or ran last in its place. */
export type LiveChart = {
  /** Where it stands: `conversation-1/operation/run`. */
  path: string;
  chart: string;
  status: ShownSnapshot['status'];
  active: string[];
  figures: Figures;
};

/** An event that a chart heard, in words; `at` is in milliseconds since the epoch. */
export type Heard = { at: number; by: string; from: string; label: string };

/** A conversation as it stands, its newest events last. */
export type LiveConversation = { name: string; charts: LiveChart[]; heard: Heard[] };

/** What all inspected conversations are doing. */
export type Live = {
  take(event: ShownEvent): void;
  /** The oldest first. */
  all(): LiveConversation[];
  /** Every actor of these that has not ended, with the root it belongs to. */
  actors(): { actorRef: ShownActor; rootId: string }[];
};

const MAX_HEARD = 50;
const MAX_CONVERSATIONS = 50;

/** Follows conversations by what their inspection tells; of many only the latest are kept. */
export function live(now: () => number): Live {
  const conversations = new Map<string, { name: string; charts: Map<string, LiveChart>; heard: Heard[] }>();
  const actors = new Map<ShownActor, string>();

  return {
    take(event) {
      const { charts, heard } = conversationOf(event);
      follow(event);
      if (event.type === '@xstate.actor') return;
      if (event.type === '@xstate.event') hear(event, heard);
      else show(event.actorRef, event.snapshot, charts);
    },
    all: () => [...conversations.values()].map((kept) => ({ ...kept, charts: [...kept.charts.values()] })),
    actors: () => [...actors].map(([actorRef, rootId]) => ({ actorRef, rootId })),
  };

  function follow({ actorRef, rootId, ...event }: ShownEvent) {
    if (event.type === '@xstate.event' && actors.has(actorRef)) return;
    const { status } = event.type === '@xstate.snapshot' ? event.snapshot : actorRef.getSnapshot();
    if (status === 'active') actors.set(actorRef, rootId);
    else actors.delete(actorRef);
  }

  function forget(root: string) {
    conversations.delete(root);
    for (const [actor, rootId] of actors) if (rootId === root) actors.delete(actor);
  }

  function conversationOf({ rootId, actorRef }: ShownEvent) {
    const known = conversations.get(rootId);
    if (known) return known;

    const conversation = {
      name: pathOf(actorRef).split('/')[0] ?? '',
      charts: new Map<string, LiveChart>(),
      heard: [],
    };
    conversations.set(rootId, conversation);
    for (const [oldest] of [...conversations].slice(0, -MAX_CONVERSATIONS)) forget(oldest);
    return conversation;
  }

  /** Beginnings are seen from the chart that appears. */
  function hear({ actorRef, sourceRef, event }: ShownEvent & { type: '@xstate.event' }, heard: Heard[]) {
    if (actorRef.logic.id === undefined || event.type === 'xstate.init') return;
    heard.push({ at: now(), by: actorRef.id, from: sourceRef?.id ?? '', label: eventLabel(event.type) });
    heard.splice(0, heard.length - MAX_HEARD);
  }
}

/** A chart that begins clears away those that have ended. */
function show(actor: ShownActor, { status, value, context }: ShownSnapshot, charts: Map<string, LiveChart>) {
  const path = pathOf(actor);
  const { id: chart } = actor.logic;
  if (chart === undefined || value === undefined) return;
  if (status === 'active' && charts.get(path)?.status !== 'active') {
    for (const [other, { status: ended }] of charts) if (ended !== 'active') charts.delete(other);
  }
  charts.set(path, { path, chart, status, active: activeStates(value), figures: context ?? {} });
}

function pathOf({ _parent, id }: ShownActor): string {
  return _parent ? `${pathOf(_parent)}/${id}` : id;
}
