import {
  fromTransition,
  getInitialMicrosteps,
  getMicrosteps,
  type AnyStateMachine,
  type ContextFrom,
  type EventObject,
  type SnapshotFrom,
} from 'xstate';
import { TAKEN } from './marked.ts';

/** Something a chart asked for: an action that is more than an assign. */
export type Deed = { type: string; params: unknown };

/** One microstep: where it led, and what was asked for on the way. */
export type Stage<Machine extends AnyStateMachine> = {
  snapshot: SnapshotFrom<Machine>;
  context: ContextFrom<Machine>;
  deeds: Deed[];
};

/** One step of a chart, seen stage by stage, so that states which are left at once are seen as well. */
export type ChartStep<Machine extends AnyStateMachine> = {
  stages: Stage<Machine>[];
  /** The names of the transitions that were taken, in order. */
  taken: string[];
  /** What was asked for at all stages together. */
  deeds: Deed[];
};

/** The first step of a marked chart. */
export function begin<Machine extends AnyStateMachine>(machine: Machine, input: unknown): ChartStep<Machine> {
  return seen(getInitialMicrosteps(machine as AnyStateMachine, input));
}

/** The step of a marked chart that an event makes it take. */
export function step<Machine extends AnyStateMachine>(
  snapshot: SnapshotFrom<Machine>,
  event: EventObject,
): ChartStep<Machine> {
  return seen(getMicrosteps(NOBODY, snapshot as SnapshotFrom<AnyStateMachine>, event));
}

/** XState makes an actor of the machine it is handed, for each step anew; the chart that takes the step is the snapshot's own. */
const NOBODY = fromTransition((state) => state, undefined) as unknown as AnyStateMachine;

function seen<Machine extends AnyStateMachine>(microsteps: [unknown, Deed[]][]): ChartStep<Machine> {
  const all = microsteps.flatMap(([, deeds]) => deeds.map(said));
  return {
    stages: microsteps.map(([reached, deeds]) => {
      const snapshot = reached as SnapshotFrom<Machine>;
      return {
        snapshot,
        context: (reached as { context: ContextFrom<Machine> }).context,
        deeds: deeds.filter(isAsked).map(said),
      };
    }),
    taken: all.filter((deed) => !isAsked(deed)).map(({ params }) => (params as { name: string }).name),
    deeds: all.filter(isAsked),
  };
}

/** XState's actions hold the whole actor they are for, and hundreds of thousands of them are kept. */
function said({ type, params }: Deed): Deed {
  return { type, params };
}

function isAsked({ type }: Deed): boolean {
  return type !== TAKEN;
}
