import type { Clock } from '../effects/clock.ts';

/** How late a timer is in a process that stood still, in milliseconds. */
const STOOD_STILL_MS = 1_000;

/**
 * What comes of something that may hang.
 *
 * A process that stood still is late itself: the answer may be there, and is given its time once more.
 *
 * @throws `tooLate` when it takes longer than so many milliseconds; `onLate` hears when it has come to an end after all.
 */
export async function inTime<Value>(
  done: Promise<Value>,
  { ms, clock, tooLate, onLate }: { ms: number; clock: Clock; tooLate: string; onLate: () => void },
): Promise<Value> {
  const { promise, reject } = Promise.withResolvers<never>();
  const since = clock.now();
  const giveUp = () => {
    reject(new Error(tooLate));
    done.then(onLate, onLate);
  };
  let timer = clock.setTimeout(() => {
    if (clock.now() - since < ms + STOOD_STILL_MS) giveUp();
    else timer = clock.setTimeout(giveUp, ms);
  }, ms);
  try {
    return await Promise.race([done, promise]);
  } finally {
    clock.clearTimeout(timer);
  }
}
