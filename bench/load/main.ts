import { parseArgs } from 'node:util';
import { everyStore } from '../measure/every-store.ts';
import { inMs, printTable } from '../measure/table.ts';
import { spreadOf } from '../measure/spread.ts';
import { alternate, type Look } from './alternation.ts';
import { serve, type Crowd, type Day } from './crowd.ts';
import { heapOfEach } from './heap-of-each.ts';

const usage = `Has many customers talk at the same time in one process, in real time, and looks at what each was told;
then one who says a great many things, in virtual time, and looks at what grows.

  npm run load -- --customers 1000   how many at once (default 1000)
                  --rate 100         how many come each second, whoever is still there (default 100)
                  --seconds 20       for so long
                  --tool 10          how many seconds the long tool takes
                  --kept 300         how many at once on each store (default 300; 0 for none)
                  --messages 10000   how many things the one says (default 10000; 0 for none)
`;

const { values } = parseArgs({
  options: {
    customers: { type: 'string', default: '1000' },
    rate: { type: 'string', default: '100' },
    seconds: { type: 'string', default: '20' },
    tool: { type: 'string', default: '10' },
    kept: { type: 'string', default: '300' },
    messages: { type: 'string', default: '10000' },
    help: { type: 'boolean', default: false },
  },
});

const failures = new Map<string, number>();

async function load() {
  const customers = Number(values.customers);
  const onEach = Number(values.kept);
  const perSecond = Number(values.rate);
  const toolMs = 1000 * Number(values.tool);
  const messages = Number(values.messages);
  await serve({ customers: 50, perSecond: 100, toolMs: 2000 }); // what is compiled later would be slow

  const days: [string, Crowd, Day][] = [];
  const play = async (name: string, crowd: Crowd) => {
    console.error(`${name} …`);
    const day = await serve(crowd);
    note(day.experiences.flatMap(({ flaws }) => flaws));
    days.push([name, crowd, day]);
  };

  await play(`${customers} within a second`, { customers, perSecond: customers, toolMs });
  await play(`${perSecond} each second`, { customers: perSecond * Number(values.seconds), perSecond, toolMs });
  if (onEach > 0) {
    const { stores, close } = await everyStore();
    for (const [name, store] of stores) {
      await play(name, { customers: onEach, perSecond: onEach / 3, toolMs, store }).catch((error: unknown) =>
        note([`${name}: ${String(error)}`]),
      );
    }
    await close();
  }
  printTable(
    `Each asks for a tool of ${values.tool} s, and puts five questions meanwhile. Over what model and tool take, Node ${process.version}`,
    ['', 'at once', 'answer p50', 'p95', 'p99', 'result p50', 'p95', 'p99'],
    days.map(([name, , day]) => [name, String(day.atOnce), ...timesOf(day)]),
  );
  printTable(
    'What it takes, and what each was told',
    [
      '',
      'conversations',
      'came a second',
      'CPU of each',
      'so a core takes',
      'stood still',
      'told all once',
      'words of others',
    ],
    days.map(([name, crowd, day]) => [name, ...costOf(crowd, day)]),
  );
  const kept = days.flatMap(([name, { customers: came, store }, { deeds }]) =>
    store ? [[name, ...deedsOf(came, deeds)]] : [],
  );
  if (kept.length > 0) {
    printTable(
      'What the stores were asked, in whole milliseconds',
      ['', 'for each', 'p50', 'p95', 'p99', 'longest', 'errors'],
      kept,
    );
  }
  if (messages > 0) {
    console.error(`${messages} messages …`);
    const { looks, flaws } = await alternate(messages);
    note(flaws);
    printTable(
      'One user who says and cancels things as fast as can be, each time when all is told',
      ['said', 'told', 'context', 'timers', 'listeners', 'records kept', 'heap'],
      looks.map(cellsOf),
    );
  }
  const each = (await heapOfEach(customers)) / 1024;
  console.log(`\nHeap of one of ${customers} while its tool runs, with a question answered: ${each.toFixed(1)} KB`);

  console.log(failures.size === 0 ? 'Nothing was wrong.' : 'What was wrong:');
  for (const [failure, times] of [...failures].slice(0, 20)) console.log(`${times} times: ${failure}`);
  if (failures.size > 0) process.exitCode = 1;
}

function note(flaws: readonly string[]) {
  for (const flaw of flaws) failures.set(flaw, (failures.get(flaw) ?? 0) + 1);
}

function timesOf({ experiences }: Day): string[] {
  const asked = spreadOf(experiences.flatMap(({ interim }) => interim));
  const told = spreadOf(experiences.flatMap(({ announcement }) => announcement));
  return [asked.p50, asked.p95, asked.p99, told.p50, told.p95, told.p99].map(inMs);
}

function costOf({ customers, perSecond }: Crowd, { experiences, cpuMs, stallMs }: Day): string[] {
  const toldOnce = experiences.filter(({ isToldOnce }) => isToldOnce).length;
  const strangers = experiences.flatMap((one) => one.strangers).length;
  const most = `${(1000 / cpuMs).toFixed(0)} a second`;
  return [customers, perSecond, inMs(cpuMs), most, inMs(stallMs), toldOnce, strangers].map(String);
}

function deedsOf(customers: number, deeds: Day['deeds']): string[] {
  const times = deeds.map(({ ms }) => ms);
  const { p50, p95, p99 } = spreadOf(times);
  const errors = deeds.filter(({ error }) => error !== undefined).length;
  const longest = times.reduce((most, ms) => Math.max(most, ms), 0);
  return [
    (deeds.length / customers).toFixed(1),
    ...[p50, p95, p99, longest].map((ms) => `${ms.toFixed(0)} ms`),
    String(errors),
  ];
}

function cellsOf({ said, told, contextBytes, timers, listeners, keptBytes, heapBytes }: Look): string[] {
  const [context, kept] = [contextBytes, keptBytes].map((bytes) => `${(bytes / 1024).toFixed(1)} KB`);
  return [said, told, context, timers, listeners, kept, `${(heapBytes / 2 ** 20).toFixed(1)} MB`].map(String);
}

if (values.help) console.log(usage);
else await load();
