import type { AnyMachineSnapshot, AnyStateMachine, ContextFrom, InputFrom, SnapshotFrom } from 'xstate';
import { marked } from './marked.ts';
import type { Move } from './moves.ts';
import { begin, step, type ChartStep } from './step-chart.ts';

/** Where a chart may stand, and what the world around it remembers. */
export type Place<Machine extends AnyStateMachine, Around = unknown> = {
  snapshot: SnapshotFrom<Machine>;
  context: ContextFrom<Machine>;
  /** The timers that run, by the ids of their events. */
  timers: string[];
  /** The children that live and have not said their last word. */
  speaking: string[];
  around: Around;
  /** Places of the same key count as one. */
  key: string;
  /** How it was reached; nothing leads to a place where a chart begins. */
  by?: { from: Place<Machine, Around>; move: Move };
};

/** A place as it decides how it goes on, before it is known which it counts as. */
type Site<Machine extends AnyStateMachine, Around> = Omit<Place<Machine, Around>, 'key'>;

/** How a chart comes to a place: by beginning there, or from another one. */
export type Arrival<Machine extends AnyStateMachine, Around = unknown> = ChartStep<Machine> & {
  from?: Place<Machine, Around>;
  move: Move;
  to: Place<Machine, Around>;
};

/** One move at one place, and what came of it. */
export type Way<Machine extends AnyStateMachine, Around = unknown> = Arrival<Machine, Around> & {
  from: Place<Machine, Around>;
};

/** What a chart is explored in: all that may happen to it, said as a function of the place where it stands. */
export type World<Machine extends AnyStateMachine, Around> = {
  /** Its name, where the chart has a second one. */
  name?: string;
  machine: Machine;
  /** What the chart may begin with. */
  inputs: InputFrom<Machine>[];
  /** What of a place decides how it goes on, as plain JSON. Places of the same essence count as one. */
  essence(place: Site<Machine, Around>): unknown;
  moves(place: Place<Machine, Around>): Move[];
  /** What must change nothing: words that are stale, foreign, repeated or out of place. */
  strays(place: Place<Machine, Around>): Move[];
  /** What the world remembers, given what it remembered and what the chart has just done. */
  remember(arrival: Omit<Arrival<Machine, Around>, 'to'>, to: Omit<Site<Machine, Around>, 'around'>): Around;
};

/** So many places mean that the essence of a world counts something without end. */
const MOST = 10_000;

/** All that may happen in a world. */
export type Exploration<Machine extends AnyStateMachine, Around = unknown> = {
  world: World<Machine, Around>;
  /** The first place met of each essence. Nearest first. */
  places: Map<string, Place<Machine, Around>>;
  beginnings: Arrival<Machine, Around>[];
  /** Each move at each of these places. */
  ways: Way<Machine, Around>[];
  /** The names of the stray words that were said at these places. */
  strays: Set<string>;
  /** Each of them that changed anything. */
  heeded: Way<Machine, Around>[];
  /** The names of all transitions that were taken, be it by a stray word. */
  taken: Set<string>;
  /** A second place of an essence, where one was met, reached in another way. */
  twins: Map<string, Place<Machine, Around>>;
  take(from: Place<Machine, Around>, move: Move): Way<Machine, Around>;
};

/**
 * Walks everywhere a chart can go, breadth first, until nothing new is met.
 *
 * Nothing is carried out: steps are pure, and the world speaks for children and timers.
 *
 * `getAdjacencyMap` of XState walks alike, but keeps only where a step led, not what was asked for on the way,
 * and what is asked for (replies, reports, timers, children) is most of what has to be checked.
 *
 * @throws when there is no end of it.
 */
