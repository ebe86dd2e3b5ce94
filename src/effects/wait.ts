import type { Clock } from './clock.ts';

/** Waits so many milliseconds by a clock; rejects with the signal's reason when that aborts. */
export async function wait(clock: Clock, ms: number, signal?: AbortSignal): Promise<void> {
  signal?.throwIfAborted();
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const stop = () => reject(signal?.reason);
  const id = clock.setTimeout(() => resolve(), ms);
  signal?.addEventListener('abort', stop);
  try {
    await promise;
  } finally {
    clock.clearTimeout(id);
    signal?.removeEventListener('abort', stop);
  }
}
