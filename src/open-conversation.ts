import { createActor, type ActorOptions, type InspectionEvent, type Observer } from 'xstate';
import type { ConversationInput } from '../machines/conversation-protocol.ts';
import type { Conversation, ConversationMachine } from './conversation-machine.ts';
import { caughtUp } from './durable/caught-up.ts';
import { takeCheckpoints, type Checkpoint } from './durable/checkpoint.ts';
import { refuseDamaged } from './durable/damage.ts';
import { keep } from './durable/keep.ts';
import { takeLease, type Lease } from './durable/lease.ts';
import { noteOpen } from './durable/one-at-a-time.ts';
import { opened, type OpenConversation } from './durable/opened.ts';
import { partsOf } from './machine-parts.ts';
import { brokenIn } from './durable/machines-in.ts';
import { messageOf } from './effects/error.ts';
import { UnreadableRecord } from './store/schema.ts';
import { keyOf } from './store/store-key.ts';

/** What a conversation is opened with. All but the id is for one that begins: one that is there goes on as it was. */
export type OpenOptions = ConversationInput & {
  /** Hears XState's inspection events. */
  inspect?: Observer<InspectionEvent> | ((event: InspectionEvent) => void);
};

/**
 * Opens a conversation that outlives its process: restored if it was begun before, or new; kept in the machine's store, and
 * by this process alone.
 *
 * It has not been started: attach your listeners, then `start()` it. What was said before a crash and perhaps not heard
 * is emitted then, under the same id as before. While another process has the conversation open, this waits as long as
 * that one could be dead, six seconds at most.
 *
 * @throws LeaseLost when another process has the conversation open; UnreadableRecord when what is kept can't be read; an
 * Error when it is open in this one already, when the store fails, and when the machine has no store.
 * @example
 * const conversation = await openConversation(machine, { id: 'customer-42' });
 * conversation.on('reply', ({ id, text }) => show(id, text));
 * conversation.start();
 */
export async function openConversation(
  machine: ConversationMachine,
  { inspect, ...input }: OpenOptions,
): Promise<OpenConversation> {
  const { given, store, clock, bounds } =
    partsOf(machine) ?? complain('takes a machine as createConversationMachine made it');
  if (!given || !store)
    complain('keeps conversations in the store of their machine: give createConversationMachine one');
  const id: unknown = input.id;
  if (typeof id !== 'string' || id === '') complain('wants an id, a text that is not empty');

  const noteEnd = await noteOpen(given, id);
  const name = crypto.randomUUID();
  let lease: Lease | undefined;
  try {
    const { compareAndSet } = store;
    lease = compareAndSet && (await takeLease({ key: keyOf(id, 'lease'), store, compareAndSet, holder: name, clock }));
    const checkpoints = await takeCheckpoints(keyOf(id, 'conversation'), store, { name, lease });
    const actor = begun(machine, { clock, input, ...(inspect && { inspect }) }, checkpoints.found);
    const keeper = keep(actor, { checkpoints, lease, clock, patience: bounds.savePatience, onEnd: noteEnd });
    return opened(actor, keeper, checkpoints.found !== undefined);
  } catch (error) {
    const over = lease?.giveBack().catch(() => {}) ?? Promise.resolve();
    noteEnd(over);
    await over;
    throw error;
  }
}

/** XState throws nothing when it can't restore an actor, or begin one: the actor is broken then. */
function begun(
  machine: ConversationMachine,
  options: ActorOptions<ConversationMachine> & { input: ConversationInput },
  found: Checkpoint | undefined,
): Conversation {
  const snapshot = found && caughtUp(found.snapshot);
  if (snapshot) refuseDamaged({ ...found, snapshot });
  const actor = createActor(machine, { ...options, ...(snapshot && { snapshot }) });
  const cause = brokenIn(actor);
  if (cause === undefined) return actor;
  if (!found) throw new Error(`This conversation can't begin: ${messageOf(cause)}`, { cause });
  const what = 'What is kept of this conversation does not fit the charts of this version of Meanwhile';
  throw new UnreadableRecord(`${what}: open it with the one that wrote it, or begin another one under a new id.`, {
    cause,
  });
}

function complain(what: string): never {
  throw new TypeError(`openConversation ${what}.`);
}