export function explore<Machine extends AnyStateMachine, Around>(
  world: World<Machine, Around>,
): Exploration<Machine, Around> {
  const machine = marked(world.machine);
  const places = new Map<string, Place<Machine, Around>>();
  const twins = new Map<string, Place<Machine, Around>>();
  const ways: Way<Machine, Around>[] = [];
  const strays = new Set<string>();
  const heeded: Way<Machine, Around>[] = [];
  const taken = new Set<string>();

  const keyOf = (place: Site<Machine, Around>) => {
    const key = JSON.stringify([valueOf(place), place.timers.toSorted(), world.essence(place)]);
    // one text for all places that count as one
    return places.get(key)?.key ?? key;
  };
  const meet = (place: Place<Machine, Around>) => {
    const { key } = place;
    if (!places.has(key)) places.set(key, place);
    else if (!twins.has(key) && isOther(place, places.get(key))) twins.set(key, place);
  };
  const remembering = <Made extends Omit<Arrival<Machine, Around>, 'to'>>(made: Made) => {
    made.taken.forEach((name) => taken.add(name));
    const bare = placeAfter(made);
    const site = { ...bare, around: world.remember(made, bare) };
    return { ...made, to: { ...site, key: keyOf(site) } };
  };
  const take = (from: Place<Machine, Around>, move: Move): Way<Machine, Around> =>
    remembering({ ...step(from.snapshot, move.event), from, move });

  const beginnings = world.inputs.map((input) =>
    remembering({ ...begin(machine, input), move: { name: 'it begins', event: { type: 'begin' } } }),
  );
  beginnings.forEach(({ to }) => meet(to));
  for (const place of places.values()) {
    if (places.size > MOST) throw new Error(`no end of ${machine.id}: ${routeTo(place).join(' > ')}`);
    if (isOver(place)) continue;
    const onwards = world.moves(place).map((move) => take(place, move));
    onwards.forEach(({ to }) => meet(to));
    ways.push(...onwards);
    const said = world.strays(place).map((move) => take(place, move));
    said.forEach(({ move }) => strays.add(move.name));
    heeded.push(...said.filter(changesAnything));
  }
  return { world, places, beginnings, ways, strays, heeded, taken, twins, take };
}

/** The state a chart is in. */
export function valueOf(place: Pick<Place<AnyStateMachine>, 'snapshot'>): unknown {
  return (place.snapshot as AnyMachineSnapshot).value;
}

/** Whether a chart has come to its end; a chart that broke has as well. */
export function isOver(place: Pick<Place<AnyStateMachine>, 'snapshot'>): boolean {
  return (place.snapshot as AnyMachineSnapshot).status !== 'active';
}

/** The moves that lead to a place, the first one first. It is the shortest way there. */
export function routeTo(place: Place<AnyStateMachine>): string[] {
  return place.by ? [...routeTo(place.by.from), place.by.move.name] : [];
}

function changesAnything({ from, to, deeds }: Way<AnyStateMachine>): boolean {
  const isChanged = Object.keys(to.context).some((key) => to.context[key] !== from.context[key]);
  return deeds.length > 0 || isChanged || JSON.stringify(valueOf(from)) !== JSON.stringify(valueOf(to));
}

function isOther(place: Place<AnyStateMachine>, first: Place<AnyStateMachine> | undefined): boolean {
  return JSON.stringify(place.context) !== JSON.stringify(first?.context);
}

function placeAfter<Machine extends AnyStateMachine, Around>({
  from,
  move,
  stages,
  deeds,
}: Omit<Arrival<Machine, Around>, 'to'>): Omit<Site<Machine, Around>, 'around'> {
  const last = stages.at(-1);
  if (!last) throw new Error(`${move.name}: the chart took no step`);
  const running = new Set(from?.timers);
  const speaking = new Set(from?.speaking);
  if (move.ends !== undefined) speaking.delete(move.ends);
  for (const { type, params } of deeds) {
    const { id = '', sendId = '', delay } = (params ?? {}) as { id?: string; sendId?: string; delay?: number };
    if (type === 'xstate.raise' && delay !== undefined) running.add(id);
    if (type === 'xstate.cancel') running.delete(sendId);
    if (type === 'xstate.spawnChild') speaking.add(id);
  }
  const { children } = last.snapshot as AnyMachineSnapshot;
  return {
    snapshot: last.snapshot,
    context: last.context,
    timers: [...running],
    speaking: [...speaking].filter((child) => child in children),
    ...(from && { by: { from, move } }),
  };
}
