import { StateMachine, type AnyActorRef, type AnyMachineSnapshot } from 'xstate';
import { hasMethods } from '../methods.ts';

/**
 * Arms the timers of a restored actor and of all below it: XState restores the states, and not what they wait for.
 *
 * How long each still has is for the delay to say; ours go by absolute deadlines. Each stands under the name that XState
 * itself gives it, so leaving the state takes it away.
 */
export function rearm(actor: AnyActorRef): void {
  const snapshot: unknown = actor.getSnapshot();
  const logic: unknown = Reflect.get(actor, 'logic');
  if (!(logic instanceof StateMachine) || !isOfMachine(snapshot) || snapshot.status !== 'active') return;

  for (const node of snapshot._nodes) {
    for (const { delay, eventType } of node.after) {
      const type = String(eventType);
      const ms = restOf(typeof delay === 'string' ? logic.implementations.delays[delay] : delay, snapshot);
      if (ms !== undefined) actor.system.scheduler.schedule(actor, actor, { type }, ms, type);
    }
  }
  const children: unknown[] = Object.values(snapshot.children);
  for (const child of children) if (isActor(child)) rearm(child);
}

function restOf(delay: unknown, snapshot: AnyMachineSnapshot): number | undefined {
  if (typeof delay === 'number') return delay;
  const context: unknown = snapshot.context;
  const rest: unknown = typeof delay === 'function' ? Reflect.apply(delay, undefined, [{ context }]) : undefined;
  return typeof rest === 'number' ? rest : undefined;
}

function isOfMachine(snapshot: unknown): snapshot is AnyMachineSnapshot {
  return typeof snapshot === 'object' && snapshot !== null && '_nodes' in snapshot;
}

function isActor(child: unknown): child is AnyActorRef {
  return hasMethods(child, 'getSnapshot');
}
