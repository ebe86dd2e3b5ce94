/**
 * A piece of a reply that is still being generated: what the user may see or hear of it before it is told.
 *
 * Of the reply as it stands by now, `from` characters come before `text`, and nothing comes after it:
 * `draft.slice(0, from) + text` is the new draft. 0 begins anew, and with an empty text takes back what there was.
 */
export type Delta = {
  /** Whose reply it is: ids of replies are unique only within a conversation, and `onDelta` hears all of a machine. */
  conversationId: string;
  /** The id that the reply will have. */
  replyId: string;
  from: number;
  text: string;
};

/** Hears the pieces of replies. What it throws changes nothing. */
export type OnDelta = (delta: Delta) => void;

/** Where the words of a reply go while it is generated. */
export type Draft = {
  add(piece: string): void;
  /** The reply will not come from these words: what was given of them is taken back, and nothing more is given. */
  takeBack(): void;
};

/** What a draft is made of. */
export type DraftParts = Pick<Delta, 'conversationId' | 'replyId'> & {
  onDelta: OnDelta;
  /** How many characters are given at most. */
  most: number;
  /** Takes the draft back when it aborts. */
  signal: AbortSignal;
  /** Hears what `onDelta` throws, the first time. */
  onTrouble(error: unknown): void;
};

/**
 * Gives the words of a reply as they come, without the blanks around the whole: what was given is the beginning of what
 * will be told, or is taken back.
 */
export function draftOf({ conversationId, replyId, onDelta, most, signal, onTrouble }: DraftParts): Draft {
  let length = 0;
  let held = '';
  let isOver = signal.aborted;
  let isTroubled = false;

  function complain(error: unknown) {
    if (!isTroubled) onTrouble(error);
    isTroubled = true;
  }

  function give(from: number, text: string) {
    try {
      const promise: unknown = onDelta({ conversationId, replyId, from, text });
      if (promise instanceof Promise) promise.catch(complain);
    } catch (error) {
      complain(error);
    }
  }

  function takeBack() {
    if (isOver) return;
    isOver = true;
    if (length > 0) give(0, '');
  }

  signal.addEventListener('abort', takeBack, { once: true });
  return {
    add(piece) {
      if (isOver) return;
      const waiting = (length === 0 ? (held + piece).trimStart() : held + piece).slice(0, most - length);
      const words = waiting.replace(UNSETTLED, '');
      held = waiting.slice(words.length);
      if (words === '') return;
      const from = length;
      length += words.length;
      give(from, words);
    },
    takeBack,
  };
}

/** What may be the end of the reply, and so no part of it, and half a character such as an emoji. */
const UNSETTLED = /(?:\s|[\uD800-\uDBFF])+$/;
