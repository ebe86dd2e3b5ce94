import type { Clock } from '../effects/clock.ts';

/**
 * What comes of something that may hang.
 *
 * @throws `tooLate` when it takes longer than so many milliseconds; `onLate` hears when it has come to an end after all.
 */
export async function inTime<Value>(
  done: Promise<Value>,
  { ms, clock, tooLate, onLate }: { ms: number; clock: Clock; tooLate: string; onLate: () => void },
): Promise<Value> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = clock.setTimeout(() => {
    reject(new Error(tooLate));
    done.then(onLate, onLate);
  }, ms);
  try {
    return await Promise.race([done, promise]);
  } finally {
    clock.clearTimeout(timer);
  }
}
