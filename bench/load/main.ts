import { parseArgs } from 'node:util';
import { everyStore } from '../measure/every-store.ts';
import { inMs, printTable } from '../measure/table.ts';
import { spreadOf } from '../measure/spread.ts';
import { serve, type Crowd, type Day } from './crowd.ts';
import { heapOfEach } from './heap-of-each.ts';

const usage = `Has many customers talk at the same time in one process, in real time, and looks at what each was told.

  npm run load -- --customers 1000   how many at once (default 1000)
                  --rate 100         how many come each second, whoever is still there (default 100)
                  --seconds 20       for so long
                  --tool 10          how many seconds the long tool takes
                  --kept 300         how many at once on each store (default 300; 0 for none)
`;

const { values } = parseArgs({
  options: {
    customers: { type: 'string', default: '1000' },
    rate: { type: 'string', default: '100' },
    seconds: { type: 'string', default: '20' },
    tool: { type: 'string', default: '10' },
    kept: { type: 'string', default: '300' },
    help: { type: 'boolean', default: false },
  },
});

async function load() {
  const customers = Number(values.customers);
  const kept = Number(values.kept);
  const perSecond = Number(values.rate);
  const toolMs = 1000 * Number(values.tool);
  await serve({ customers: 50, perSecond: 100, toolMs: 2000 }); // what is compiled later would be slow

  const rows: string[][] = [];
  const failures = new Map<string, number>();
  const play = async (name: string, crowd: Crowd) => {
    console.error(`${name} …`);
    const day = await serve(crowd);
    for (const flaw of day.flaws) failures.set(flaw, (failures.get(flaw) ?? 0) + 1);
    rows.push([name, ...cellsOf(crowd, day)]);
  };

  await play(`${customers} within a second`, { customers, perSecond: customers, toolMs });
  await play(`${perSecond} each second`, { customers: perSecond * Number(values.seconds), perSecond, toolMs });
  if (kept > 0) {
    const { stores, close } = await everyStore();
    for (const [name, store] of stores) {
      await play(`${kept}, ${name}`, { customers: kept, perSecond: kept / 3, toolMs, store }).catch((error: unknown) =>
        console.log(`${name}: ${String(error)}`),
      );
    }
    await close();
  }
  printTable(
    `Each asks for a tool of ${values.tool} s, and puts five questions meanwhile. Over what model and tool take, Node ${process.version}`,
    ['', 'at once', 'answer p50', 'p95', 'p99', 'result p50', 'p95', 'p99', 'CPU of each', 'stood still', 'wrong'],
    rows,
  );
  for (const [failure, times] of [...failures].slice(0, 20)) console.log(`${times} times: ${failure}`);
  if (failures.size > 0) process.exitCode = 1;
  const each = (await heapOfEach(customers)) / 1024;
  console.log(`\nHeap of one of ${customers} while its tool runs, with a question answered: ${each.toFixed(1)} KB`);
}

function cellsOf({ customers }: Crowd, { interim, announcement, flaws, atOnce, cpuMs, stallMs }: Day): string[] {
  const asked = spreadOf(interim);
  const told = spreadOf(announcement);
  const times = [asked.p50, asked.p95, asked.p99, told.p50, told.p95, told.p99];
  return [`${atOnce} of ${customers}`, ...times.map(inMs), inMs(cpuMs), inMs(stallMs), String(flaws.length)];
}

if (values.help) console.log(usage);
else await load();
