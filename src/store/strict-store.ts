import { AsyncLocalStorage } from 'node:async_hooks';
import type { Json } from '../../machines/json.ts';
import type { Clock } from '../effects/clock.ts';
import { kindOf } from '../effects/error.ts';
import { apart } from '../effects/work.ts';

/** What we ask of a store: any Keyv has it. */
export type Store = {
  set(key: string, value: unknown): Promise<unknown>;
  delete(key: string): Promise<unknown>;
  on?(event: 'error', listener: (error: unknown) => void): unknown;
};

/** A store whose failures are errors. */
export type StrictStore = {
  /**
   * Writes a record; null deletes it. `onLate` hears when a write that was given up has come to an end after all:
   * it may have overwritten a newer one.
   */
  write(key: string, value: Json, onLate?: () => void): Promise<void>;
};

/** How long a store may take to write a record, in milliseconds. */
const WRITE_TIMEOUT_MS = 5_000;

/**
 * A store that says so when it fails: a write that is refused, or hangs, rejects.
 *
 * Keyv tells a broken connection by an event, and the process ends if nobody listens; once somebody does, its failed
 * `set` or `delete` is `false`. Here all are rejections; what was not there to be deleted is none. They hold neither the
 * key, of which the conversation's id is a part, nor the store's own words, which are the cause.
 */
export function strict(store: Store, clock: Clock): StrictStore {
  const heard = errorsOf(store);
  const runApart = apart();
  return {
    async write(key, value, onLate = () => {}) {
      const errors: unknown[] = [];
      const write = async () => (value === null ? store.delete(key) : store.set(key, value));
      const done = heard.run(errors, () => runApart(write)).catch((error: unknown) => void errors.push(error));
      const answer = await inTime(done, clock, onLate);
      const [cause] = errors;
      if (errors.length > 0) throw new Error(`the store failed to write it${kindOf(cause)}`, { cause });
      if (answer === false && value !== null) throw new Error('the store refused to write it');
    },
  };
}

/** One listener a store, however many machines share it. */
const listened = new WeakMap<Store, AsyncLocalStorage<unknown[]>>();

function errorsOf(store: Store): AsyncLocalStorage<unknown[]> {
  const known = listened.get(store);
  if (known) return known;
  const heard = new AsyncLocalStorage<unknown[]>();
  listened.set(store, heard);
  store.on?.('error', (error) => heard.getStore()?.push(error));
  return heard;
}

async function inTime<Value>(done: Promise<Value>, clock: Clock, onLate: () => void): Promise<Value> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = clock.setTimeout(() => {
    reject(new Error('the store did not write it in time'));
    done.then(onLate, onLate);
  }, WRITE_TIMEOUT_MS);
  try {
    return await Promise.race([done, promise]);
  } finally {
    clock.clearTimeout(timer);
  }
}
