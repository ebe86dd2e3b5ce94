import type { Clock } from '../effects/clock.ts';
import { inTime } from '../store/in-time.ts';

/** Saves what changes, in order and never twice at a time: what changes meanwhile is saved together, next. */
export type Saver = {
  /** Something has changed. */
  note(): void;
  /** @throws when what has changed until now can't be saved in time, or ever. */
  saved(): Promise<void>;
  /** Whether all is saved. */
  isDone(): boolean;
  /** Saves nothing any more, and waits for what is under way. Whoever waits to be saved is told why. */
  stop(reason: Error): Promise<void>;
};

/** How to save: `take` is called when the actors are at rest, and at once says all there is to be saved. */
export type Saving<Taken> = {
  take(): Taken;
  write(taken: Taken): Promise<void>;
  onSaved(taken: Taken): void;
  /** Called at each failure; it is tried again, after a pause that grows. */
  onFailure(error: unknown): void;
  clock: Clock;
};

/** How long whoever has to know waits, in milliseconds. */
const PATIENCE_MS = 5_000;

/** The first pause after a failure, and the longest. */
const SHORTEST_MS = 50;
const LONGEST_MS = 1_000;

/** Makes a saver. */
export function saver<Taken>({ take, write, onSaved, onFailure, clock }: Saving<Taken>): Saver {
  let changes = 0;
  let saves = 0;
  let work: Promise<void> | undefined;
  let stopped: Error | undefined;
  let waiting: { until: number; resolve(): void; reject(error: Error): void }[] = [];

  async function saveAll() {
    for (let pause = SHORTEST_MS; saves < changes && !stopped;) {
      const until = changes;
      const taken = take();
      try {
        await write(taken);
        pause = SHORTEST_MS;
        if (stopped) break;
        saves = until;
        onSaved(taken);
        settle();
      } catch (error) {
        if (stopped) break;
        onFailure(error);
        await waitFor(pause);
        pause = Math.min(LONGEST_MS, 2 * pause);
      }
    }
    work = undefined;
  }

  async function waitFor(ms: number) {
    await new Promise<void>((resolve) => {
      clock.setTimeout(() => resolve(), ms);
    });
  }

  function settle() {
    const done = waiting.filter(({ until }) => until <= saves);
    waiting = waiting.filter(({ until }) => until > saves);
    for (const { resolve } of done) resolve();
  }

  return {
    note() {
      changes += 1;
      // by then parent and children agree
      queueMicrotask(() => {
        work ??= saveAll();
      });
    },
    async saved() {
      if (stopped) throw stopped;
      if (saves >= changes) return;
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      waiting.push({ until: changes, resolve, reject });
      const tooLate = 'the conversation could not be saved in time';
      await inTime(promise, { ms: PATIENCE_MS, clock, tooLate, onLate: () => {} });
    },
    isDone: () => saves >= changes,
    async stop(reason) {
      stopped ??= reason;
      for (const { reject } of waiting) reject(reason);
      waiting = [];
      await work;
    },
  };
}
