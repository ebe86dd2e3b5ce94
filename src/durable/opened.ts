import type { EventFrom } from 'xstate';
import { entryId } from '../../machines/conversation.ts';
import type { ConversationCommand, EarlyWords } from '../../machines/conversation-protocol.ts';
import type { Conversation, ConversationMachine } from '../conversation-machine.ts';
import type { Keeper } from './keep.ts';
import { rearm } from './timers.ts';

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

/**
 * The actor as an app has it: it starts once, with its timers and what it owes; what is stopped stays stopped.
 *
 * What is sent before the start waits until the timers of a restored one are armed.
 */
export function opened(actor: Conversation, keeper: Keeper, isRestored: boolean): OpenConversation {
  const early: EventFrom<ConversationMachine>[] = [];
  const start = actor.start.bind(actor);
  const stop = actor.stop.bind(actor);
  const send = actor.send.bind(actor);
  let isStarted = false;
  let closing: Promise<void> | undefined;

  async function saved() {
    if (early.length > 0) throw new Error('what was sent before start() is not saved: call start() first');
    await keeper.saved();
  }

  async function close() {
    const isTakenUp = early.length === 0;
    await keeper.close();
    if (!isTakenUp) {
      throw new Error(
        'what was sent before start() is lost: open the conversation again, start() it, and send it then',
      );
    }
  }

  return Object.assign(actor, {
    on: keeper.on,
    send(event: EventFrom<ConversationMachine>) {
      if (hasUselessId(event)) keeper.complain('event', `the id of ${event.type} ${USELESS}`);
      const said = keeper.isBehind() ? asEarly(event) : event;
      if (isStarted) send(said);
      else early.push(said);
    },
    start() {
      // XState would start again what was stopped
      if (isStarted || keeper.hasEnded()) return actor;
      start();
      isStarted = true;
      if (isRestored) rearm(actor);
      keeper.giveOwed();
      for (const event of early.splice(0)) send(event);
      return actor;
    },
    stop() {
      stop();
      keeper.end(new Error('the conversation was stopped')); // of one that was never started XState says nothing
      return actor;
    },
    saved,
    close: async () => (closing ??= close()),
  });
}

const USELESS =
  'is none: it is heard, and sent again it is heard twice. Give a text of 200 characters at most, or no id.';

/** Who gives an id counts on being able to send the words again after a crash. */
function hasUselessId(event: EventFrom<ConversationMachine>): boolean {
  const id: unknown = 'id' in event && ID_OF_WORDS.has(event.type) ? event.id : undefined;
  return id !== undefined && id !== null && entryId(id) === undefined;
}

const ID_OF_WORDS: ReadonlySet<string> = new Set<ConversationCommand['type']>(['user.said', 'request.enqueue']);

/** What the user says before they can have heard what was told is no answer to it. */
function asEarly(event: EventFrom<ConversationMachine>): EventFrom<ConversationMachine> {
  if (event.type !== 'user.said') return event;
  const words: EarlyWords = { ...event, early: true };
  return words;
}
