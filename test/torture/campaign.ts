import { join } from 'node:path';
import { plays } from './plays.ts';
import type { Place } from './places.ts';
import { randomFrom } from './random.ts';
import { run, type Death, type RunOptions, type RunResult } from './run.ts';
import { cutOff, damaged, damages, fullDisk, lockedFile, pause } from './troubles.ts';

/** A run with a name by which it can be played again. */
export type Planned = { name: string; options: RunOptions };

/** Where and how fast. */
export type Ground = { place: RunOptions['place']; kind: Place['kind']; speed: number };

/** What was counted in many runs. */
export type Tally = {
  runs: number;
  kills: number;
  effects: number;
  told: number;
  twice: number;
  unknown: number;
  latestMs: number;
  failures: Map<string, number>;
  flaws: string[];
};

export const all = Object.keys(plays);

/** Nothing counted yet. */
export function emptyTally(): Tally {
  return { runs: 0, kills: 0, effects: 0, told: 0, twice: 0, unknown: 0, latestMs: 0, failures: new Map(), flaws: [] };
}

/** Kills at random times and steps, one to five times: every fourth death comes while the one before is recovered from. */
export function randomRun({ place, speed }: Ground, seed: number): Planned {
  const random = randomFrom(seed);
  const count = 1 + Math.floor(random() * 5);
  const deaths = Array.from({ length: count }, (): Death => {
    const kind = random();
    if (kind < 0.25) return { step: 1 + Math.floor(random() * 60) };
    if (kind < 0.5) return { step: 1 + Math.floor(random() * 700) };
    return { afterMs: Math.floor(random() * 1500) };
  });
  return { name: `--run ${seed}`, options: { place, speed, plays: all, deaths } };
}

/** Kills at one step of some plays, and each time again soon after. */
export function stepRun({ place, speed }: Ground, names: readonly string[], step: number): Planned {
  const again = 1 + ((step * 7) % 40);
  const options = { place, speed, plays: names, deaths: [{ step }, { step: again }] };
  return { name: `--plays ${names.join(',')} --step ${step}`, options };
}

/** What else can befall a store, by name. */
export function troubleRun({ place, speed, kind }: Ground, seed: number): Planned {
  const random = randomFrom(seed);
  const ms = (most: number) => Math.floor(random() * most);
  const [names, damage] = [Object.keys(damages), Object.values(damages)];
  const kinds = [
    () => pause(ms(1000), ms(300)),
    () => pause(ms(1000), ms(300), 1_000),
    () => damaged(200 + ms(700), damage[seed % names.length] ?? ((record) => record)),
    kind === 'SQLite' ? () => lockedFile(ms(800), 5_000) : () => cutOff(50 + ms(200), 4),
    kind === 'SQLite' ? () => fullDisk(150 + ms(600), 3_000) : () => cutOff(50 + ms(200), 4),
  ];
  const trouble = (kinds[seed % kinds.length] ?? (() => pause(100, 100)))();
  return { name: `--trouble ${seed}`, options: { place, speed, plays: all, deaths: [], trouble } };
}

/** Counts a run. */
export function count(tally: Tally, { name, options }: Planned, result: RunResult): void {
  tally.runs += 1;
  tally.kills += result.kills;
  tally.effects += result.effects;
  tally.told += result.told;
  tally.twice += result.twice;
  tally.unknown += result.unknown;
  tally.latestMs = Math.max(tally.latestMs, result.latestMs);
  for (const failure of result.failures) tally.failures.set(failure, (tally.failures.get(failure) ?? 0) + 1);
  if (result.flaws.length === 0) return;
  const where = `${name} (${options.plays.join(',')}; ${result.steps.join(', ')}; see ${result.folder})`;
  tally.flaws.push(`${where}\n${result.flaws.map((flaw) => `    ${flaw}`).join('\n')}`);
}

/** Plays runs, so many at a time, until there are no more or it is stopped. */
export async function playAll(
  planned: Iterator<Planned, void, RunResult | undefined>,
  { lanes, stop, onResult }: { lanes: number; stop: AbortSignal; onResult(planned: Planned, result: RunResult): void },
): Promise<void> {
  async function lane() {
    let result: RunResult | undefined;
    while (!stop.aborted) {
      const next = planned.next(result);
      if (next.done) return;
      result = await run(next.value.options);
      onResult(next.value, result);
    }
  }
  await Promise.all(Array.from({ length: lanes }, lane));
}

/** A file of its own for each run. */
export const inSqlite = (folder: string): Place => ({ kind: 'SQLite', file: join(folder, 'store.sqlite') });
