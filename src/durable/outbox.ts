import type { ConversationEmitted } from '../../machines/conversation-protocol.ts';
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
  let waiting = [...owed];
  let given = 0;
  let isHolding = true;
  let isClosed = false;
  let timer: ReturnType<Clock['setTimeout']> | undefined;

  function giveUpTo(count: number) {
    // one by one: a listener may put something in meanwhile
    for (let event = waiting[0]; event && given < count; event = waiting[0]) {
      waiting = waiting.slice(1);
      given += 1;
      if (waiting.length === 0) stopTimer();
      give(event);
    }
  }

  function stopTimer() {
    if (timer !== undefined) clock.clearTimeout(timer);
    timer = undefined;
  }

  function hold(holding: boolean) {
    isHolding = holding;
    if (!holding) giveUpTo(given + waiting.length);
  }

  return {
    put(event) {
      if (isClosed || waiting.some((other) => isSameReply(event, other))) return;
      waiting.push(event);
      if (!isHolding) giveUpTo(given + waiting.length);
      else timer ??= clock.setTimeout(onTired, patience);
    },
    owed: () => waiting.filter(isOwed),
    holdsWords: () => waiting.some(({ type }) => type === 'reply'),
    count: () => given + waiting.length,
    giveUpTo,
    hold,
    close() {
      isClosed = true;
      waiting = [];
      stopTimer();
    },
  };
}

/** What is said again after a crash may be owed by the outbox as well. */
function isSameReply(event: ConversationEmitted, other: ConversationEmitted): boolean {
  return event.type === 'reply' && other.type === 'reply' && event.id === other.id && event.offer === other.offer;
}

/** Old progress is no news, nor is a list of what waited, and what has failed is for logs. */
function isOwed({ type }: ConversationEmitted): boolean {
  return type !== 'progress' && type !== 'queue' && type !== 'failure';
}
