import type { AnyActorRef } from 'xstate';

type System = AnyActorRef['system'];

/** How each system of actors that is kept on a disk gets there. */
const savers = new WeakMap<System, () => Promise<void>>();

/** From now on `untilSaved` waits for this of the actors of a system. */
export function saveBeforeEffects(system: System, save: () => Promise<void>): void {
  savers.set(system, save);
}

/**
 * Waits until what the actor's whole system has come to is on the disk; not at all where nothing is kept. Before
 * anything has an effect: a restart then knows that it may have had it.
 *
 * @throws when it can't be saved in time.
 */
export async function untilSaved({ system }: Pick<AnyActorRef, 'system'>): Promise<void> {
  await savers.get(system)?.();
}
