/** What lies in the middle of many measurements, and near their upper end; in milliseconds. */
export type Spread = { p50: number; p95: number; p99: number };

/** The spread of these measurements. */
export function spreadOf(times: readonly number[]): Spread {
  const sorted = times.toSorted((one, other) => one - other);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}
