import wrapAnsi from 'wrap-ansi';
import { play, type Narrate } from './screenplay/play.ts';
import { scenarios } from './screenplay/scenarios.ts';
import { isComplaint } from './terminal/complaint.ts';
import { errorLines } from './terminal/error-lines.ts';
import { codeAfterWriting } from './terminal/exit-code.ts';
import { optionsIn } from './terminal/options.ts';
import { tidy } from './terminal/tidy.ts';

const WIDEST = 100;
const USUAL_COLUMNS = 80;
const MARGIN = 26;
const NARROWEST = 20;

const usage = `npm run demo [-- options]: three scenes with the agent of a phone company, played with a demo model

--speed <number>  how many times faster than life, 1 unless given
-h, --help        this
`;

const { stdout, stderr, argv } = process;
const width = Math.min(stdout.columns || USUAL_COLUMNS, WIDEST);
const options = optionsIn(argv.slice(2), ['speed', 'help']);
stdout.on('error', (error) => process.exit(codeAfterWriting(error)));

if (isComplaint(options)) {
  stderr.write(errorLines(options.complaint, stderr.columns));
  process.exitCode = 2;
} else if (options.help) {
  stdout.write(usage);
} else {
  stdout.write(
    errorLines('The words come from a demo model, which knows some phrases and is no language model.', width),
  );
  for (const [index, scenario] of scenarios.entries()) {
    stdout.write(`\nScene ${index + 1}. ${scenario.title}\n\n`);
    await play(scenario, { speed: options.speed, narrate });
  }
}

function narrate(...[seconds, who, text]: Parameters<Narrate>) {
  const margin = `${seconds.toFixed(1).padStart(6)} s  ${who}`.padEnd(MARGIN);
  const rows = wrapAnsi(tidy(text), Math.max(NARROWEST, width - MARGIN - 1), { hard: true }).split('\n');
  stdout.write(`${margin}${rows.join(`\n${' '.repeat(MARGIN)}`)}\n`);
}
