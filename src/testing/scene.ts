import type Keyv from 'keyv';
import type { ConversationCommand, ConversationEmitted, Reply } from '../../machines/conversation-protocol.ts';
import type { Conversation } from '../conversation-machine.ts';
import type { Bounds } from '../effects/bounds.ts';
import type { Delta } from '../model/draft.ts';
import type { Props } from './cast.ts';
import { screenplay, type Happening } from './screenplay.ts';
import type { ScriptedModel } from './scripted-model.ts';
import { nothingSeen, watch, type Seen } from './seen.ts';
import { settle, type VirtualClock } from './virtual-clock.ts';

/** What was emitted, and when: milliseconds since the start; of a reply, what had been streamed of it by then. */
export type Told = { at: number; event: ConversationEmitted; draft?: string };

/** What was streamed, when, and how many replies had been told by then. */
export type Streamed = Delta & { at: number; replies: number };

/** What was told, what of the same name was told after it, and whether the first was saved by then. */
export type Retold = { before: Told; again: Told; wasSaved: boolean };

/** A conversation on virtual time. */
export type Scene = {
  actor: Conversation;
  clock: VirtualClock;
  models: Record<'main' | 'chat' | 'synthesis', ScriptedModel>;
  /** The stage's own store: what is kept there, unless the cast brings another. */
  store: Keyv;
  /** All that was emitted so far, in order. */
  told: Told[];
  /** All that was streamed so far, in order. */
  streamed: Streamed[];
  /** What of replies was streamed that are not told yet, by their ids: what a page shows as being written. */
  drafts: Map<string, string>;
  /** All that the user said so far, in order. */
  said: { text: string; id?: string }[];
  /** What was seen of it on the way. */
  seen: Seen;
  /** How long things may take, in milliseconds. */
  bounds: Bounds;
  /** What broke the conversation itself: nothing ever should. */
  errors: unknown[];
  /** When the process was dead, in milliseconds since the start; never, but on a durable stage. */
  dead: { from: number; until: number }[];
  /** What came a second time under the same name, which a durable stage drops, as a good app does. */
  retold: Retold[];
  /** The user says something, now. */
  say(text: string): Promise<void>;
  /** The app sends an event, now. */
  send(event: ConversationCommand): Promise<void>;
  /** Goes on to a time, in milliseconds since the start. */
  at(ms: number): Promise<Scene>;
  /** Goes on until nobody works; throws when that is not so `limit` milliseconds after the start (10 minutes), or ever. */
  untilIdle(limit?: number): Promise<Scene>;
  /** Whether nobody works, and on a durable stage all is saved. */
  isIdle(): boolean;
  /** Whether all it came to is saved, and so told; always, where nothing is. */
  isSaved(): boolean;
  /** What the agent said, with the time. */
  replies(kind?: Reply['kind']): (Reply & { at: number })[];
  /** What was emitted of one type, with the time. */
  emitted<Type extends ConversationEmitted['type']>(
    type: Type,
  ): (Extract<ConversationEmitted, { type: Type }> & { at: number })[];
  /** The conversation as a screenplay, a line for each word, step and failure. */
  script(): string;
};

/** What a scene is played with: whoever acts at present, and how what is sent gets there. */
export type Playing = {
  actor(): Conversation;
  deliver(event: ConversationCommand): void;
  isSaved(): boolean;
};

/** A scene, and what the stage behind it does. */
export type Backstage = {
  scene: Scene;
  /** Watches and hears an actor that has not been started. */
  attend(actor: Conversation, hear?: (event: ConversationEmitted) => unknown): void;
  tell(event: ConversationEmitted): Told;
  noteCancel(operationId?: string): void;
  /** Writes a line into the screenplay. */
  remark(text: string): void;
};

