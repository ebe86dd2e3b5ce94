import type { Json } from '../../machines/json.ts';
import type { StrictStore } from './strict-store.ts';

/**
 * Makes a writer of records: one after the other, the first at once; null deletes one.
 *
 * What comes for a key while others are being written takes the place of what waits for it: a slow store gets the
 * newest. So it does after an older write that was given up and came through late. `onFailure` hears of each write that failed.
 */
export function recordWriter(
  store: Pick<StrictStore, 'write' | 'delete'>,
  onFailure: (key: string, error: unknown) => void,
) {
  const newest = new Map<string, Json>();
  const waiting = new Set<string>();
  let isWriting = false;
  let work = Promise.resolve();

  async function writeAll() {
    isWriting = true;
    for (const key of waiting) {
      waiting.delete(key);
      const value = newest.get(key) ?? null;
      const onLate = () => {
        if (newest.get(key) !== value) again(key);
      };
      const done = value === null ? store.delete(key, onLate) : store.write(key, value, onLate);
      await done.catch((error: unknown) => onFailure(key, error));
    }
    isWriting = false;
  }

  function again(key: string) {
    waiting.add(key);
    if (!isWriting) work = writeAll();
  }

  function put(key: string, value: Json) {
    newest.set(key, value);
    again(key);
  }
  /** Waits until nothing is to be written any more. */
  return Object.assign(put, { settled: async () => work });
}
