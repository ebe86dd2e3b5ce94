import { setTimeout } from 'node:timers/promises';

/** Waits so many milliseconds; rejects when the signal is aborted. */
export async function waitFor(ms: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  if (ms > 0) await setTimeout(ms, undefined, { signal });
}
