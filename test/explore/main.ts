import { parseArgs } from 'node:util';
import { explore } from 'meanwhile/testing';
import { coverageTable } from '../paths/coverage-table.ts';
import { bots, type Explored } from './bots.ts';

const BATCH = 250;

const usage = `Walks every path of the charts, then plays random conversations and checks after each move what is promised.

  npm run explore -- --runs 100000   how many conversations with each bot (default 2000)
                     --bot puppets   with this bot alone: ${Object.keys(bots).join(', ')}
                     --seed 1        other ones than by chance
                     --path 0:1 --replay AB:C   with --bot and --seed: what a failure printed, played again
`;

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '2000' },
    bot: { type: 'string' },
    seed: { type: 'string' },
    path: { type: 'string' },
    replay: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});
const { bot: chosen, path, replay } = values;
const runs = Number(values.runs);
const firstSeed = values.seed === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(values.seed);
const stop = new AbortController();
process.on('SIGINT', () => {
  if (stop.signal.aborted) process.exit(130);
  stop.abort();
  console.error('\nThis batch is finished first; Ctrl-C again leaves at once.');
});

if (values.help) console.log(usage);
else if (!Number.isInteger(runs) || runs < 1) complain(`--runs is ${values.runs}; give a number from 1.`);
else if (!Number.isInteger(firstSeed)) complain(`--seed is ${values.seed}; give a whole number.`);
else if (chosen !== undefined && !Object.hasOwn(bots, chosen)) complain(`There is no bot ${chosen}.`);
else await playAll();

function complain(complaint: string) {
  console.error(`${complaint}\n\n${usage}`);
  process.exitCode = 2;
}

async function playAll() {
  if (path === undefined) console.log(`Every path of the charts:\n${coverageTable()}\n`);
  for (const [name, explored] of Object.entries(bots)) {
    if (chosen === undefined || chosen === name) await play(name, explored);
  }
}

/** Plays in batches, so that it can be stopped at any time. */
async function play(name: string, { makeBot, ...options }: Explored) {
  const wanted = path === undefined ? runs : 1;
  let missed: string[] | undefined;
  let played = 0;
  let moves = 0;
  for (let seed = firstSeed; played < wanted && !stop.signal.aborted; seed += 1) {
    const batch = { ...options, seed, path, replay, runs: Math.min(BATCH, wanted - played) };
    const before = played;
    try {
      const result = await explore(makeBot, {
        ...batch,
        onRun: (now) => showCount(`${name}: ${before + now} of ${wanted}`),
      });
      played += result.runs;
      moves += result.moves;
      const nowMissed = Object.entries(result.states).flatMap(([chart, states]) =>
        states.missed.map((state) => `${chart}.${state}`),
      );
      missed = nowMissed.filter((state) => missed?.includes(state) ?? true);
    } catch (error) {
      showCount('');
      console.error(`${name}: ${error instanceof Error ? error.message : String(error)}`);
      console.error(`Or: npm run explore -- --bot ${name} with these as --seed, --path and --replay.`);
      process.exitCode = 1;
      return;
    }
  }
  showCount('');
  if (missed === undefined) return;
  console.log(`${name}: ${played} conversations, ${moves} moves, all as promised (seeds from ${firstSeed})`);
  console.log(missed.length > 0 ? `  not reached: ${missed.join(', ')}` : '  every state was reached');
}

function showCount(text: string) {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001B[2K${text}`);
}
