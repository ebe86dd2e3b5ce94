import { createActor, fromCallback } from 'xstate';
import type { ConversationEmitted } from '../../machines/conversation-protocol.ts';
import type { Conversation } from '../conversation-machine.ts';
import type { Clock } from '../effects/clock.ts';
import { messageOf } from '../effects/error.ts';
import { textOf, type Checkpoints } from './checkpoint.ts';
import { keepUp, LeaseLost, type Lease } from './lease.ts';
import { outbox } from './outbox.ts';
import { saver } from './saver.ts';
import { rearm } from './timers.ts';
import { saveBeforeEffects } from './until-saved.ts';

/** A conversation that is kept. */
export type OpenConversation = Conversation & {
  /**
   * Waits until all that was sent so far is on the disk: from there on the promises about crashes hold.
   *
   * @throws when that takes longer than five seconds, or another process has taken over the conversation.
   */
  saved(): Promise<void>;
  /**
   * Saves, stops, and gives the conversation to whoever opens it next. What is still at work is cut off, as by a crash.
   *
   * @throws what `saved` throws; it has been stopped all the same.
   */
  close(): Promise<void>;
};

/** What keeping takes. */
export type Keeping = {
  checkpoints: Checkpoints;
  lease: Lease | undefined;
  clock: Clock;
  patience: number;
  /** Called when it is over, and nothing is under way any more. */
  onEnd(): void;
};

/** Keeps what a conversation comes to, and holds what it says until that is saved. */
export function keep(
  actor: Conversation,
  { checkpoints: { found, write }, lease, clock, patience, onEnd }: Keeping,
): OpenConversation {
  const speaker = createActor(giving).start();
  const give = (event: ConversationEmitted) => speaker.send({ type: 'give', event });
  const box = outbox({ give, owed: found?.owed ?? [], clock, patience, onTired: () => void sayUnsaved() });
  const owed = box.count();
  let isFailing = false;
  let over: Promise<void> | undefined;
  let closing: Promise<void> | undefined;

  const saving = saver({
    clock,
    take: () => ({ text: textOf({ snapshot: actor.getPersistedSnapshot(), owed: box.owed() }), count: box.count() }),
    write: async ({ text }) => write(text, () => saving.note()),
    onSaved({ count }) {
      isFailing = false;
      box.hold(true);
      if (box.giveUpTo(count)) saving.note();
    },
    onFailure(error) {
      if (error instanceof LeaseLost) return lose(error);
      void sayUnsaved(error);
    },
  });

  const stopRenewing = lease ? keepUp(lease, clock, lose) : () => {};

  /** Whoever was away for so long that another may have taken over asks first: then that one says it, and we do not. */
  async function sayUnsaved(error?: unknown) {
    if (lease && !lease.isValid()) await renewed(lease).catch(() => {});
    if (over || saving.isDone()) return;
    if (error && !isFailing) {
      complain(`the conversation could not be saved, and is said all the same: ${messageOf(error)}`);
      isFailing = true;
    }
    box.hold(false);
  }

  async function renewed(own: Lease) {
    await own.renew().catch((error: unknown) => {
      if (error instanceof LeaseLost) lose(error);
      throw error;
    });
  }

  function complain(error: string) {
    give({ type: 'failure', source: 'store', error });
  }

  function lose(error: LeaseLost) {
    if (over) return;
    end(error);
    complain(messageOf(error));
    actor.stop();
  }

  function end(reason: Error) {
    over ??= finish(reason);
  }

  async function finish(reason: Error) {
    stopRenewing();
    box.close();
    await saving.stop(reason);
    if (!(reason instanceof LeaseLost)) await lease?.giveBack().catch(() => {}); // it runs out by itself
    onEnd();
  }

  async function saved() {
    await Promise.resolve(); // whoever asks in the middle of a step means that step, which is noted at its end
    await saving.saved();
    if (lease && !lease.isValid()) await renewed(lease);
  }

  async function close() {
    try {
      await saved();
      // what was said is noted as heard
      while (!saving.isDone()) await saved();
    } finally {
      actor.stop();
      end(new Error('the conversation was closed'));
      await over;
    }
  }

  actor.on('*', (event) => box.put(event));
  actor.system.inspect(({ type }) => {
    if (type === '@xstate.snapshot' && actor.getSnapshot().status === 'active') saving.note();
  });
  const isOver = () => end(new Error('the conversation was stopped'));
  actor.subscribe({ complete: isOver, error: isOver });
  saveBeforeEffects(actor.system, saved);

  const start = actor.start.bind(actor);
  let isStarted = false;
  return Object.assign(actor, {
    on: speaker.on.bind(speaker),
    start() {
      start();
      if (found && !isStarted) {
        rearm(actor);
        if (box.giveUpTo(owed)) saving.note();
      }
      isStarted = true;
      return actor;
    },
    saved,
    close: async () => (closing ??= close()),
  });
}

/** Tells listeners just as XState does. */
const giving = fromCallback<{ type: 'give'; event: ConversationEmitted }, undefined, ConversationEmitted>(
  ({ receive, emit }) => receive(({ event }) => emit(event)),
);
