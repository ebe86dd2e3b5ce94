import type { Clock } from '../effects/clock.ts';
import { wait } from '../effects/wait.ts';
import { inTime } from '../store/in-time.ts';

/** Saves what changes, in order and never twice at a time: what changes meanwhile is saved together, next. */
export type Saver = {
  /** Something has changed. */
  note(): void;
  /** Something has changed of which the newest is enough: it is saved with the next, or after a moment. */
  noteStep(): void;
  /** @throws when what has changed until now can't be saved in time, or ever. */
  saved(): Promise<void>;
  /** Whether all is saved. */
  isDone(): boolean;
  /** Saves nothing any more, and waits for what is under way. Whoever waits to be saved is told why. */
  stop(reason: Error): Promise<void>;
};

/** How to save. */
export type Saving<Taken> = {
  /** Called when the actors are at rest: says at once all there is to be saved. */
  take(): Taken;
  write(taken: Taken): Promise<void>;
  onSaved(taken: Taken): void;
  /** Called at each failure; it is tried again, after a pause that grows. */
  onFailure(error: unknown): void;
  clock: Clock;
  /** How long after the last save steps alone are saved again, in milliseconds. */
  stepMs: number;
};

/** How long whoever has to know waits, in milliseconds. */
const PATIENCE_MS = 5_000;

/** The first pause after a failure, and the longest, in milliseconds. */
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 1_000;

/** Makes a saver. */
export function saver<Taken>({ take, write, onSaved, onFailure, clock, stepMs }: Saving<Taken>): Saver {
  const end = new AbortController();
  let changes = 0;
  let saves = 0;
  /** How much has to be saved now; what is beyond are steps, and may wait. */
  let due = 0;
  let savedAt = Number.NEGATIVE_INFINITY;
  let timer: ReturnType<Clock['setTimeout']> | undefined;
  let work: Promise<void> | undefined;
  let waiting: { until: number; resolve(): void; reject(reason: unknown): void }[] = [];

  async function saveAll() {
    let pause = FIRST_PAUSE_MS;
    while (saves < due && !end.signal.aborted) {
      const isSaved = await save();
      if (!isSaved) await wait(clock, pause, end.signal).catch(() => {}); // it was stopped
      pause = isSaved ? FIRST_PAUSE_MS : Math.min(LONGEST_PAUSE_MS, 2 * pause);
    }
    work = undefined;
    if (saves < changes) saveLater();
  }

  function saveNow() {
    due = changes;
    if (timer !== undefined) clock.clearTimeout(timer);
    timer = undefined;
    if (!work && saves < due && !end.signal.aborted) work = saveAll();
  }

  /** A clock that was set back keeps nobody waiting. */
  function saveLater() {
    if (work || timer !== undefined || end.signal.aborted) return;
    const rest = Math.min(stepMs, savedAt + stepMs - clock.now());
    if (rest <= 0) saveNow();
    else timer = clock.setTimeout(saveNow, rest);
  }

  async function save(): Promise<boolean> {
    const until = changes;
    try {
      const taken = take();
      await write(taken);
      if (end.signal.aborted) return false;
      saves = until;
      savedAt = clock.now();
      onSaved(taken);
    } catch (error) {
      if (!end.signal.aborted) onFailure(error);
      return false;
    }
    const done = waiting.filter((one) => one.until <= saves);
    waiting = waiting.filter((one) => one.until > saves);
    for (const { resolve } of done) resolve();
    return true;
  }

  return {
    note() {
      changes += 1;
      due = changes;
      // by then parent and children agree
      queueMicrotask(saveNow);
    },
    noteStep() {
      changes += 1;
      queueMicrotask(() => {
        if (saves < changes) saveLater();
      });
    },
    async saved() {
      end.signal.throwIfAborted();
      if (saves >= changes) return;
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      queueMicrotask(saveNow);
      waiting.push({ until: changes, resolve, reject });
      const tooLate =
        'the conversation could not be saved in time: see that its store is there, and answers within seconds';
      await inTime(promise, { ms: PATIENCE_MS, clock, tooLate, onLate: () => {} });
    },
    isDone: () => saves >= changes,
    async stop(reason) {
      end.abort(reason);
      if (timer !== undefined) clock.clearTimeout(timer);
      for (const { reject } of waiting) reject(reason);
      waiting = [];
      await work;
    },
  };
}
