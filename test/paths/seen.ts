import type { AnyStateMachine } from 'xstate';
import { valueOf, type Arrival } from './explore-chart.ts';
import type { Deed, Stage } from './step-chart.ts';

/** What the chart reported on a way, in order. */
export function toldOn({ deeds }: { deeds: Deed[] }): { type: string; [name: string]: unknown }[] {
  return deeds.filter(({ type }) => type === 'tell').map(({ params }) => params as { type: string });
}

/** What the chart emitted on a way, in order. */
export function emittedOn({ deeds }: { deeds: Deed[] }): { type: string; [name: string]: unknown }[] {
  return deeds.filter(({ type }) => type === 'xstate.emit').map(({ params }) => (params as { event: never }).event);
}

/** What a child was sent on a way, in order. */
export function sentOn({ deeds }: { deeds: Deed[] }, child: string): { type: string; [name: string]: unknown }[] {
  return deeds
    .filter(({ type, params }) => type === 'xstate.sendTo' && (params as { targetId: string }).targetId === child)
    .map(({ params }) => (params as { event: never }).event);
}

/** The inputs of the children that were started on a way. */
export function startedOn<Input>({ deeds }: { deeds: Deed[] }, child: string): Input[] {
  return deeds
    .filter(({ type, params }) => type === 'xstate.spawnChild' && (params as { id: string }).id === child)
    .map(({ params }) => (params as { input: Input }).input);
}

/** Whether a place or a stage is in the state of this name, or of this name in that one: `quick.slow`. */
export function isAt(place: Pick<Stage<AnyStateMachine>, 'snapshot'>, state: string): boolean {
  return JSON.stringify(valueOf(place)).includes(`"${state.replaceAll('.', '":"')}"`);
}

/** Whether a way goes through the state of this name, or ends there, coming from elsewhere. */
export function enters(way: Arrival<AnyStateMachine>, state: string): boolean {
  return !(way.from && isAt(way.from, state)) && way.stages.some((stage) => isAt(stage, state));
}
