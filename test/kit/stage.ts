import Keyv from 'keyv';
import {
  createConversationMachine,
  type ConversationEmitted,
  type ConversationInput,
  type ConversationOptions,
  type ConversationTool,
  type Reply,
} from 'meanwhile';
import { createActor } from 'xstate';
import { lines, ScriptedModel, type Line, type Script } from './scripted-model.ts';
import { settle, virtualClock, type VirtualClock } from './virtual-clock.ts';

/** Who plays, and what the three voices say. */
export type Cast = Partial<Omit<ConversationOptions, 'model' | 'chatModel' | 'clock' | 'tools'>> & {
  clock?: VirtualClock;
  tools?: readonly ConversationTool[] | ((clock: VirtualClock) => readonly ConversationTool[]);
  main: Script | Line[];
  chat?: Script | Line[];
  synthesis?: Script | Line[];
  input?: Partial<ConversationInput>;
};

/** A line of the screenplay. */
export type Told = { at: number; event: ConversationEmitted };

/** Plays a conversation on virtual time. */
export function stage({
  clock = virtualClock(),
  tools = [],
  main,
  chat = [],
  synthesis = [],
  input,
  ...options
}: Cast) {
  const scriptOf = (script: Script | Line[]) => (Array.isArray(script) ? lines(...script) : script);
  const models = {
    main: new ScriptedModel(scriptOf(main), clock),
    chat: new ScriptedModel(scriptOf(chat), clock),
    synthesis: new ScriptedModel(scriptOf(synthesis), clock),
  };
  const store = new Keyv();
  const machine = createConversationMachine({
    store,
    ...options,
    tools: typeof tools === 'function' ? tools(clock) : tools,
    model: models.main,
    chatModel: either(models.chat, models.synthesis),
    clock,
  });
  const actor = createActor(machine, { clock, input: { id: 'customer-1', ...input } });
  const told: Told[] = [];
  const said: { at: number; text: string }[] = [];
  const errors: unknown[] = [];
  actor.subscribe({ error: (error) => errors.push(error) });
  actor.on('*', (event) => told.push({ at: clock.elapsed(), event }));
  actor.start();

  const scene = {
    actor,
    clock,
    models,
    store,
    told,
    errors,
    /** The user says something, now. */
    async say(text: string) {
      said.push({ at: clock.elapsed(), text });
      actor.send({ type: 'user.said', text });
      await clock.goTo(clock.elapsed());
    },
    /** Goes on to a time, in milliseconds since the start. */
    async at(ms: number) {
      await clock.goTo(ms);
      return scene;
    },
    /** Goes on until nobody works. */
    async untilIdle(limit = 600_000) {
      await settle();
      for (let due = clock.upcoming(); due !== undefined && !scene.isIdle(); due = clock.upcoming()) {
        if (due > limit) throw new Error(`still ${JSON.stringify(actor.getSnapshot().value)} after ${limit} ms`);
        await clock.goTo(due);
      }
      return scene;
    },
    isIdle: () => actor.getSnapshot().matches('idle'),
    /** What the agent said, with the time. */
    replies: (kind?: Reply['kind']) =>
      told.flatMap(({ at, event }) =>
        event.type === 'reply' && (kind === undefined || event.kind === kind) ? [{ ...event, at }] : [],
      ),
    /** What was emitted of one type, with the time. */
    emitted: <Type extends ConversationEmitted['type']>(type: Type) =>
      told.flatMap(({ at, event }) =>
        event.type === type ? [{ at, ...(event as Extract<ConversationEmitted, { type: Type }>) }] : [],
      ),
    /** The conversation as a screenplay. */
    script: () =>
      [
        ...said.map(({ at, text }) => ({ at, line: `user: ${text}` })),
        ...told.flatMap(({ at, event }) => lineOf(event).map((line) => ({ at, line }))),
      ]
        .map((entry, index) => ({ ...entry, index }))
        .toSorted((a, b) => a.at - b.at || a.index - b.index)
        .map(({ at, line }) => `${(at / 1000).toFixed(1).padStart(5)} s  ${line}`)
        .join('\n'),
  };
  return scene;
}

function lineOf(event: ConversationEmitted): string[] {
  switch (event.type) {
    case 'reply':
      return [`${event.kind}: ${event.text}`];
    case 'progress':
      return [`[${event.run.tool} ${event.run.status} ${event.run.percent} %]`];
    case 'failure':
      return [`(${event.source}: ${event.error})`];
    default:
      return [];
  }
}

/** The chat has tools and the synthesis has none: by that a model that plays both knows its part. */
function either(chat: ScriptedModel, synthesis: ScriptedModel): ScriptedModel {
  return Object.create(synthesis, { bindTools: { value: chat.bindTools.bind(chat) } }) as ScriptedModel;
}
