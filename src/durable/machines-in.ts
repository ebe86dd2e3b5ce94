import { StateMachine, type AnyActorRef, type AnyMachineSnapshot, type AnyStateMachine } from 'xstate';
import { isRecord } from '../shape.ts';
import { hasMethods } from '../methods.ts';

/** An actor whose logic is a machine. */
export type MachineActor = { actor: AnyActorRef; machine: AnyStateMachine; snapshot: AnyMachineSnapshot };

/** An actor and all below it whose logic is a machine, those above first. */
export function machinesIn(actor: AnyActorRef): MachineActor[] {
  const machine: unknown = Reflect.get(actor, 'logic');
  const snapshot: unknown = actor.getSnapshot();
  if (!(machine instanceof StateMachine) || !isOfMachine(snapshot)) return [];
  // one that is broken has no children
  const children: unknown[] = Object.values(snapshot.children ?? {});
  return [{ actor, machine, snapshot }, ...children.filter(isActor).flatMap(machinesIn)];
}

/** The error of the first of them that is broken, or lacks who should be at work in its state; undefined if none is. */
export function brokenIn(actor: AnyActorRef): unknown {
  for (const { snapshot } of machinesIn(actor)) {
    if (snapshot.status === 'error') return snapshot.error ?? new Error('it is broken');
    const children = new Set(Object.keys(snapshot.children ?? {}));
    const lacking = snapshot._nodes.flatMap(({ invoke }) => invoke).find(({ id }) => !children.has(id));
    if (lacking) return new Error(`nobody is there as '${lacking.id}'`);
  }
  return undefined;
}

function isActor(child: unknown): child is AnyActorRef {
  return isRecord(child) && hasMethods(child, 'getSnapshot');
}

function isOfMachine(snapshot: unknown): snapshot is AnyMachineSnapshot {
  return isRecord(snapshot);
}
