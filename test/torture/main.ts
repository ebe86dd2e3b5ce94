import { randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import { absent, postgresAdapter, postgresUrl, redisUrl } from '../conformance/servers.ts';
import { all, count, emptyTally, inSqlite, playAll, randomRun, stepRun, troubleRun } from './campaign.ts';
import type { Ground, Planned, Tally } from './campaign.ts';
import type { Place } from './places.ts';
import { endSpares, type RunResult } from './run.ts';

const usage = `Plays conversations in a process that is killed, again and again, and looks at what is left.

  npm run torture -- --runs 300       how many runs with kills at random on each store (default 100)
                     --store Redis    on this store alone: SQLite, Redis, PostgreSQL
                     --seed 1         other ones than by chance
                     --steps          every step of each play once, too
                     --troubles 50    so many runs with a paused process, a store that fails, a damaged record (default 20)
                     --lanes 2        how many runs at a time
                     --speed 4        how fast time goes
                     --run 17, --trouble 17, --plays confirm --step 12   what a failure printed, played again
`;

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '100' },
    store: { type: 'string' },
    seed: { type: 'string' },
    steps: { type: 'boolean', default: false },
    troubles: { type: 'string', default: '20' },
    lanes: { type: 'string', default: '2' },
    speed: { type: 'string', default: '4' },
    run: { type: 'string' },
    trouble: { type: 'string' },
    plays: { type: 'string' },
    step: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});
const seed = values.seed === undefined ? Math.floor(Math.random() * 1_000_000) : Number(values.seed);
const stop = new AbortController();
process.on('SIGINT', () => {
  if (stop.signal.aborted) process.exit(130);
  stop.abort();
  console.error('\nThe runs under way are finished first; Ctrl-C again leaves at once.');
});

async function torture() {
  for (const line of absent) console.log(line);
  const table = `meanwhile_torture_${randomUUID().replaceAll('-', '')}`;
  const speed = Number(values.speed);
  const [url, uri] = [redisUrl, postgresUrl];
  const grounds: Ground[] = [
    { kind: 'SQLite', place: inSqlite, speed },
    ...(url === undefined ? [] : [{ kind: 'Redis', place: (): Place => ({ kind: 'Redis', url }), speed } as const]),
    ...(uri === undefined
      ? []
      : [{ kind: 'PostgreSQL', place: (): Place => ({ kind: 'PostgreSQL', url: uri, table }), speed } as const]),
  ];
  const rows: string[] = [];
  for (const ground of grounds.filter(({ kind }) => values.store === undefined || values.store === kind)) {
    for (const [what, planned] of campaignsOn(ground)) {
      const tally = emptyTally();
      const onResult = (one: Planned, result: RunResult) => {
        const flawless = tally.flaws.length;
        count(tally, one, result);
        show(`${ground.kind}, ${what}: ${tally.runs} runs, ${tally.kills} kills, ${tally.flaws.length} with flaws`);
        if (tally.flaws.length > flawless) console.error(`\n${ground.kind}: ${tally.flaws.at(-1)}`);
      };
      await playAll(planned, { lanes: Number(values.lanes), stop: stop.signal, onResult });
      if (tally.runs > 0) rows.push(rowOf(ground, what, tally));
      for (const [failure, times] of tally.failures) console.error(`\n${times} times told: ${failure}`);
      if (tally.flaws.length > 0) process.exitCode = 1;
    }
  }
  await endSpares();
  if (uri !== undefined) {
    const admin = postgresAdapter(uri, table, { max: 1 });
    await admin['query'](`DROP TABLE IF EXISTS ${table}`);
    await admin.disconnect();
  }
  show('');
  console.log(`${HEAD}\n${rows.join('\n')}\n\nSeed ${seed}, time ${speed} times as fast.`);
}

const HEAD = `| store | what befell it | runs | kills | effects | told | given twice | told as unknown | not as promised |
| --- | --- | --- | --- | --- | --- | --- | --- | --- |`;

function rowOf({ kind }: Ground, what: string, { runs, kills, effects, told, twice, unknown, flaws }: Tally): string {
  return `| ${[kind, what, runs, kills, effects, told, twice, unknown, flaws.length].join(' | ')} |`;
}

function* campaignsOn(ground: Ground): Generator<[string, Iterator<Planned, void, RunResult | undefined>]> {
  const plays = values.plays?.split(',');
  if (values.run !== undefined) yield ['killed at random', [randomRun(ground, Number(values.run))].values()];
  else if (values.trouble !== undefined) yield ['trouble', [troubleRun(ground, Number(values.trouble))].values()];
  else if (values.step !== undefined) {
    yield ['killed at a step', [stepRun(ground, plays ?? all, Number(values.step))].values()];
  } else {
    if (values.steps) {
      for (const play of plays ?? all) yield [`${play}, killed at every step`, everyStep(ground, [play])];
    }
    yield ['killed at random', several(Number(values.runs), (number) => randomRun(ground, seed + number))];
    yield ['paused, failing, damaged', several(Number(values.troubles), (number) => troubleRun(ground, seed + number))];
  }
}

function* several(runs: number, make: (number: number) => Planned): Generator<Planned, void> {
  for (let number = 0; number < runs; number += 1) yield make(number);
}

/** Goes on until a play is over before it is killed. */
function* everyStep(ground: Ground, plays: string[]): Generator<Planned, void, RunResult | undefined> {
  for (let step = 1, isOver = false; !isOver; step += 1) {
    const result = yield stepRun(ground, plays, step);
    isOver = result !== undefined && result.kills === 0;
  }
}

function show(text: string) {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001B[2K${text}`);
}

if (values.help) console.log(usage);
else await torture();
