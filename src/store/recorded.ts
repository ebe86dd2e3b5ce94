import type { AnyActorRef } from 'xstate';

type System = AnyActorRef['system'];

/** How to wait for the records of each system of actors. */
const recorders = new WeakMap<System, () => Promise<void>>();

/** From now on `recorded` waits for this of the conversation in a system. */
export function keepRecorder(system: System, settled: () => Promise<void>): void {
  recorders.set(system, settled);
}

/** Waits until no record of a conversation for outside readers is under way any more: each is written, or has failed. */
export async function recorded(system: System): Promise<void> {
  await recorders.get(system)?.();
}
