import { Actor, type AnyActorRef, type AnyEventObject, type InspectionEvent, type Snapshot } from 'xstate';
import { fieldOf } from '../methods.ts';

/** How an actor came to its end; `because` is the event by which the one above it stopped it, if that is known. */
export type End =
  | { how: 'done'; output: unknown }
  | { how: 'failed'; error: unknown }
  | { how: 'stopped'; because: string };

/**
 * Hears of the actors of one conversation. Each is named by its fixed ids from the conversation down: `/operation/think`;
 * the conversation itself has no name.
 */
export type Follower = {
  began(path: string, actor: AnyActorRef): void;
  heard(path: string, event: AnyEventObject, from: string | undefined): void;
  stepped(path: string, snapshot: Snapshot<unknown>): void;
  ended(path: string, end: End, actor: AnyActorRef): void;
  /** Whether it is just being started, or joined: what begins then goes on from before. */
  starting(isStarting: boolean): void;
};

/** What inspection tells of a conversation, put in order: whatever began ends, and what is inside of it ends before it. */
export type Followed = {
  inspect(event: InspectionEvent): void;
  /** Ends whatever is under way. */
  close(): void;
  pathOf(actor: unknown): string | undefined;
};

const DONE = 'xstate.done.actor.';
const ERROR = 'xstate.error.actor.';

/** Follows a conversation, also one that is under way, or one inside of another machine. */
export function follow(conversation: AnyActorRef, follower: Follower): Followed {
  const live = new Map<string, AnyActorRef>();
  const because = new Map<string, string>();
  let isJoined = false;

  function pathOf(actor: unknown): string | undefined {
    if (actor === conversation) return '';
    const above = actor instanceof Actor && actor._parent ? pathOf(actor._parent) : undefined;
    return above === undefined || !(actor instanceof Actor) ? undefined : `${above}/${actor.id}`;
  }

  function begin(path: string, actor: unknown) {
    if (path === '' || !isActor(actor) || live.get(path) === actor) return;
    end(path, { how: 'stopped', because: '' });
    live.set(path, actor);
    follower.began(path, actor);
  }

  function end(path: string, ending: End) {
    const actor = live.get(path);
    if (!actor) return;
    for (const inside of live.keys()) if (inside.startsWith(`${path}/`)) end(inside, { how: 'stopped', because: '' });
    live.delete(path);
    because.delete(path);
    follower.ended(path, ending, actor);
  }

  /** Whoever comes in the middle begins with what is there. */
  function join(path: string, actor: unknown) {
    begin(path, actor);
    const children = fieldOf(isActor(actor) ? actor.getSnapshot() : undefined, 'children') ?? {};
    for (const [id, child] of Object.entries(children)) {
      if (fieldOf(isActor(child) ? child.getSnapshot() : undefined, 'status') === 'active')
        join(`${path}/${id}`, child);
    }
  }

  function hear(path: string, { event, sourceRef, actorRef }: InspectionEvent & { type: '@xstate.event' }) {
    const { type } = event;
    if (type === 'xstate.init') {
      if (path === '') follower.starting(true);
      return begin(path, actorRef);
    }
    because.set(path, type);
    const from = sourceRef && pathOf(sourceRef);
    if (from !== undefined && type.startsWith(DONE)) end(from, { how: 'done', output: fieldOf(event, 'output') });
    else if (from !== undefined && type.startsWith(ERROR)) end(from, { how: 'failed', error: fieldOf(event, 'error') });
    else follower.heard(path, event, from);
  }

  function see(path: string, { event, snapshot }: InspectionEvent & { type: '@xstate.snapshot' }) {
    if (event.type === 'xstate.stop') {
      const above = path.slice(0, path.lastIndexOf('/'));
      end(path, { how: 'stopped', because: because.get(above) ?? '' });
    }
    because.delete(path);
    follower.stepped(path, snapshot);
    if (path === '') follower.starting(false);
  }

  return {
    inspect(event) {
      if (event.type !== '@xstate.event' && event.type !== '@xstate.snapshot') return;
      const path = pathOf(event.actorRef);
      if (path === undefined) return;
      if (!isJoined) {
        isJoined = true;
        const isStart = path === '' && event.event.type === 'xstate.init';
        if (!isStart) {
          follower.starting(true);
          join('', conversation);
          follower.starting(false);
        }
      }
      if (event.type === '@xstate.event') hear(path, event);
      else see(path, event);
    },
    close() {
      for (const path of live.keys()) end(path, { how: 'stopped', because: '' });
    },
    pathOf,
  };
}

function isActor(value: unknown): value is AnyActorRef {
  return value instanceof Actor;
}
