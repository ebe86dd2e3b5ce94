import type { ConversationEmitted, Reply } from '../../machines/conversation-protocol.ts';
import type { Clock } from '../effects/clock.ts';

/** What was emitted and not given to the listeners yet, in order. */
export type Outbox = {
  put(event: ConversationEmitted): void;
  /** What has to be given after a crash, too. */
  owed(): ConversationEmitted[];
  /** Whether something that was said waits to be given. */
  holdsWords(): boolean;
  /** How much was put in so far. */
  count(): number;
  /** Gives all but what was put in after this count. */
  giveUpTo(count: number): void;
  /** Whether things wait to be given. Those that do not are given at once. */
  hold(isHolding: boolean): void;
  /** Throws away what is in it, and whatever comes. */
  close(): void;
};

/** What an outbox begins with: what is owed from before, which waits to be given in turn. */
export type OutboxParts = {
  give(event: ConversationEmitted): void;
  owed: readonly ConversationEmitted[];
  clock: Clock;
  patience: number;
  /** Called when something has waited for `patience` milliseconds. */
  onTired(): void;
};

/**
 * Holds what is emitted until it is saved, so that nothing is said that a crash would make unsaid.
 *
 * Whoever is called when that takes too long may let all through until something could be saved again: a store that is away
 * must not silence a conversation.
 */
export function outbox({ give, owed, clock, patience, onTired }: OutboxParts): Outbox {
  /** Each under its number, the first that waits under how many were given. */
  const waiting = new Map(owed.entries());
  let given = 0;
  let isHolding = true;
  let isClosed = false;
  let timer: ReturnType<Clock['setTimeout']> | undefined;

  function giveUpTo(until: number) {
    // one by one: a listener may put something in meanwhile
    for (let event = waiting.get(given); event && given < until; event = waiting.get(given)) {
      waiting.delete(given);
      given += 1;
      if (waiting.size === 0) stopTimer();
      give(event);
    }
  }

  function stopTimer() {
    if (timer !== undefined) clock.clearTimeout(timer);
    timer = undefined;
  }

  function hold(holding: boolean) {
    isHolding = holding;
    if (!holding) giveUpTo(count());
  }

  const count = () => given + waiting.size;

  /** What is said again after a crash may be owed by the outbox as well. */
  const isThere = (event: ConversationEmitted) =>
    event.type === 'reply' && [...waiting.values()].some((other) => isSameReply(event, other));

  return {
    put(event) {
      if (isClosed || isThere(event)) return;
      waiting.set(count(), event);
      if (!isHolding) giveUpTo(count());
      else timer ??= clock.setTimeout(onTired, patience);
    },
    owed: () => [...waiting.values()].filter(isOwed),
    holdsWords: () => [...waiting.values()].some(({ type }) => type === 'reply'),
    count,
    giveUpTo,
    hold,
    close() {
      isClosed = true;
      waiting.clear();
      stopTimer();
    },
  };
}

function isSameReply(event: Reply, other: ConversationEmitted): boolean {
  return other.type === 'reply' && event.id === other.id && event.offer === other.offer;
}

/** Old progress is no news, nor is a list of what waited, and what has failed is for logs. */
function isOwed({ type }: ConversationEmitted): boolean {
  return type !== 'progress' && type !== 'queue' && type !== 'failure';
}
