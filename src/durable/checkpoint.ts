import type { Snapshot } from 'xstate';
import type { ConversationEmitted } from '../../machines/conversation-protocol.ts';
import { isRecord } from '../flaw.ts';
import { schema, stamped, UnreadableRecord, type Fields, type StoredRecord } from '../store/schema.ts';
import type { StrictStore } from '../store/strict-store.ts';
import { LeaseLost, type Lease } from './lease.ts';

/** All that has to be known to go on with a conversation. */
export type Checkpoint = {
  /** XState's own, of the conversation and all below it. */
  snapshot: Snapshot<unknown>;
  /** What was emitted and perhaps not heard. */
  owed: ConversationEmitted[];
};

/** Where the checkpoints of one conversation are kept, the newest alone, by one writer. */
export type Checkpoints = {
  /** The one that was there at the beginning. */
  found: Checkpoint | undefined;
  /**
   * Writes the newest. `onLate` hears when one that was given up has come through late: it may have undone a newer one.
   *
   * @throws LeaseLost when another has written since.
   */
  write(text: string, onLate: () => void): Promise<void>;
};

/** Who writes: a name of its own, and the lease, if there are leases. */
export type Writer = { name: string; lease: Lease | undefined };

const checkpointSchema = schema('conversation');

/** The state of a conversation that was opened and has not begun: its record is there, so that one writer alone begins it. */
const NOTHING_YET = null;

/** The text of a checkpoint. */
export function textOf(checkpoint: Checkpoint): string {
  return JSON.stringify(checkpoint);
}

/**
 * Takes over the checkpoints of a conversation: from now on, whoever wrote them before can't any more.
 *
 * In a store without compare-and-set another writer is found out when it has written before this one does, and not when
 * both do at the same moment.
 *
 * @throws UnreadableRecord for a checkpoint that can't be read; LeaseLost when another has taken the lease meanwhile.
 */
export async function takeCheckpoints(key: string, store: StrictStore, { name, lease }: Writer): Promise<Checkpoints> {
  const { compareAndSet } = store;
  let current: StoredRecord | undefined;
  const found = await takeOver();

  async function takeOver(): Promise<Checkpoint | undefined> {
    current = await store.read(key, checkpointSchema);
    const checkpoint = current && checkpointIn(current);
    // whoever slept until another took over must not take it back
    await lease?.hold();
    return (await change(current ?? { state: NOTHING_YET })) ? checkpoint : takeOver();
  }

  async function change(fields: Fields, onLate?: () => void): Promise<boolean> {
    const next = stamped(checkpointSchema, { ...fields, epoch: lease?.epoch ?? 0, writer: name });
    const isChanged = await (compareAndSet
      ? compareAndSet(key, checkpointSchema, { expected: current, next }, onLate)
      : changeUnguarded(next, onLate));
    if (isChanged) current = next;
    return isChanged;
  }

  async function changeUnguarded(next: StoredRecord, onLate?: () => void): Promise<boolean> {
    const there = await store.read(key, checkpointSchema);
    if (there?.['writer'] !== current?.['writer']) return false;
    await store.write(key, next, onLate);
    return true;
  }

  return {
    found,
    async write(text, onLate) {
      if (await change({ state: text }, onLate)) return;
      const there = await store.read(key, checkpointSchema);
      // one that was given up for lost may have got through after all
      if (there?.['writer'] === name) {
        current = there;
        if (await change({ state: text }, onLate)) return;
      }
      throw new LeaseLost('another process has taken over this conversation, or its record was deleted');
    },
  };
}

function checkpointIn({ state }: StoredRecord): Checkpoint | undefined {
  if (state === NOTHING_YET) return undefined;
  const read = parsed(state);
  const { snapshot, owed } = isRecord(read) ? read : {};
  if (isSnapshot(snapshot) && Array.isArray(owed)) return { snapshot, owed: owed.filter(isEmitted) };
  throw new UnreadableRecord(
    "The record 'conversation' holds no checkpoint: it is damaged, or another program writes there. Begin another conversation, under a new id.",
  );
}

function parsed(text: unknown): unknown {
  try {
    return typeof text === 'string' ? JSON.parse(text) : undefined;
  } catch {
    return undefined;
  }
}

function isSnapshot(value: unknown): value is Snapshot<unknown> {
  return isRecord(value) && value['status'] === 'active' && isRecord(value['context']) && isRecord(value['children']);
}

function isEmitted(value: unknown): value is ConversationEmitted {
  return isRecord(value) && typeof value['type'] === 'string';
}
