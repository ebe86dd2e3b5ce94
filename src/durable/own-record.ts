import type { Schema, StoredRecord } from '../store/schema.ts';
import type { CompareAndSet, StrictStore } from '../store/strict-store.ts';
import { LeaseLost } from './lease-lost.ts';

/** A record that one writer changes, as long as it is the writer's own. */
export type OwnRecord = {
  /** The record as it was last read or written here. */
  current(): StoredRecord | undefined;
  /** Looks what is there. */
  read(): Promise<StoredRecord | undefined>;
  /** Puts another in the place of the current one, whosever that is, and says whether it was still there. */
  swap(next: StoredRecord, onLate?: () => void): Promise<boolean>;
  /**
   * Puts the next in the place of the writer's own.
   *
   * @throws LeaseLost when another has written since.
   */
  write(next: StoredRecord, onLate?: () => void): Promise<void>;
};

/** Where it is, how it is changed, by which field it is the writer's own, and what is said once it is not. */
export type OwnRecordParts = {
  key: string;
  schema: Schema;
  store: Pick<StrictStore, 'read'>;
  change: CompareAndSet;
  owner: { field: string; name: string };
  lost: string;
};

/** Changes a record by compare-and-set, from what was read or written here last. */
export function ownRecord({ key, schema, store, change, owner, lost }: OwnRecordParts): OwnRecord {
  let current: StoredRecord | undefined;

  async function swap(next: StoredRecord, onLate?: () => void): Promise<boolean> {
    const isChanged = await change(key, schema, { expected: current, next }, onLate);
    if (isChanged) current = next;
    return isChanged;
  }

  return {
    current: () => current,
    async read() {
      current = await store.read(key, schema);
      return current;
    },
    swap,
    async write(next, onLate) {
      if (await swap(next, onLate)) return;
      const there = await store.read(key, schema);
      // one that was given up for lost may have got through after all
      if (there?.[owner.field] === owner.name) {
        current = there;
        if (await swap(next, onLate)) return;
      }
      throw new LeaseLost(lost);
    },
  };
}
