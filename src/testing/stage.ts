import Keyv from 'keyv';
import { createActor, type InspectionEvent } from 'xstate';
import type {
  ConversationCommand,
  ConversationEmitted,
  ConversationInput,
  Reply,
} from '../../machines/conversation-protocol.ts';
import type { Conversation } from '../conversation-machine.ts';
import type { ConversationOptions } from '../conversation-options.ts';
import { createConversationMachine } from '../create-conversation-machine.ts';
import { boundsWith, type Bounds } from '../effects/bounds.ts';
import type { ConversationTool } from '../tools/catalog.ts';
import { watch, type Seen } from './seen.ts';
import { screenplay, type Happening } from './screenplay.ts';
import { ScriptedModel, type Line, type Script } from './scripted-model.ts';
import { TwoVoices } from './two-voices.ts';
import { settle, virtualClock, type VirtualClock } from './virtual-clock.ts';

/** Who plays, and what the three voices say. What is left out of the options of a conversation machine is its default. */
export type Cast = Partial<Omit<ConversationOptions, 'model' | 'chatModel' | 'clock' | 'tools'>> & {
  clock?: VirtualClock;
  /** The tools, or a function that makes them for the clock of the stage: only what waits by that clock plays along. */
  tools?: readonly ConversationTool[] | ((clock: VirtualClock) => readonly ConversationTool[]);
  /** What the model of the main operation says. */
  main: Script | readonly Line[];
  /** What the secondary chat says. */
  chat?: Script | readonly Line[];
  /** What the synthesis says. */
  synthesis?: Script | readonly Line[];
  input?: Partial<ConversationInput>;
  /** Hears XState's own inspection events. */
  inspect?: (event: InspectionEvent) => void;
};

/** What was emitted, and when: milliseconds since the start. */
export type Told = { at: number; event: ConversationEmitted };

/** A conversation on virtual time. */
export type Scene = {
  actor: Conversation;
  clock: VirtualClock;
  models: Record<'main' | 'chat' | 'synthesis', ScriptedModel>;
  /** The stage's own store: what is kept there, unless the cast brings another. */
  store: Keyv;
  /** All that was emitted so far, in order. */
  told: Told[];
  /** All that the user said so far, in order. */
  said: { text: string; id?: string }[];
  /** What was seen of it on the way. */
  seen: Seen;
  /** How long things may take, in milliseconds. */
  bounds: Bounds;
  /** What broke the conversation itself: nothing ever should. */
  errors: unknown[];
  /** The user says something, now. */
  say(text: string): Promise<void>;
  /** The app sends an event, now. */
  send(event: ConversationCommand): Promise<void>;
  /** Goes on to a time, in milliseconds since the start. */
  at(ms: number): Promise<Scene>;
  /** Goes on until nobody works; throws when that is not so `limit` milliseconds after the start (10 minutes), or ever. */
  untilIdle(limit?: number): Promise<Scene>;
  isIdle(): boolean;
  /** What the agent said, with the time. */
  replies(kind?: Reply['kind']): (Reply & { at: number })[];
  /** What was emitted of one type, with the time. */
  emitted<Type extends ConversationEmitted['type']>(
    type: Type,
  ): (Extract<ConversationEmitted, { type: Type }> & { at: number })[];
  /** The conversation as a screenplay, a line for each word, step and failure. */
  script(): string;
};

/**
 * Plays a conversation on virtual time, with scripted models and an own store: nothing waits, nothing is random.
 *
 * @throws for the first option or tool that can't be right, as `createConversationMachine` does.
 * @example
 * const scene = stage({ tools: [bill], main: [{ calls: [{ name: 'draw_up_bill' }] }, { text: 'It is 45 EUR.' }] });
 * await scene.say('Draw up my bill.');
 * await scene.untilIdle();
 * console.log(scene.script());
 */
export function stage({
  clock = virtualClock(),
  tools = [],
  main,
  chat = [],
  synthesis = [],
  input,
  inspect,
  ...options
}: Cast): Scene {
  const models = { main: new ScriptedModel(main, clock), ...new TwoVoices(chat, synthesis, clock).voices };
  const store = new Keyv();
  const machine = createConversationMachine({
    store,
    ...options,
    tools: typeof tools === 'function' ? tools(clock) : tools,
    model: models.main,
    chatModel: models.synthesis,
    clock,
  });
  const actor = createActor(machine, { clock, input: { id: 'customer-1', ...input }, ...(inspect && { inspect }) });
  const happened: Happening[] = [];
  const told: Told[] = [];
  const said: Scene['said'] = [];
  const errors: unknown[] = [];
  const seen = watch(actor, clock);
  actor.subscribe({ error: (error) => errors.push(error) });
  actor.on('*', (event) => {
    const now = { at: clock.elapsed(), event };
    told.push(now);
    happened.push(now);
  });
  actor.start();

  function noteCancel({ operationId: meant }: { operationId?: string }) {
    const { operation, outcome } = actor.getSnapshot().context;
    const live = outcome === null ? operation?.operationId : undefined;
    if (live !== undefined && (meant ?? live) === live) seen.cancelled.add(live);
  }

  const where = () => JSON.stringify(actor.getSnapshot().value);

  const scene: Scene = {
    actor,
    clock,
    models,
    store,
    told,
    said,
    seen,
    bounds: boundsWith(options.bounds),
    errors,
    say: (text) => scene.send({ type: 'user.said', text }),
    async send(event) {
      happened.push({ at: clock.elapsed(), event });
      if (event.type === 'user.said') said.push(event);
      if (event.type === 'operation.cancel') noteCancel(event);
      actor.send(event);
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
    isIdle: () => actor.getSnapshot().matches('idle'),
    replies: (kind) => scene.emitted('reply').filter((reply) => kind === undefined || reply.kind === kind),
    emitted: (type) => told.flatMap(({ at, event }) => (isOf(type, event) ? [{ ...event, at }] : [])),
    script: () => screenplay(happened),
  };
  return scene;
}

function isOf<Type extends ConversationEmitted['type']>(
  type: Type,
  event: ConversationEmitted,
): event is Extract<ConversationEmitted, { type: Type }> {
  return event.type === type;
}
