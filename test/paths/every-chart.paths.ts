import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AnyMachineSnapshot, AnyStateMachine } from 'xstate';
import { describe, expect, test } from 'vitest';
import { leavesTimed, timersDue } from './bounds-of.ts';
import { breaches, misfits } from './breaches.ts';
import { coverageOf } from './coverage.ts';
import { coverageTable } from './coverage-table.ts';
import { isOver, valueOf, type Arrival, type Place, type Way } from './explore-chart.ts';
import { exploredCharts, explorationsOf } from './explored-charts.ts';
import { startsNothingTwice } from './lives.ts';
import { placesThatReach } from './reaching.ts';
import { isAt } from './seen.ts';

/** Words out of place that are heeded all the same, each with the reason why nobody can say them. */
const HEEDED: { [chart: string]: { [stray: string]: string } } = {
  conversation: {
    'a turn is locked again': 'a chat locks a turn once',
    'a turn that is over is answered': 'a chat unlocks a turn last',
    'a turn that is over is unlocked': 'a chat unlocks a turn once',
    'another operation ends': 'an operation ends once, and the next begins only then',
  },
  'conversation, spoken': { 'a reply that never was is interrupted': 'the chat is told so, and never said it' },
  mainOperation: { 'an answer nobody asked for': 'quick tools answer what they were asked, each once' },
};

/** How many places that count as one with another are looked at again in each chart. */
const MOST_TWINS = 500;

/** Where a chart is at home: from everywhere it can get there. */
const HOMES: { [chart: string]: (place: Place<AnyStateMachine>) => boolean } = {
  conversation: (place) => valueOf(place) === 'idle',
  'conversation, spoken': (place) => valueOf(place) === 'idle',
  secondaryChat: (place) => isOver(place) || valueOf(place) === 'unlocked',
};

const charts = exploredCharts().map((exploration) => ({
  name: exploration.world.name ?? exploration.world.machine.id,
  exploration,
}));

describe.each(charts)('the chart $name, explored to its end', ({ name, exploration }) => {
  const { world, beginnings, ways, strays, heeded, twins } = exploration;
  const places = [...exploration.places.values()];

  test('never breaks', () => {
    expect(misfits(places, ({ snapshot }) => (snapshot as AnyMachineSnapshot).status !== 'error')).toEqual([]);
  });

  test('enters every state', () => {
    expect(coverageOf(...explorationsOf(world.machine.id)).states.missed).toEqual([]);
  });

  test('takes every transition', () => {
    const { all, missed } = coverageOf(...explorationsOf(world.machine.id)).transitions;
    expect(new Set(all).size).toBe(all.length);
    expect(missed).toEqual([]);
  });

  test('has no dead end: it can go on from every place but a final one', () => {
    const left = new Set(ways.filter(({ from, to }) => from.key !== to.key).map(({ from }) => from));
    expect(misfits(places, (place) => isOver(place) || left.has(place))).toEqual([]);
  });

  test('can get home from every place', () => {
    const safe = placesThatReach(exploration, HOMES[name] ?? isOver);
    expect(misfits(places, ({ key }) => safe.has(key))).toEqual([]);
  });

  test('C7: has a timer for each bound of the states it is in, and no other', () => {
    const active = places.filter((place) => !isOver(place));
    expect(misfits(active, (place) => isSame(timersDue(place).toSorted(), place.timers.toSorted()))).toEqual([]);
  });

  test('C7: leaves a state whose timer runs out', () => {
    const runOut = ways.filter(({ move }) => move.event.type.startsWith('xstate.after.'));
    expect(breaches(runOut, leavesTimed)).toEqual([]);
  });

  test('starts no child that is at work already, but for the next turn of the chat, what is looked at anew, and what was lost', () => {
    const isNextTurn = ({ from, to }: Arrival<AnyStateMachine>) =>
      name === 'secondaryChat' && to.context.turns !== from?.context.turns;
    const isJudgedAnew = ({ from, to }: Arrival<AnyStateMachine>) =>
      from !== undefined && isAt(from, 'interpreting') && to.context.unanswered.length > from.context.unanswered.length;
    const isAuthorizedAnew = ({ from, move }: Arrival<AnyStateMachine>) =>
      from !== undefined && isAt(from, 'authorizing') && move.event.type === 'session.updated';
    const wasLost = ({ move }: Arrival<AnyStateMachine>) => ['tool.lost', 'tools.lost'].includes(move.event.type);
    expect(
      breaches(
        [...beginnings, ...ways],
        (way) =>
          startsNothingTwice(way) || isNextTurn(way) || isJudgedAnew(way) || isAuthorizedAnew(way) || wasLost(way),
      ),
    ).toEqual([]);
  });

  test('is changed by nothing that is stale, foreign, repeated or out of place, but what nobody can say', () => {
    expect(strays.size).toBeGreaterThan(0);
    const names = new Set(heeded.map(({ move }) => move.name));
    expect([...names].toSorted()).toEqual(Object.keys(HEEDED[name] ?? {}));
  });

  test('goes on alike from places that count as one', { timeout: 180_000 }, () => {
    const onwards = Map.groupBy(ways, ({ from }) => from.key);
    const fates = (ways: Way<AnyStateMachine>[]) => ways.map(({ move, to, taken }) => [move.name, to.key, taken]);
    const movesAt = (place: Place<AnyStateMachine>) => (isOver(place) ? [] : world.moves(place));
    const waysOf = (twin: Place<AnyStateMachine>) => movesAt(twin).map((move) => exploration.take(twin, move));
    expect(
      misfits(someOf([...twins.values()]), (twin) => isSame(fates(waysOf(twin)), fates(onwards.get(twin.key) ?? []))),
    ).toEqual([]);
  });
});

/** As many as a test has time for, from all over them. */
function someOf<One>(all: readonly One[]): One[] {
  const every = Math.ceil(all.length / MOST_TWINS);
  return all.filter((_, index) => index % every === 0);
}

test('the coverage of the four charts', () => {
  expect(coverageTable()).toMatchInlineSnapshot(`
    "conversation  14119 places explored, 19/19 states, 100/100 transitions
    mainOperation  6832 places explored, 14/14 states, 38/38 transitions
    toolRun        4145 places explored, 12/12 states, 35/35 transitions
    secondaryChat   326 places explored, 11/11 states, 23/23 transitions"
  `);
});

test('the docs tell the same', () => {
  const docs = readFileSync(join(import.meta.dirname, '../../docs/testing.md'), 'utf8');
  expect(docs).toContain(coverageTable());
});

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
