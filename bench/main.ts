import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { measureHeap } from './figures/heap.ts';
import { measureHistory } from './figures/history.ts';
import { measureMeanwhile } from './figures/meanwhile.ts';
import { measureStart } from './figures/start.ts';
import { measureTelemetry } from './figures/telemetry.ts';
import { measureTurns } from './figures/turns.ts';
import { others } from './others/others.ts';
import { meanwhile } from './turns/meanwhile.ts';
import { plainLoop } from './turns/plain-loop.ts';

const { values } = parseArgs({ options: { quick: { type: 'boolean', default: false } } });
const of = (count: number) => (values.quick ? Math.ceil(count / 10) : count);

const elsewhere = await others();
console.log(`Node ${process.version}, ${cpus().length} cores; every model and tool answers at once.`);
if (elsewhere.length === 0) console.log('Other frameworks join in after `npm ci --prefix bench` (430 MB).');
if (!values.quick) console.log('This takes a few minutes; `-- --quick` is rougher and takes about a minute.');
await measureTurns([plainLoop(), meanwhile(), meanwhile(() => {}), ...elsewhere], of(150));
await measureMeanwhile(of(500));
await measureTelemetry(of(500));
await measureHistory(of(30));
await measureHeap(300);
await measureStart(of(1000));
process.exit(); // LiveKit keeps timers going
