import { LONGEST_MS } from '../effects/bounds.ts';
import { isRecord } from '../shape.ts';

/**
 * How often calls took how long: counts by the number of a bucket, each of which is a tenth longer than the one before.
 * Bucket 0 ends at one millisecond.
 */
export type Histogram = { [bucket: string]: number };

const GROWTH = 1.1;

/** One that has seen nothing. */
export const NOTHING: Histogram = {};

/** With one more duration; what is no time, negative or beyond what a timer can wait, counts as the nearest that is. */
export function counted(histogram: Histogram, ms: number): Histogram {
  const bucket = bucketOf(ms);
  return { ...histogram, [bucket]: (histogram[bucket] ?? 0) + 1 };
}

/** What several have seen, together. In whatever order they are merged, it is the same. */
export function merged(one: Histogram, other: Histogram): Histogram {
  const both = { ...one };
  for (const [bucket, count] of Object.entries(other)) both[bucket] = (both[bucket] ?? 0) + count;
  return both;
}

/** How many durations it has seen, older ones counting for less. */
export function totalOf(histogram: Histogram): number {
  return Object.values(histogram).reduce((sum, count) => sum + count, 0);
}

/**
 * The duration, in milliseconds, that a share of the calls (0 to 1) did not exceed, to within five percent; undefined for
 * one that has seen nothing.
 */
export function quantile(histogram: Histogram, share: number): number | undefined {
  const buckets = Object.keys(histogram)
    .map(Number)
    .toSorted((one, other) => one - other);
  const due = share * totalOf(histogram);
  let sum = 0;
  const found = buckets.find((bucket) => {
    sum += histogram[bucket] ?? 0;
    return sum >= due;
  });
  const bucket = found ?? buckets.at(-1);
  return bucket === undefined ? undefined : middleOf(bucket);
}

/** Beyond so many all count half: what a tool took long ago says less and less about it. */
export const MOST = 1_000;

/** As it is, or with all counts halved if there are too many. */
export function faded(histogram: Histogram): Histogram {
  if (totalOf(histogram) <= MOST) return histogram;
  const halved = Object.entries(histogram).map(([bucket, count]): [string, number] => [bucket, count / 2]);
  return Object.fromEntries(halved.filter(([, count]) => count >= LEAST));
}

/** Less than that is forgotten. */
const LEAST = 0.1;

/**
 * Whether it can be one: what is read from a store may be anything. One that claims more calls than any can, two of the
 * fullest merged, would outvote whatever is seen from then on.
 */
export function isHistogram(value: unknown): value is Histogram {
  if (!isRecord(value)) return false;
  let total = 0;
  for (const [bucket, count] of Object.entries(value)) {
    if (!/^\d{1,3}$/.test(bucket) || typeof count !== 'number' || !(count > 0)) return false;
    total += count;
  }
  return total <= 2 * MOST;
}

function bucketOf(ms: number): number {
  const sound = Number.isNaN(ms) ? 1 : Math.min(Math.max(ms, 1), LONGEST_MS);
  return Math.ceil(Math.log(sound) / Math.log(GROWTH));
}

/** The middle of a bucket, as growth goes. */
function middleOf(bucket: number): number {
  return Math.min(Math.round(GROWTH ** (bucket - 0.5)), LONGEST_MS);
}
