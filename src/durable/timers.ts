import type { AnyActorRef, AnyMachineSnapshot } from 'xstate';
import { machinesIn } from './machines-in.ts';

/**
 * Arms the timers of a restored actor and of all below it: XState restores the states, and not what they wait for.
 *
 * How long each still has is for the delay to say; ours go by absolute deadlines. Each stands under the name that XState
 * itself gives it, and once, however many branches it has: so leaving the state takes it away.
 */
export function rearm(restored: AnyActorRef): void {
  for (const { actor, machine, snapshot } of machinesIn(restored)) {
    const branches = snapshot._nodes.flatMap(({ after }) => after);
    const timers = new Map(branches.map((branch) => [String(branch.eventType), branch.delay]));
    for (const [type, delay] of timers) {
      const ms = restOf(typeof delay === 'string' ? machine.implementations.delays[delay] : delay, snapshot);
      if (ms !== undefined) actor.system.scheduler.schedule(actor, actor, { type }, ms, type);
    }
  }
}

function restOf(delay: unknown, snapshot: AnyMachineSnapshot): number | undefined {
  if (typeof delay === 'number') return delay;
  const context: unknown = snapshot.context;
  const rest: unknown = typeof delay === 'function' ? Reflect.apply(delay, undefined, [{ context }]) : undefined;
  return typeof rest === 'number' ? rest : undefined;
}
