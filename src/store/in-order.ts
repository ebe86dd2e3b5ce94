import type { Json } from '../../machines/json.ts';
import type { StrictStore } from './strict-store.ts';

/**
 * Writes records one after the other, the first at once.
 *
 * What comes for a key while others are being written takes the place of what waits for it: a slow store gets the
 * newest. `onFailure` hears of each write that failed.
 */
export function inOrder(store: StrictStore, onFailure: (key: string, error: unknown) => void) {
  const waiting = new Map<string, Json>();
  let isWriting = false;

  async function writeAll() {
    isWriting = true;
    for (const [key, value] of waiting) {
      waiting.delete(key);
      await store.write(key, value).catch((error: unknown) => onFailure(key, error));
    }
    isWriting = false;
  }

  return (key: string, value: Json) => {
    waiting.set(key, value);
    if (!isWriting) void writeAll();
  };
}
