import { StateMachine, type AnyActorRef, type AnyMachineSnapshot } from 'xstate';

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
      const event = { type: eventType };
      const ms = restOf(typeof delay === 'string' ? logic.implementations.delays[delay] : delay, snapshot);
      if (ms !== undefined) actor.system.scheduler.schedule(actor, actor, event, ms, eventType);
    }
  }
  const children: Record<string, AnyActorRef | undefined> = snapshot.children;
  for (const child of Object.values(children)) if (child) rearm(child);
}

function restOf(delay: unknown, { context }: AnyMachineSnapshot): number | undefined {
  if (typeof delay === 'number') return delay;
  const rest: unknown =
    typeof delay === 'function' ? Reflect.apply(delay, undefined, [{ context }, undefined]) : undefined;
  return typeof rest === 'number' ? rest : undefined;
}

function isOfMachine(snapshot: unknown): snapshot is AnyMachineSnapshot {
  return typeof snapshot === 'object' && snapshot !== null && '_nodes' in snapshot;
}
