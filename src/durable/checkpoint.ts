import type { Snapshot } from 'xstate';
import type { ConversationEmitted } from '../../machines/conversation-protocol.ts';
import { isRecord } from '../shape.ts';
import { schema, stamped, UnreadableRecord, type Fields, type StoredRecord } from '../store/schema.ts';
import type { CompareAndSet, StrictStore } from '../store/strict-store.ts';
import type { Lease } from './lease.ts';
import { ownRecord } from './own-record.ts';

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
 * Takes over the checkpoints of a conversation: from now on, whoever wrote them before can't any more. One at rest, whose
 * writer has given it back, is taken over by the first write.
 *
 * In a store without compare-and-set another writer is found out when it has written before this one does, and not when
 * both do at the same moment.
 *
 * @throws UnreadableRecord for a checkpoint that can't be read; LeaseLost when another has taken the lease meanwhile.
 */
export async function takeCheckpoints(key: string, store: StrictStore, { name, lease }: Writer): Promise<Checkpoints> {
  const own = ownRecord({
    key,
    schema: checkpointSchema,
    store,
    change: store.compareAndSet ?? unguarded,
    owner: { field: 'writer', name },
    lost: 'another process has taken over this conversation, or its record was deleted',
  });
  let writes = 0;
  const found = await takeOver();

  async function takeOver(): Promise<Checkpoint | undefined> {
    const there = await own.read();
    const checkpoint = there && checkpointIn(there);
    // its writer is done with it, and at rest nothing is done or said before the first write, which takes it over
    if (checkpoint && isAtRest(checkpoint) && there['writer'] === lease?.givenBackBy) return checkpoint;
    // whoever slept until another took over must not take it back
    await lease?.hold();
    return (await own.swap(signed(there ?? { state: NOTHING_YET }))) ? checkpoint : takeOver();
  }

  /** No two are alike: one that was given up and comes through late must not find again what it expected. */
  function signed(fields: Fields): StoredRecord {
    writes += 1;
    return stamped(checkpointSchema, { ...fields, epoch: lease?.epoch ?? 0, writer: name, writes });
  }

  async function unguarded(...[, , { expected, next }, onLate]: Parameters<CompareAndSet>): Promise<boolean> {
    const there = await store.read(key, checkpointSchema);
    if (there?.['writer'] !== expected?.['writer']) return false;
    await store.write(key, next, onLate);
    return true;
  }

  return { found, write: async (text, onLate) => own.write(signed({ state: text }), onLate) };
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

function isAtRest({ snapshot, owed }: Checkpoint): boolean {
  return 'value' in snapshot && snapshot.value === 'idle' && owed.length === 0;
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
