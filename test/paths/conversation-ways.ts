import type { Reply } from '../../machines/conversation-protocol.ts';
import type { OperationOutcome } from '../../machines/main-operation-protocol.ts';
import type { QueuedRequest } from '../../machines/queue-protocol.ts';
import { valueOf } from './explore-chart.ts';
import { conversationPaths } from './explored-charts.ts';
import { room } from './conversation-world.ts';
import { emittedOn, isAt } from './seen.ts';

/** Each move at each place of the conversation, and what stray words were said there, and which of them were heeded. */
export const { ways, strays, heeded } = conversationPaths();

/** Where the conversation may stand. */
export const places = [...conversationPaths().places.values()];

export type Way = (typeof ways)[number];
export type Place = (typeof places)[number];

/** Whether something of this type happened, in a shape that can be used. */
export function on(type: string): (way: Way) => boolean {
  return ({ move }) => move.event.type === type && !isMalformed(move);
}

/** Whether an event has a shape that can't be used. */
export function isMalformed({ name }: Way['move']): boolean {
  return name.endsWith('has a wrong shape');
}

/** Whether it happened in one of these states. */
export function at(...states: string[]): (way: Way) => boolean {
  return ({ from }) => states.some((state) => isAt(from, state));
}

/** Whether it was one of these moves. */
export function named(...names: string[]): (way: Way) => boolean {
  return ({ move }) => names.includes(move.name);
}

/** All that the user heard on a way. */
export function repliesOn(way: Way): Reply[] {
  return emittedOn(way).filter(({ type }) => type === 'reply') as unknown as Reply[];
}

/** The outcomes that the user heard on a way. */
export function outcomesToldOn(way: Way): Reply[] {
  return repliesOn(way).filter(({ id }) => /^operation-\d+!$/.test(id));
}

/** How often a way goes through the announcement of an outcome. */
export function announcementsOn({ from, stages }: Way): number {
  const isTelling = (stage: Pick<Place, 'snapshot'>) => JSON.stringify(valueOf(stage)) === '{"announcing":"speaking"}';
  return stages.filter((stage, index) => isTelling(stage) && !isTelling(stages[index - 1] ?? from)).length;
}

/** The outcome that is known on a way: from before, or by the way itself. */
export function outcomeOn({ from, stages }: Way): OperationOutcome | null {
  return from.context.outcome ?? stages.find(({ context }) => context.outcome !== null)?.context.outcome ?? null;
}

/** The id of the operation that is live. */
export function liveId({ context }: Place): string | undefined {
  return context.operation?.operationId;
}

/** What the user said, as far as the transcript still has it. */
export function usersOf({ context }: Place) {
  return context.transcript.filter(({ role }) => role === 'user');
}

/** Whether the chat has said more than how far the work is. */
export function hasTalk({ context }: Place): boolean {
  return context.interim.some(({ statusOnly }) => !statusOnly);
}

/** Whether a run of the operation that has ended succeeded. */
export function hasResult({ context }: Place): boolean {
  return context.outcome?.runs.some(({ status }) => status === 'succeeded') ?? false;
}

/** A request of this id that waited on a way. */
export function waitingOn({ from, stages }: Way, operationId: string | undefined): QueuedRequest | undefined {
  return [from, ...stages]
    .flatMap(({ context }) => context.queue)
    .find((request) => request.operationId === operationId);
}

/** Whether it was a cancel of what waits. */
export function isOfQueue(way: Way): boolean {
  return named('the user cancels what waits as number 1')(way);
}

/** Whether something more could wait where a way begins. */
export function hasRoom({ from: { context } }: Way): boolean {
  return context.queue.length < room.queue;
}

/** Whether what runs where a way begins can't be stopped, and may still be meant by a cancel. */
export function isUnstoppable({ from }: Way): boolean {
  const { operation, outcome } = from.context;
  const isHeeded = isAt(from, 'attending') || isAt(from, 'operating');
  return (
    isHeeded && outcome === null && operation?.runs.some((run) => run.status === 'running' && run.unstoppable) === true
  );
}

/** Whether nothing came of a way. */
export function changesNothing({ from, to, deeds }: Way): boolean {
  const [before, after] = [from, to].map((place) => JSON.stringify([valueOf(place), place.context]));
  return deeds.length === 0 && before === after;
}
