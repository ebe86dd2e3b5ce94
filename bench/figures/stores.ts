import { monitorEventLoopDelay } from 'node:perf_hooks';
import { systemClock } from '../../src/index.ts';
import { schema, type StoredRecord } from '../../src/store/schema.ts';
import { strict, type CompareAndSet, type StrictStore } from '../../src/store/strict-store.ts';
import { everyStore } from '../measure/every-store.ts';
import { spreadOf } from '../measure/spread.ts';
import { printTable } from '../measure/table.ts';

/**
 * What a record takes on each kind of store: `node --conditions=meanwhile-source bench/figures/stores.ts`.
 *
 * Redis and PostgreSQL are those of the tests, and left out where they are not there.
 */
const ROUNDS = 1000;
const AT_ONCE = 50;
const run = `bench:${process.pid}`;
const any = schema('any');
const record = { version: 1, text: 'x'.repeat(1000) };
const messages = Array.from({ length: 170 }, (_, n) => ({
  id: `turn-${n}`,
  type: 'human',
  text: 'Is "all" of it in there, too, and how much have I left of what I bought before?',
  at: 1_700_000_000_000 + n,
  heard: { by: null, percent: n, words: ['one', 'two'] },
}));
const { stores: all, close } = await everyStore();
const stores = all.map(([name, store]) => ({ name, store: strict(store, systemClock) }));

const lines: string[][] = [];
for (const { name, store } of stores) {
  try {
    lines.push([name, ...(await measure(store))]);
  } catch (error) {
    console.log(`${name}: ${String(error)}`);
  }
}
printTable(
  `Records of 1 KB, Node ${process.version}`,
  ['', 'write p50', 'p95', 'read p50', `${AT_ONCE} writers`, 'CAS p50', '30 KB', 'p95', 'stands still'],
  lines,
);

await close();

/** Writes and reads alone and side by side, and how long the process stood still meanwhile. */
async function measure(store: StrictStore): Promise<string[]> {
  const keyOf = (n: number) => `${run}:${n % 200}`;
  for (let n = 0; n < 200; n += 1) await store.write(keyOf(n), record);

  const writes = await timesOf(ROUNDS, async (n) => store.write(keyOf(n), record));
  const reads = await timesOf(ROUNDS, async (n) => void (await store.read(keyOf(n), any)));
  const stalls = monitorEventLoopDelay({ resolution: 1 });
  stalls.enable();
  const began = performance.now();
  await Promise.all(
    Array.from({ length: AT_ONCE }, async (_, writer) => {
      for (let n = 0; n < ROUNDS / 10; n += 1) await store.write(`${run}:${writer}`, record);
    }),
  );
  const perSecond = (AT_ONCE * ROUNDS) / 10 / ((performance.now() - began) / 1000);
  stalls.disable();
  const { compareAndSet } = store;
  const swaps =
    compareAndSet &&
    (await timesOf(ROUNDS, async () => void (await compareAndSet(keyOf(0), any, { expected: record, next: record }))));
  const checkpoints = compareAndSet && (await timesOfCheckpoints(compareAndSet, keyOf(1)));

  for (let n = 0; n < 200; n += 1) await store.delete(keyOf(n));
  return [
    inMicroseconds(spreadOf(writes).p50),
    inMicroseconds(spreadOf(writes).p95),
    inMicroseconds(spreadOf(reads).p50),
    `${Math.round(perSecond)}/s`,
    swaps ? inMicroseconds(spreadOf(swaps).p50) : '-',
    checkpoints ? inMicroseconds(spreadOf(checkpoints).p50) : '-',
    checkpoints ? inMicroseconds(spreadOf(checkpoints).p95) : '-',
    `${(stalls.max / 1e6).toFixed(1)} ms`,
  ];
}

/** Each expects what the one before has set, as the only writer of a conversation does. */
async function timesOfCheckpoints(swap: CompareAndSet, key: string): Promise<number[]> {
  let expected: StoredRecord = { version: 1, epoch: 0, messages };
  await swap(key, any, { expected: record, next: expected });
  return timesOf(ROUNDS, async (epoch) => {
    const next = { version: 1, epoch, messages };
    if (!(await swap(key, any, { expected, next }))) throw new Error('somebody else was there');
    expected = next;
  });
}

async function timesOf(count: number, work: (n: number) => Promise<void>): Promise<number[]> {
  const times: number[] = [];
  for (let n = 0; n < count; n += 1) {
    const began = performance.now();
    await work(n);
    times.push(performance.now() - began);
  }
  return times;
}

function inMicroseconds(ms: number): string {
  return `${Math.round(ms * 1000)} µs`;
}
