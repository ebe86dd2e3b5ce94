import {
  initialTransition,
  transition,
  type AnyMachineSnapshot,
  type AnyStateMachine,
  type ContextFrom,
  type EmittedFrom,
  type EventFrom,
  type InputFrom,
  type StateValueFrom,
} from 'xstate';
import { messageOf } from '../../src/effects/error.ts';

/** A report of a chart to its parent. */
export type Told = { type: string; [name: string]: unknown };

/** Where a chart stands, and what it asked for on the way. It never changes: a move gives another one. */
export type Play<Machine extends AnyStateMachine> = {
  state: StateValueFrom<Machine>;
  context: ContextFrom<Machine>;
  isOver: boolean;
  /** Of a chart that is over. */
  output: unknown;
  told: Told[];
  /** What it reported to its parent as gone wrong, in words. */
  reported: string[];
  emitted: EmittedFrom<Machine>[];
  /** The timers that run, by the names of their delays. */
  timers: string[];
  /** The children that live. */
  children: string[];
  /** The inputs a child was started with, one for each time. */
  started(child: string): unknown[];
  /** What a child was sent. */
  sent(child: string): unknown[];
  /** The params of an action the chart leaves empty, one for each time it was called. */
  called(action: string): unknown[];
  /** All that was asked for, in order: only to compare. */
  deeds: { type: string; params: unknown }[];
  send(event: EventFrom<Machine>): Play<Machine>;
  /** Several moves, as one. */
  take(moves: (at: Play<Machine>) => Play<Machine>): Play<Machine>;
  /** A child ends with an output. */
  done(child: string, output?: unknown): Play<Machine>;
  /** A child breaks. */
  broken(child: string, error?: unknown): Play<Machine>;
  /** A timer runs out. */
  runOut(timer: string): Play<Machine>;
};

/** Plays a chart alone, by pure steps: nothing is carried out, the test speaks for children and timers. */
export function play<Machine extends AnyStateMachine>(machine: Machine, input: InputFrom<Machine>): Play<Machine> {
  const [snapshot, actions] = initialTransition(machine as AnyStateMachine, input);
  return playFrom(machine, snapshot, actions);
}

type Deed = { type: string; params: unknown };
type Sent = { targetId: string; event: unknown };

function playFrom(machine: AnyStateMachine, snapshot: AnyMachineSnapshot, deeds: Deed[]): Play<AnyStateMachine> {
  const step = (event: { type: string }) => {
    const [next, actions] = transition(machine, snapshot, event);
    return playFrom(machine, next, [...deeds, ...actions]);
  };
  const called = (type: string) => deeds.filter((deed) => deed.type === type).map(({ params }) => params);
  const timerIds = () => runningTimers(deeds);
  const live = (child: string) => {
    if (!(child in snapshot.children)) throw new Error(`no ${child} lives in ${JSON.stringify(snapshot.value)}`);
    return child;
  };

  const at: Play<AnyStateMachine> = {
    state: snapshot.value,
    context: snapshot.context,
    isOver: snapshot.status === 'done',
    output: snapshot.output,
    deeds,
    called,
    get told() {
      return called('tell') as Told[];
    },
    get reported() {
      return (called('reportFailure') as { error: unknown }[]).map(({ error }) => messageOf(error));
    },
    get emitted() {
      return called('xstate.emit').map((params) => (params as Sent).event);
    },
    get timers() {
      return timerIds().map((id) => id.split('.')[2] ?? '');
    },
    children: Object.keys(snapshot.children),
    started: (child) =>
      (called('xstate.spawnChild') as { id: string; input: unknown }[])
        .filter(({ id }) => id === child)
        .map(({ input }) => input),
    sent: (child) =>
      (called('xstate.sendTo') as Sent[]).filter(({ targetId }) => targetId === child).map(({ event }) => event),
    send: step,
    take: (moves) => moves(at),
    done: (child, output) =>
      step({ type: `xstate.done.actor.${live(child)}`, actorId: child, output } as { type: string }),
    broken: (child, error = new Error('boom')) =>
      step({ type: `xstate.error.actor.${live(child)}`, actorId: child, error } as { type: string }),
    runOut(timer) {
      const id = timerIds().find((name) => name.startsWith(`xstate.after.${timer}.`));
      if (id === undefined) throw new Error(`no ${timer} runs in ${JSON.stringify(snapshot.value)}`);
      return step({ type: id });
    },
  };
  return at;
}

/** A timer that has run out counts as running until its state is left, which it is. */
function runningTimers(deeds: Deed[]): string[] {
  const running = new Set<string>();
  for (const { type, params } of deeds) {
    const { id, sendId, delay } = (params ?? {}) as { id?: string; sendId?: string; delay?: number };
    if (type === 'xstate.raise' && id !== undefined && delay !== undefined) running.add(id);
    if (type === 'xstate.cancel' && sendId !== undefined) running.delete(sendId);
  }
  return [...running];
}
