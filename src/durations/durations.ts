import type { Clock } from '../effects/clock.ts';
import { fieldOf } from '../methods.ts';
import { isRecord } from '../shape.ts';
import { encoded } from '../store/store-key.ts';
import { schema, stamped, UnreadableRecord, type StoredRecord } from '../store/schema.ts';
import type { StrictStore } from '../store/strict-store.ts';
import { counted, faded, isHistogram, merged, NOTHING, quantile, totalOf, type Histogram } from './histogram.ts';

/** How long the calls of one tool take, as far as they have been seen: half of them longer than `p50Ms`, one in 100 than `p99Ms`. */
export type Estimate = { calls: number; p50Ms: number; p99Ms: number };

/** What one machine knows of how long its tools take. */
export type Durations = {
  /** Notes how long a call took that succeeded. `durationKey` is what the tool declares, never arguments. */
  observe(call: Observed): void;
  /** Reads what the store has of a tool, once. It never fails: what can't be read is not known. */
  load(tool: string): Promise<void>;
  /** What is known in memory: of the calls of this key, or, if they are too few, of all calls of the tool. */
  estimate(tool: string, durationKey?: string): Estimate | undefined;
};

/** What measuring takes. */
export type Timing = { clock: Pick<Clock, 'now'>; durations: Pick<Durations, 'observe'> };

/** A call that succeeded. */
export type Observed = {
  tool: string;
  durationKey?: string | undefined;
  ms: number;
  /** Whether it is worth a write: a quick call is written along with the next that is. */
  isWorthAWrite: boolean;
};

/** Fewer calls say nothing about the next. */
const LEAST_CALLS = 5;

/** A tool that makes a key of everything must not fill the store. */
const MOST_KEYS = 32;

/** Whoever writes at the same time makes a swap fail: then what is there is read, and merged again. */
const TRIES = 5;

/** The calls of one tool: of all keys together, and of each by itself. */
type Seen = { calls: Histogram; keys: { [durationKey: string]: Histogram } };

const durationsSchema = schema('durations');

/**
 * Learns how long tools take, in memory at once, and in the store beside all work: one record for each tool, shared by all
 * conversations and processes.
 *
 * Nothing waits for the store, and no decision reads it. A store that can compare and set merges what several processes have
 * seen; with any other the last write wins, and what the other had seen since is lost. A failing store loses nothing that
 * is in memory: it is written with the next.
 */
export function learnedDurations(store: StrictStore | undefined): Durations {
  const known = new Map<string, Seen>();
  const unwritten = new Map<string, Seen>();
  const loads = new Map<string, Promise<void>>();
  let work = Promise.resolve();

  async function inTurn(job: () => Promise<void>) {
    work = work.then(job).catch(() => {});
    return work;
  }

  async function read(from: StrictStore, tool: string) {
    const found = seenIn(await from.read(durationsKey(tool), durationsSchema));
    known.set(tool, both(found, unwritten.get(tool) ?? UNSEEN));
  }

  async function writeAll() {
    // what can't be written comes back behind the others, and is not tried again at once
    const due = [...unwritten];
    for (const [tool, seen] of due) {
      unwritten.delete(tool);
      const isWritten = store !== undefined && (await write(store, tool, seen).catch(() => false));
      if (!isWritten) unwritten.set(tool, both(seen, unwritten.get(tool) ?? UNSEEN));
    }
  }

  async function write(to: StrictStore, tool: string, seen: Seen): Promise<boolean> {
    const key = durationsKey(tool);
    for (let tried = 0; tried < TRIES; tried += 1) {
      const expected = await to.read(key, durationsSchema).catch(unreadable);
      const sum = fadedSeen(both(seenIn(expected ?? undefined), seen));
      const next = stamped(durationsSchema, { ...sum });
      const isDone =
        to.compareAndSet && expected !== null
          ? await to.compareAndSet(key, durationsSchema, { expected, next })
          : await to.write(key, next).then(() => true);
      if (!isDone) continue;
      known.set(tool, both(sum, unwritten.get(tool) ?? UNSEEN));
      return true;
    }
    return false;
  }

  return {
    observe({ tool, durationKey, ms, isWorthAWrite }) {
      known.set(tool, fadedSeen(withCall(known.get(tool) ?? UNSEEN, durationKey, ms)));
      if (!store) return;
      unwritten.set(tool, fadedSeen(withCall(unwritten.get(tool) ?? UNSEEN, durationKey, ms)));
      if (isWorthAWrite) void inTurn(writeAll);
    },
    async load(tool) {
      if (!store) return;
      const load = loads.get(tool) ?? inTurn(async () => read(store, tool));
      loads.set(tool, load);
      await load;
    },
    estimate(tool, durationKey) {
      const seen = known.get(tool);
      const own = durationKey === undefined ? undefined : estimateOf(ownOf(seen?.keys ?? {}, durationKey));
      return own ?? estimateOf(seen?.calls);
    },
  };
}

const UNSEEN: Seen = { calls: NOTHING, keys: {} };

/** The key of what is known of a tool; no conversation has one that begins so. */
export function durationsKey(tool: string): string {
  return `meanwhile-durations:${encoded(tool)}`;
}

function estimateOf(histogram: Histogram | undefined): Estimate | undefined {
  if (!histogram) return undefined;
  const calls = totalOf(histogram);
  const [p50Ms, p99Ms] = [quantile(histogram, 0.5), quantile(histogram, 0.99)];
  return calls < LEAST_CALLS || p50Ms === undefined || p99Ms === undefined ? undefined : { calls, p50Ms, p99Ms };
}

/** A key may be called as something that every object has. */
function ownOf(keys: Seen['keys'], name: string): Histogram {
  return (Object.hasOwn(keys, name) ? keys[name] : undefined) ?? NOTHING;
}

function withCall({ calls, keys }: Seen, durationKey: string | undefined, ms: number): Seen {
  const isKept =
    durationKey !== undefined && (Object.hasOwn(keys, durationKey) || Object.keys(keys).length < MOST_KEYS);
  return {
    calls: counted(calls, ms),
    keys: isKept ? { ...keys, [durationKey]: counted(ownOf(keys, durationKey), ms) } : keys,
  };
}

function both(one: Seen, other: Seen): Seen {
  const names = [...new Set([...Object.keys(one.keys), ...Object.keys(other.keys)])].slice(0, MOST_KEYS);
  const keys = names.map((name) => [name, merged(ownOf(one.keys, name), ownOf(other.keys, name))] as const);
  return { calls: merged(one.calls, other.calls), keys: Object.fromEntries(keys) };
}

function fadedSeen({ calls, keys }: Seen): Seen {
  const names = Object.entries(keys).map(([name, histogram]) => [name, faded(histogram)] as const);
  return { calls: faded(calls), keys: Object.fromEntries(names) };
}

/** Null for what can't be read: it is replaced, as what was learned is no promise. A store that fails is asked again. */
function unreadable(error: unknown): null {
  const isUnreadable = error instanceof UnreadableRecord || fieldOf(error, 'cause') instanceof SyntaxError;
  if (!isUnreadable) throw error;
  return null;
}

/** What a record holds; what can't be read is as if nobody had seen anything. */
function seenIn(record: StoredRecord | undefined): Seen {
  const calls = record?.['calls'];
  const keys = record?.['keys'];
  const entries = isRecord(keys) ? Object.entries(keys) : [];
  return {
    calls: isHistogram(calls) ? calls : NOTHING,
    keys: Object.fromEntries(
      entries.flatMap(([name, histogram]) => (isHistogram(histogram) ? [[name, histogram]] : [])),
    ),
  };
}
