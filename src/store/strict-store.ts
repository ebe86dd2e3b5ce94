import type { Json } from '../../machines/json.ts';
import type { Clock } from '../effects/clock.ts';
import { kindOf } from '../effects/error.ts';
import { apart } from '../effects/work.ts';
import { accessTo } from './access.ts';
import { listeningTo, type HeardErrors } from './heard-errors.ts';
import { inTime } from './in-time.ts';
import { UnreadableRecord, upgraded, type Schema, type StoredRecord } from './schema.ts';
import { recordSwapOf, type Change } from './record-swap.ts';
import type { Store } from './store.ts';
import { refuseUnsound } from './unsound-keyv.ts';

/**
 * A store whose failures are errors. An operation that is rejected may have taken place all the same: whoever has to know
 * reads again.
 *
 * `onLate` hears when a write that was given up has come to an end after all: it may have undone a newer one.
 */
export type StrictStore = {
  /**
   * The record under a key, in the schema's own version; undefined if there is none.
   *
   * @throws if that can't be known, and for what is no record of the schema.
   */
  read(key: string, schema: Schema): Promise<StoredRecord | undefined>;
  write(key: string, value: Json, onLate?: () => void): Promise<void>;
  /** What is not there counts as deleted. */
  delete(key: string, onLate?: () => void): Promise<void>;
  /** Undefined where the store can't: a read and a write are no substitute. */
  compareAndSet: CompareAndSet | undefined;
};

/**
 * Writes a record if the one that is there equals the expected one, undefined for none, and says whether it did. Of several
 * that try at once, in this process or in others, one succeeds.
 */
export type CompareAndSet = (key: string, schema: Schema, change: Change, onLate?: () => void) => Promise<boolean>;

/** How long a store may take for one operation, in milliseconds. */
const STORE_TIMEOUT_MS = 5_000;

/**
 * A store that says so when it fails: what is refused, lost or hangs rejects, and so does a read of which it can't be said
 * whether anything is there.
 *
 * Keyv tells what goes wrong by an event, and the process ends if nobody listens; once somebody does, a failed `get` is
 * undefined, and a failed `set` or `delete` is `false`. Here all are rejections, each of the operation that it befell. They
 * hold neither the key, of which the conversation's id is a part, nor the store's own words, which are the cause.
 *
 * @throws for a Keyv that hides its errors, or changes keys.
 */
export function strict(store: Store, clock: Clock, timeoutMs = STORE_TIMEOUT_MS): StrictStore {
  refuseUnsound(store);
  const access = accessTo(store);
  const swap = recordSwapOf(store);
  const listen = listeningTo(store);
  const runApart = apart();

  async function attempt<Answer>(deed: string, operation: () => Promise<Answer>, onLate: () => void = () => {}) {
    const heard: HeardErrors = {};
    const done = listen(heard, () => runApart(operation)).catch((error: unknown) => {
      throw failure(deed, error);
    });
    const tooLate = `the store did not ${deed} in time`;
    const answer = await inTime(done, { ms: timeoutMs, clock, tooLate, onLate });
    if (heard.own) throw failure(deed, heard.own.error);
    return { answer, stray: heard.stray };
  }

  return {
    async read(key, schema) {
      const { read } = access;
      if (!read) throw new Error('the store has no get(), so nothing can be read from it');
      const { answer: found, stray } = await attempt('read it', async () => read(key));
      if (found !== undefined) return upgraded(schema, found);
      if (stray) throw failure('read it', stray.error);
      return undefined;
    },
    async write(key, value, onLate) {
      const { answer } = await attempt('write it', async () => access.write(key, value), onLate);
      if (answer === false) throw new Error('the store refused to write it');
    },
    async delete(key, onLate) {
      await attempt('delete it', async () => access.delete(key), onLate);
    },
    compareAndSet:
      swap &&
      (async (key, schema, change, onLate) => {
        const { answer: isDone, stray } = await attempt('write it', async () => swap(key, schema, change), onLate);
        if (stray && !isDone) throw failure('write it', stray.error);
        return isDone;
      }),
  };
}

function failure(deed: string, cause: unknown): Error {
  if (cause instanceof UnreadableRecord) return cause;
  return new Error(`the store failed to ${deed}${kindOf(cause)}`, { cause });
}
