import type { AnyStateMachine } from 'xstate';
import type { Bounds } from './effects/bounds.ts';
import type { Durations } from './durations/durations.ts';
import type { Clock } from './effects/clock.ts';
import type { ChatModel } from './model/call-model.ts';
import type { Store } from './store/store.ts';
import type { StrictStore } from './store/strict-store.ts';
import type { Catalog } from './tools/catalog.ts';

/** What a machine was made of, as far as keeping its conversations, and telling of them, needs it. */
export type MachineParts = {
  clock: Clock;
  bounds: Bounds;
  /** The store as it was given, and as it is used; none if the machine has none. */
  given: Store | undefined;
  store: StrictStore | undefined;
  models: { model: ChatModel; chatModel: ChatModel };
  catalog: Catalog;
  durations: Durations;
};

const parts = new WeakMap<AnyStateMachine, MachineParts>();

/** Remembers what a machine was made of. */
export function rememberParts(machine: AnyStateMachine, its: MachineParts): void {
  parts.set(machine, its);
}

/** What a machine was made of; undefined if it was not made by `createConversationMachine`. */
export function partsOf(machine: AnyStateMachine): MachineParts | undefined {
  return parts.get(machine);
}
