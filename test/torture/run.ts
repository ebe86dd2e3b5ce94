import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openBackEnd } from './back-end.ts';
import { judged, type Judgement } from './judged.ts';
import type { Evidence } from './flaws.ts';
import { notesIn, type Note } from './heard.ts';
import type { Life } from './life.ts';
import { LEASE_MS } from '../../src/durable/lease.ts';
import { openPlace, type OpenPlace, type Place } from './places.ts';
import { warmProcess, type WarmProcess } from './process.ts';
import { removeRecords } from './records.ts';
import { scaledClock } from './scaled-clock.ts';

/** How a life ends: by itself at a step, or by the parent so many milliseconds after it began. */
export type Death = { step: number } | { afterMs: number };

/** What is played, where, and how often it is killed. */
export type RunOptions = {
  place(folder: string): Place;
  plays: readonly string[];
  deaths: readonly Death[];
  speed: number;
  /** What befalls the last life. */
  trouble?: Trouble;
};

/** What else than death can befall a life. It gives back what is wrong, in words, when the life may go on to its end. */
export type Trouble = {
  store: Evidence['store'];
  /** How long what is said waits to be saved. Default: so long that no busy machine is mistaken for a store that is away. */
  savePatience?: number;
  befall(site: Site): Promise<string[]>;
};

/** What trouble works on. */
export type Site = {
  process: WarmProcess;
  life: Life;
  open: OpenPlace;
  /** Lets another process play the same. */
  another(limit?: number): Promise<{ process: WarmProcess; life: Life }>;
  notes(): Note[];
};

/** What came of it. Of one with flaws the folder is kept. */
export type RunResult = Judgement & { kills: number; steps: string[]; folder: string };

/** How long a life may take, in milliseconds; longer, and it is stuck. */
const LONGEST_MS = 60_000;
/** How many lives may be needed after those that were ended on purpose. */
const FURTHER_LIVES = 3;

/** Processes that were started before they are needed. */
const spares: WarmProcess[] = [];

function nextProcess(): WarmProcess {
  const process = spares.pop() ?? warmProcess();
  spares.push(warmProcess());
  return process;
}

/** Ends the processes that nobody needed. */
export async function endSpares(): Promise<void> {
  for (const spare of spares) spare.signal('SIGKILL');
  await Promise.all(spares.splice(0).map(async ({ ended }) => ended));
}

/** Plays some conversations until all of them rest, with all those deaths on the way, and looks at what is left. */
export async function run({ place, plays, deaths, speed, trouble }: RunOptions): Promise<RunResult> {
  const folder = mkdtempSync(join(tmpdir(), 'meanwhile-torture-'));
  openBackEnd(join(folder, 'world.sqlite')).close(); // two lives that begin at once can't both make it
  const name = `torture-${randomUUID().slice(0, 8)}`;
  const cast = Object.fromEntries(plays.map((play) => [`${name}-${play}`, play]));
  const where = place(folder);
  const origin = Date.now();
  const open = await openPlace(where, scaledClock(origin, speed), `${name}-parent`);
  const notes = () => notesIn(join(folder, 'notes.jsonl'));
  const flaws: string[] = [];
  let lives = 0;
  let laterMs = 0;
  const savePatience = trouble?.savePatience ?? 60_000;
  let kills = 0;

  async function begin(process: WarmProcess, dieAt?: number) {
    const life: Life = {
      life: (lives += 1),
      folder,
      place: where,
      cast,
      origin,
      speed,
      laterMs,
      dieAt,
      savePatience,
      name,
    };
    await process.live(life);
    return { process, life };
  }

  async function liveOnce(fate: Death | Trouble | undefined): Promise<boolean> {
    // most come when the lease of the one before has run out; every fourth has to wait for that
    if (lives % 4 !== 3) laterMs += LEASE_MS;
    const { process, life } = await begin(nextProcess(), fate && 'step' in fate ? fate.step : undefined);
    const alarm = setTimeout(() => {
      flaws.push(`life ${life.life} is stuck`);
      process.signal('SIGKILL');
    }, LONGEST_MS);
    if (fate && 'afterMs' in fate) {
      await sleep(fate.afterMs);
      process.signal('SIGKILL');
    }
    if (fate && 'befall' in fate) {
      const another = async (limit?: number) => begin(limit === undefined ? nextProcess() : warmProcess(limit));
      flaws.push(...(await fate.befall({ process, life, open, another, notes })));
    }
    const { code, signal, errors } = await process.ended;
    clearTimeout(alarm);
    if (errors !== '') flaws.push(`life ${life.life} wrote: ${errors}`);
    if (signal === 'SIGKILL') kills += 1;
    else if (code !== 0 && !trouble) flaws.push(`life ${life.life} ended with ${code ?? signal}`);
    return code === 0;
  }

  const isAllSaid = () => {
    const resting = notes().flatMap(({ id, what }) => (what.type === 'rests' ? [id] : []));
    return new Set(resting).size === plays.length;
  };
  const further = Array.from<undefined>({ length: FURTHER_LIVES });
  for (const fate of [...deaths, trouble, ...further]) if ((await liveOnce(fate)) && isAllSaid()) break;
  // what outside readers see is put right by the next life at the latest
  if (trouble) await liveOnce(undefined);

  const all = notes();
  const judgement = await judged({ cast, folder, notes: all, open, store: trouble?.store ?? 'there' });
  await removeRecords(open, Object.keys(cast));
  await open.close();
  flaws.push(...judgement.flaws);
  if (flaws.length === 0) rmSync(folder, { recursive: true, force: true });
  const steps = all.flatMap(({ what }) => (what.type === 'dies' ? [`${what.step} ${what.name}`] : []));
  return { ...judgement, flaws, kills, steps, folder };
}
