import type { Snapshot } from 'xstate';
import type { ConversationEmitted } from '../../machines/conversation-protocol.ts';
import { isRecord } from '../flaw.ts';
import type { Change } from '../store/record-swap.ts';
import { schema, stamped, UnreadableRecord, type Schema, type StoredRecord } from '../store/schema.ts';
import type { CompareAndSet, StrictStore } from '../store/strict-store.ts';
import { LeaseLost } from './lease.ts';

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

/** Who writes: a name of its own, and how many have written before. */
export type Writer = { name: string; epoch: number };

const checkpointSchema = schema('conversation');

/** The text of a checkpoint. */
export function textOf(checkpoint: { snapshot: unknown; owed: ConversationEmitted[] }): string {
  return JSON.stringify(checkpoint);
}

/**
 * Takes over the checkpoints of a conversation: from now on, whoever wrote them before can't any more.
 *
 * In a store without compare-and-set another writer is found out when it has written before this one does, and not when
 * both do at the same moment.
 *
 * @throws UnreadableRecord for a checkpoint that can't be read.
 */
export async function takeCheckpoints(key: string, store: StrictStore, { name, epoch }: Writer): Promise<Checkpoints> {
  const swap: CompareAndSet = store.compareAndSet ?? unguarded;
  let current = await store.read(key, checkpointSchema);
  let checkpoint = current && checkpointIn(current);
  while (current && !(await change(current['state'] ?? ''))) {
    current = await store.read(key, checkpointSchema);
    checkpoint = current && checkpointIn(current);
  }

  async function unguarded(_key: string, _schema: Schema, { expected, next }: Change, onLate?: () => void) {
    const there = await store.read(key, checkpointSchema);
    if (there?.['writer'] !== expected?.['writer']) return false;
    await (next ? store.write(key, next, onLate) : store.delete(key, onLate));
    return true;
  }

  async function change(state: StoredRecord[string], onLate?: () => void): Promise<boolean> {
    const next = stamped(checkpointSchema, { epoch, writer: name, state });
    const isChanged = await swap(key, checkpointSchema, { expected: current, next }, onLate);
    if (isChanged) current = next;
    return isChanged;
  }

  return {
    found: checkpoint,
    async write(text, onLate) {
      if (await change(text, onLate)) return;
      const there = await store.read(key, checkpointSchema);
      // one that was given up for lost may have got through after all
      if (there?.['writer'] === name) {
        current = there;
        if (await change(text, onLate)) return;
      }
      throw new LeaseLost('another process has taken over this conversation, or its record was deleted');
    },
  };
}

function checkpointIn({ state }: StoredRecord): Checkpoint {
  const read = parsed(state);
  const { snapshot, owed } = isRecord(read) ? read : {};
  if (isSnapshot(snapshot) && Array.isArray(owed)) return { snapshot, owed: owed.filter(isEmitted) };
  throw new UnreadableRecord(
    "The record 'conversation' holds no checkpoint: it is damaged, or another program writes there. Delete it to begin the conversation anew.",
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
