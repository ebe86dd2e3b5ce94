/**
 * What the users say, and when. In a text, `do <tool> <tag>` is what the model shall do; a tag names the one effect that
 * may come of it, and stands in what is told of it.
 */
export type Line = {
  id: string;
  /** What is said; undefined for a cancel of what is at work. */
  text?: string;
  /**
   * Nobody works; a long tool is at work, or has half its way behind it; a yes is waited for. A moment that is over is made
   * up for when nobody works: then what is said is said all the same, and the others are left out.
   */
  when: 'idle' | 'busy' | 'half' | 'asked';
};

/** What nobody says yes or no to, until the time for it runs out. */
export const UNANSWERED = 'n7';

/** How a text begins that the chat shall note for afterwards. */
export const LATER = 'later:';

/** The play whose replies count as told when the app says so; each result is interrupted the first time. */
export const SPOKEN = 'spoken';

/** A conversation, line by line. */
export const plays: Record<string, readonly Line[]> = {
  idempotent: [
    { id: 'i-1', when: 'idle', text: 'do long_idempotent i1' },
    { id: 'i-2', when: 'busy', text: 'How are you?' },
    { id: 'i-3', when: 'idle', text: 'do quick_idempotent i3' },
    { id: 'i-4', when: 'idle', text: 'do long_idempotent i4' },
  ],
  unsafe: [
    { id: 'u-1', when: 'idle', text: 'do long_unsafe u1' },
    { id: 'u-2', when: 'busy', text: 'Tell me something: data' },
    { id: 'u-3', when: 'half', text: 'And how far is it?' },
    { id: 'u-4', when: 'idle', text: 'do quick_unsafe u4' },
  ],
  reconcile: [
    { id: 'r-1', when: 'idle', text: 'do long_reconcile r1' },
    { id: 'r-2', when: 'busy', text: 'Are you there?' },
    { id: 'r-3', when: 'idle', text: 'do quick_reconcile r3' },
    { id: 'r-4', when: 'idle', text: 'do long_reconcile r4-mute' },
  ],
  cancel: [
    { id: 'x-1', when: 'idle', text: 'do long_idempotent x1' },
    { id: 'x-2', when: 'half' },
    { id: 'x-3', when: 'idle', text: 'do long_unsafe x3' },
    { id: 'x-4', when: 'busy' },
    { id: 'x-5', when: 'idle', text: 'do long_reconcile x5' },
    { id: 'x-6', when: 'half' },
  ],
  confirm: [
    { id: 'c-1', when: 'idle', text: 'do order c1' },
    { id: 'c-2', when: 'asked', text: 'Yes' },
    { id: 'c-3', when: 'idle', text: 'do long_order c3' },
    { id: 'c-4', when: 'asked', text: 'Yes' },
    { id: 'c-5', when: 'idle', text: 'do order n5' },
    { id: 'c-6', when: 'asked', text: 'Rather not, thank you.' },
    { id: 'c-7', when: 'idle', text: `do order ${UNANSWERED}` },
  ],
  login: [
    { id: 'l-1', when: 'idle', text: 'do protected n1' },
    { id: 'l-2', when: 'idle', text: 'do login l2' },
    { id: 'l-3', when: 'idle', text: 'do protected l3' },
  ],
  patience: [
    { id: 'p-1', when: 'idle', text: 'do long_idempotent p1' },
    { id: 'p-2', when: 'busy', text: 'Think about this for ever: hang' },
    { id: 'p-3', when: 'half', text: 'And this?' },
  ],
  several: [
    {
      id: 's-1',
      when: 'idle',
      text: 'do quick_unsafe s1, do quick_idempotent s2, do long_reconcile s3, do long_none s4',
    },
    { id: 's-2', when: 'busy', text: 'And what else?' },
    { id: 's-3', when: 'idle', text: 'do long_none s5' },
  ],
  queue: [
    { id: 'q-1', when: 'idle', text: 'do long_idempotent q1' },
    { id: 'q-2', when: 'busy', text: `${LATER} do long_reconcile q2` },
    { id: 'q-3', when: 'half', text: `${LATER} do quick_idempotent q3` },
    { id: 'q-4', when: 'idle', text: 'do long_none q4' },
  ],
  retry: [
    { id: 'a-1', when: 'idle', text: 'do flaky_idempotent a1' },
    { id: 'a-2', when: 'busy', text: 'Does it work?' },
    { id: 'a-3', when: 'idle', text: 'do flaky_unsafe a3' },
  ],
  [SPOKEN]: [
    { id: 'v-1', when: 'idle', text: 'do long_idempotent v1' },
    { id: 'v-2', when: 'busy', text: 'Are you there?' },
    { id: 'v-3', when: 'idle', text: 'do quick_unsafe v3' },
  ],
};

/** What of a text the model shall do. */
export function commandsIn(text: string): { tool: string; tag: string }[] {
  return [...text.matchAll(/do (\w+) ([\w-]+)/g)].map(([, tool = '', tag = '']) => ({ tool, tag }));
}

/** What stands behind the tag of what was not begun, because that could not be saved. */
export const UNSAVED = ' (not saved)';

/** What is told of an effect. */
export type Word = 'ok' | 'failed' | 'unknown' | 'cancelled' | 'asked';

/** What a reply tells, by tag. */
export function wordsIn(text: string): { word: Word; tag: string }[] {
  return [...text.matchAll(/(ok|failed|unknown|cancelled|asked):([\w-]+)/g)].map(([, word, tag = '']) => ({
    word: word as Word,
    tag,
  }));
}
