import type { AnyStateMachine } from 'xstate';
import type { Bounds } from '../effects/bounds.ts';
import type { Clock } from '../effects/clock.ts';
import type { Store } from '../store/store.ts';
import type { StrictStore } from '../store/strict-store.ts';

/** What a machine was made of, as far as keeping its conversations needs it. */
export type Parts = {
  clock: Clock;
  bounds: Bounds;
  /** The store as it was given, and as it is used; none if the machine has none. */
  given: Store | undefined;
  store: StrictStore | undefined;
};

const parts = new WeakMap<AnyStateMachine, Parts>();

/** Remembers what a machine was made of. */
export function keepParts(machine: AnyStateMachine, its: Parts): void {
  parts.set(machine, its);
}

/** What a machine was made of; undefined if it was not made by `createConversationMachine`. */
export function partsOf(machine: AnyStateMachine): Parts | undefined {
  return parts.get(machine);
}
