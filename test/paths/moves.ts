import type { AnyStateMachine, EventFrom } from 'xstate';
import type { Place } from './explore-chart.ts';

/** Something that happens to a chart. `ends` names the child whose last word it is. */
export type Move = { name: string; event: { type: string }; ends?: string };

/** Timers that run out. */
export function timersOf({ timers }: Pick<Place<AnyStateMachine>, 'timers'>): Move[] {
  return timers.map((type) => ({ name: `${type.split('.')[2]} runs out`, event: { type } }));
}

const BOOM = new Error('boom');
/** Children that break. */
export function breaksOf({ speaking }: Pick<Place<AnyStateMachine>, 'speaking'>): Move[] {
  return speaking.map((child) => ({
    name: `${child} breaks`,
    event: { type: `xstate.error.actor.${child}`, actorId: child, error: BOOM } as { type: string },
    ends: child,
  }));
}

/** A child ends with an output. */
export function ends(child: string, name: string, output?: unknown): Move {
  return {
    name,
    event: { type: `xstate.done.actor.${child}`, actorId: child, output } as { type: string },
    ends: child,
  };
}

/** Something is said. */
export function says<Machine extends AnyStateMachine>(name: string, event: EventFrom<Machine>): Move {
  return { name, event };
}
