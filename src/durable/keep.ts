import { createActor, fromCallback } from 'xstate';
import type { ConversationEmitted, FailureSource } from '../../machines/conversation-protocol.ts';
import type { OperationReport } from '../../machines/main-operation-protocol.ts';
import type { ToolRunEvent } from '../../machines/tool-run.ts';
import type { RunReport } from '../../machines/tool-run-protocol.ts';
import type { Conversation } from '../conversation-machine.ts';
import type { Clock } from '../effects/clock.ts';
import { messageOf } from '../effects/error.ts';
import { textOf, type Checkpoints } from './checkpoint.ts';
import { inTime } from '../store/in-time.ts';
import type { UnreadableRecord } from '../store/schema.ts';
import { recorded } from '../store/recorded.ts';
import { keepUp, type Lease } from './lease.ts';
import { LeaseLost } from './lease-lost.ts';
import { outbox } from './outbox.ts';
import { saver } from './saver.ts';
import { saveBeforeEffects } from './until-saved.ts';

/** What keeps a conversation. */
export type Keeper = {
  /** Listens to what is given. */
  on: Conversation['on'];
  /** Gives what is owed from before. */
  giveOwed(): void;
  saved(): Promise<void>;
  /** Saves what there is, and ends; it ends all the same when that fails. */
  close(): Promise<void>;
  /** Ends at once, and saves nothing more. */
  end(reason: Error): void;
  hasEnded(): boolean;
  /** Tells the listeners what is wrong, now. */
  complain(source: FailureSource, error: string): void;
  /** Whether something was said that nobody can have heard yet. */
  isBehind(): boolean;
};

/** What keeping takes. */
export type Keeping = {
  checkpoints: Checkpoints;
  lease: Lease | undefined;
  clock: Clock;
  patience: number;
  /** Called when it is to end, and when it ends, with when it is over and nothing is under way any more. */
  onEnd(over: Promise<void>): void;
};

/** Keeps what a conversation comes to, and holds what it says until that is saved. */
export function keep(
  actor: Conversation,
  { checkpoints: { found, write }, lease, clock, patience, onEnd }: Keeping,
): Keeper {
  const speaker = createActor(giving).start();
  const give = (event: ConversationEmitted) => speaker.send({ type: 'give', event });
  const box = outbox({ give, owed: found?.owed ?? [], clock, patience, onTired: () => void sayUnsaved() });
  let isFailing = false;
  let over: Promise<void> | undefined;

  const saving = saver({
    clock,
    stepMs: Math.min(STEP_MS, patience / 2),
    take() {
      const owed = box.owed();
      const text = textOf({ snapshot: actor.getPersistedSnapshot(), owed });
      return { text, isOwing: owed.length > 0, count: box.count() };
    },
    write: async ({ text }) => write(text, () => saving.note()),
    onSaved({ count, isOwing }) {
      isFailing = false;
      box.hold(true);
      box.giveUpTo(count);
      // what it owes was given by now
      if (isOwing) saving.note();
    },
    onFailure(error) {
      if (error instanceof LeaseLost) return lose(error);
      void sayUnsaved(error);
    },
  });

  const stopRenewing = lease ? keepUp(lease, clock, { onLost: lose, onUnreadable }) : () => {};

  /** Whoever was away for so long that another may have taken over asks first: then that one says it, and we do not. */
  async function sayUnsaved(cause?: unknown) {
    await askWhoHasIt();
    if (over || saving.isDone()) return;
    if (cause && !isFailing) {
      complain('store', `the conversation could not be saved, and is said all the same: ${messageOf(cause)}`);
      isFailing = true;
    }
    box.hold(false);
  }

  /** Where it is the store that was away, it is not waited for longer than what was said has waited. */
  async function askWhoHasIt() {
    const answer = stillOurs().catch(() => {});
    const tooLate = 'nobody says who has the conversation';
    const isAnswered = async () =>
      inTime(answer, { ms: patience, clock, tooLate, onLate: () => {} }).then(
        () => true,
        () => false,
      );
    while (!(await isAnswered()) && lease?.isDoubtful());
  }

  async function stillOurs() {
    await lease?.hold().catch((error: unknown) => {
      if (error instanceof LeaseLost) lose(error);
      throw error;
    });
  }

  function complain(source: FailureSource, error: string) {
    give({ type: 'failure', source, error });
  }

  /** The user would hear of a tool that was not begun; why, nobody. */
  function onUnreadable(error: UnreadableRecord) {
    complain('store', `no tool with an effect is begun, because the lease can't be renewed: ${messageOf(error)}`);
  }

  function lose(error: LeaseLost) {
    if (over) return;
    end(error);
    complain('store', messageOf(error));
    actor.stop();
  }

  function broke(error: unknown) {
    const reason = new Error(`the conversation broke: ${messageOf(error)}`, { cause: error });
    end(reason);
    complain('conversation', reason.message);
  }

  function end(reason: Error) {
    if (over) return;
    over = finish(reason);
    onEnd(over);
  }

  async function finish(reason: Error) {
    stopRenewing();
    box.close();
    await saving.stop(reason);
    if (!(reason instanceof LeaseLost)) {
      // who has it next writes those records, too
      await recorded(actor.system);
      await lease?.giveBack().catch(() => {}); // it runs out by itself
    }
  }

  async function saved() {
    await Promise.resolve(); // whoever asks in the middle of a step means that step, which is noted at its end
    await saving.saved();
    await stillOurs();
  }

  async function close() {
    const closed = saveAndEnd();
    if (!over) onEnd(closed);
    return closed;
  }

  async function saveAndEnd() {
    try {
      await saved();
      // what was said is noted as heard; for one that goes on changing there is no end to wait for
      await saved();
    } finally {
      end(new Error('the conversation was closed'));
      actor.stop();
      await over;
    }
  }

  actor.on('*', (event) => {
    if (lease?.isDoubtful()) box.hold(true);
    box.put(event);
  });
  actor.system.inspect((event) => {
    if (event.type !== '@xstate.snapshot' || actor.getSnapshot().status !== 'active') return;
    if (PROGRESS.has(event.event.type)) saving.noteStep();
    else saving.note();
  });
  actor.subscribe({ complete: () => end(new Error('the conversation was stopped')), error: broke });
  saveBeforeEffects(actor.system, saved);

  return {
    on: speaker.on.bind(speaker),
    giveOwed() {
      box.giveUpTo(found?.owed.length ?? 0);
      if (found && found.owed.length > 0) saving.note();
    },
    saved,
    close,
    end,
    hasEnded: () => over !== undefined,
    complain,
    isBehind: box.holdsWords,
  };
}

/** How often a tool that reports its progress has it saved, in milliseconds. A crash forgets no more than that. */
const STEP_MS = 250;

/** What changes nothing but how far a tool run is. */
const PROGRESS: ReadonlySet<string> = new Set<ToolRunEvent['type'] | RunReport['type'] | OperationReport['type']>([
  'tool.progressed',
  'run.progressed',
  'operation.progressed',
]);

/** Tells listeners just as XState does. */
const giving = fromCallback<{ type: 'give'; event: ConversationEmitted }, undefined, ConversationEmitted>(
  ({ receive, emit }) => receive(({ event }) => emit(event)),
);
