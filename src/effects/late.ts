import type { AnyActorRef } from 'xstate';

type System = AnyActorRef['system'];

/** Hears what an actor came to after it had been stopped. */
export type LateListener = (actor: AnyActorRef, word: object) => void;

const listeners = new WeakMap<System, Set<LateListener>>();

/** Listens to what comes too late in a system of actors, until the function it gives is called. */
export function whenLate(system: System, listener: LateListener): () => void {
  const all = listeners.get(system) ?? new Set();
  listeners.set(system, all.add(listener));
  return () => void all.delete(listener);
}

/** Tells whoever listens what an actor came to when nobody waited for it any more. It is dropped all the same. */
export function noteLate(actor: AnyActorRef, word: object): void {
  for (const listener of listeners.get(actor.system) ?? []) listener(actor, word);
}