/** Makes the scene of what is played on a stage. */
export function sceneOf({ clock, models, store, bounds, ear }: Props, playing: Playing): Backstage {
  const happened: Happening[] = [];
  const seen = nothingSeen();
  const where = () => JSON.stringify(scene.actor.getSnapshot().value);

  const scene: Scene = {
    get actor() {
      return playing.actor();
    },
    clock,
    models,
    store,
    told: [],
    streamed: [],
    drafts: new Map(),
    said: [],
    seen,
    bounds,
    errors: [],
    dead: [],
    retold: [],
    say: (text) => scene.send({ type: 'user.said', text }),
    async send(event) {
      happened.push({ at: clock.elapsed(), event });
      if (event.type === 'user.said' || event.type === 'request.enqueue') scene.said.push(event);
      if (event.type === 'operation.cancel') noteCancel(event.operationId);
      playing.deliver(event);
      await clock.goTo(clock.elapsed());
    },
    async at(ms) {
      await clock.goTo(ms);
      return scene;
    },
    async untilIdle(limit = 600_000) {
      await settle();
      for (let due = clock.upcoming(); due !== undefined && !scene.isIdle(); due = clock.upcoming()) {
        if (due > limit) throw new Error(`still ${where()} after ${limit} ms`);
        await clock.goTo(due);
      }
      if (!scene.isIdle()) throw new Error(`still ${where()}, and no timer is left that would change it`);
      return scene;
    },
    isIdle: () => scene.actor.getSnapshot().matches('idle') && playing.isSaved(),
    isSaved: playing.isSaved,
    replies: (kind) => scene.emitted('reply').filter((reply) => kind === undefined || reply.kind === kind),
    emitted: (type) => scene.told.flatMap(({ at, event }) => (isOf(type, event) ? [{ ...event, at }] : [])),
    script: () => screenplay(happened),
  };

  ear.hear = (delta) => {
    scene.streamed.push({ ...delta, at: clock.elapsed(), replies: scene.replies().length });
    noteDelta(scene.drafts, delta);
  };

  function noteCancel(meant?: string) {
    const live = stoppableId(scene.actor);
    if (live !== undefined && (meant ?? live) === live) seen.cancelled.add(live);
  }

  function tell(event: ConversationEmitted): Told {
    const draft = takeDraft(scene.drafts, event);
    const now = { at: clock.elapsed(), event, ...(draft !== undefined && { draft }) };
    scene.told.push(now);
    happened.push(now);
    return now;
  }

  return {
    scene,
    attend(actor, hear: (event: ConversationEmitted) => unknown = tell) {
      watch(actor, clock, seen);
      actor.subscribe({ error: (error) => scene.errors.push(error) });
      actor.on('*', (event) => void hear(event));
    },
    tell,
    noteCancel,
    remark: (text) => happened.push({ at: clock.elapsed(), remark: text }),
  };
}

/** Goes on with a draft. */
export function noteDelta(drafts: Scene['drafts'], { replyId, from, text }: Delta): void {
  const draft = (drafts.get(replyId) ?? '').slice(0, from) + text;
  if (draft === '') drafts.delete(replyId);
  else drafts.set(replyId, draft);
}

/** Puts a reply that is told in the place of its draft, and gives that. */
export function takeDraft(drafts: Scene['drafts'], event: ConversationEmitted): string | undefined {
  if (event.type !== 'reply') return undefined;
  const draft = drafts.get(event.id);
  drafts.delete(event.id);
  return draft;
}

/** The operation that can be cancelled now. */
export function stoppableId(actor: Conversation): string | undefined {
  const { operation, outcome } = actor.getSnapshot().context;
  const isStoppable = operation?.runs.every((run) => run.status !== 'running' || !run.unstoppable);
  return outcome === null && isStoppable ? operation?.operationId : undefined;
}

function isOf<Type extends ConversationEmitted['type']>(
  type: Type,
  event: ConversationEmitted,
): event is Extract<ConversationEmitted, { type: Type }> {
  return event.type === type;
}
