import { setTimeout } from 'node:timers/promises';

/** How fast the long tools work. */
export type Pace = {
  /** How long one step takes, in milliseconds. */
  stepMs: number;
  /** Waits so many milliseconds; rejects as soon as the signal aborts. */
  wait: Wait;
};

/** Waits, unless it is told to stop. */
export type Wait = (ms: number, signal: AbortSignal | undefined) => Promise<void>;

/** Waits in real time. */
export const realWait: Wait = (ms, signal) => setTimeout(ms, undefined, { signal });

/**
 * Works in steps that end with one commit: there is one step more than messages, for the last one ends in the commit.
 *
 * After each step but the last it yields how far it is. An abort ends it before the next yield or commit; then it throws.
 */
export async function* inSteps<Result>(
  { stepMs, wait }: Pace,
  signal: AbortSignal | undefined,
  messages: readonly string[],
  commit: () => Promise<Result>,
): AsyncGenerator<{ percent: number; message: string }, Result> {
  const steps = messages.length + 1;
  for (const [index, message] of messages.entries()) {
    await wait(stepMs, signal);
    signal?.throwIfAborted();
    yield { percent: Math.floor(((index + 1) * 100) / steps), message };
  }
  await wait(stepMs, signal);
  signal?.throwIfAborted();
  return commit();
}
