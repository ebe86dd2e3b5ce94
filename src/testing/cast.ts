import Keyv from 'keyv';
import type { InspectionEvent } from 'xstate';
import type { ConversationInput } from '../../machines/conversation-protocol.ts';
import type { ConversationMachine } from '../conversation-machine.ts';
import type { ConversationOptions } from '../conversation-options.ts';
import { createConversationMachine } from '../create-conversation-machine.ts';
import { boundsWith, type Bounds } from '../effects/bounds.ts';
import type { OnDelta } from '../model/draft.ts';
import type { ConversationTool } from '../tools/catalog.ts';
import { ScriptedModel, type Line, type Script } from './scripted-model.ts';
import { TwoVoices } from './two-voices.ts';
import { virtualClock, type VirtualClock } from './virtual-clock.ts';

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

type Own = Pick<ConversationOptions, 'clock' | 'onDelta'> & { store: NonNullable<ConversationOptions['store']> };

/** All a stage is set with. */
export type Props = {
  clock: VirtualClock;
  models: Record<'main' | 'chat' | 'synthesis', ScriptedModel>;
  /** The stage's own store. */
  store: Keyv;
  /** The store that is used: that of the cast if it brings one. */
  used: Own['store'];
  bounds: Bounds;
  /** What is streamed goes through here, on to whom the cast has hear it. */
  ear: { hear: OnDelta };
  onDelta: OnDelta;
  /** What the conversation is begun with, and who watches. */
  opening: ConversationInput & Pick<Cast, 'inspect'>;
  /** Makes the machine, all with the same tools and models. */
  makeMachine(own?: Own): ConversationMachine;
};

/** No chance, unless the cast brings one: each pause is as long as it may be. */
const random = () => 0;

/** Sets the stage for a cast. */
export function propsOf({
  clock = virtualClock(),
  tools: given = [],
  main,
  chat = [],
  synthesis = [],
  input,
  inspect,
  ...options
}: Cast): Props {
  const models = { main: new ScriptedModel(main, clock), ...new TwoVoices(chat, synthesis, clock).voices };
  const store = new Keyv();
  const used = options.store ?? store;
  const tools = typeof given === 'function' ? given(clock) : given;
  const { main: model, synthesis: chatModel } = models;
  const ear: Props['ear'] = { hear: () => {} };
  const onDelta: OnDelta = (delta) => {
    ear.hear(delta);
    return options.onDelta?.(delta);
  };
  return {
    clock,
    models,
    store,
    used,
    bounds: boundsWith(options.bounds),
    ear,
    onDelta,
    opening: { id: 'customer-1', ...input, ...(inspect && { inspect }) },
    makeMachine: (own) =>
      createConversationMachine({ store, random, ...options, onDelta, tools, model, chatModel, clock, ...own }),
  };
}
