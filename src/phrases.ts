import type { Outcome } from '../machines/tool-run-protocol.ts';
import { timeInWords } from './durations/time-in-words.ts';

/** The sentences that no model says: what the user hears where a model can't speak or must not be trusted to. */
export type Phrases = {
  /** A long tool begins, and neither the model nor the tool said anything. */
  begins(label: string): string;
  /** A quick tool turns out to be slow, or what is checked before a tool, and the model said nothing. */
  slow: string;
  /**
   * Nobody has said anything for a while, and the agent says by itself how far the work is. `percent` is null if the tool
   * has told none, `etaMs` if nobody can tell how much longer it takes.
   */
  checkIn(label: string, percent: number | null, etaMs: number | null): string;
  /** Nothing was heard of a long tool for longer than its calls take. */
  stalled(label: string): string;
  /** The chat could not answer now; the question is answered after the result. */
  putOff: string;
  /** The operation broke before any long tool came to an end. */
  broke: string;
  /** Said after that, when nothing can have been changed. */
  askAgain: string;
  /** Said when an operation broke or was cancelled after a quick tool that may have changed something. */
  partly: string;
  /** How a tool run ended, for each outcome. */
  ended: Record<Outcome, (label: string) => string>;
  /** The user cancelled before anything long had begun. */
  cancelled: string;
  /** The app brought a no to what needs a yes. */
  declined: string;
  /** What is to be done later was noted; `place` is 1 for what comes next. */
  queued(label: string, place: number): string;
  /** Nothing more can wait. */
  queueFull(label: string): string;
  /** The user no longer wants what waited. */
  unqueued(label: string): string;
  /** The user wants to stop what can't be stopped. */
  unstoppable(label: string): string;
  /** The user asked for this before hearing that the same was done (with `sameBy: name`: something of its kind), and is asked whether it is wanted all the same. */
  again(label: string): string;
  /** Said before the result of what the user wanted to stop. */
  tooLate: string;
  /** The user said more at once than is heard. */
  tooLong: string;
};

/** English, fit for speech. */
export const DEFAULT_PHRASES: Phrases = {
  begins: (label) => `I am on it: ${label}. This takes a moment, and you can go on talking to me.`,
  slow: 'This takes a little longer than usual, and you can go on talking to me.',
  checkIn: (label, percent, etaMs) => {
    const done = percent === null ? '' : ` ${percent} percent of it is done.`;
    return `I am still on it: ${label}.${done} It takes ${timeInWords(etaMs)}.`;
  },
  stalled: (label) => `I am still on it, but it takes longer than it usually does: ${label}.`,
  putOff: 'Let me come back to that in a moment.',
  broke: 'I am sorry, something went wrong on my side and I could not finish that.',
  askAgain: 'Please ask me again.',
  partly: 'Part of what you asked for may already be done, so please check before you ask again.',
  ended: {
    succeeded: (label) => `Done: ${label}.`,
    failed: (label) => `I am sorry, that did not work: ${label}.`,
    cancelled: (label) => `I have stopped it before it changed anything: ${label}.`,
    timedOut: (label) => `I am sorry, it took too long and I have stopped it: ${label}.`,
    unknown: (label) =>
      `I am sorry, I cannot tell whether it went through: ${label}. Please check before you try again.`,
  },
  cancelled: 'All right, I have stopped.',
  declined: 'All right, I leave it as it is.',
  queued: (label, place) =>
    place === 1 ? `I have noted it, and it comes next: ${label}.` : `I have noted it as number ${place}: ${label}.`,
  queueFull: (label) =>
    `So much is waiting already that I cannot note this as well: ${label}. Please ask me again later.`,
  unqueued: (label) => `All right, I leave that: ${label}.`,
  unstoppable: (label) => `That cannot be stopped any more: ${label}. I will tell you how it went.`,
  again: (label) => `I have just done something like that. Shall I do this as well: ${label}?`,
  tooLate: 'It was too late to stop that.',
  tooLong: 'That was too much at once for me, and I have not taken it in. Please say it in fewer words.',
};

/** The phrases of an app's own; those it leaves out are the defaults. */
export type OwnPhrases = Partial<Omit<Phrases, 'ended'>> & { ended?: Partial<Phrases['ended']> };

/**
 * The defaults with the app's own phrases in place.
 *
 * A phrase that throws must not keep a result from being told: the default is said instead.
 */
export function phrasesWith({ ended = {}, ...own }: OwnPhrases = {}): Phrases {
  return { ...ownOr(own, DEFAULT_PHRASES), ended: ownOr(ended, DEFAULT_PHRASES.ended) };
}

/** One for one, whatever phrases there are. */
function ownOr<Some extends object>(own: Readonly<Record<string, unknown>>, usual: Some): Some {
  const phrases = { ...usual };
  for (const [name, otherwise] of Object.entries(usual)) {
    const phrase = own[name];
    if (typeof phrase === 'string') Object.assign(phrases, { [name]: phrase });
    if (isRule(phrase) && isRule(otherwise)) Object.assign(phrases, { [name]: sure(phrase, otherwise) });
  }
  return phrases;
}

type Rule = (...about: unknown[]) => unknown;

function isRule(value: unknown): value is Rule {
  return typeof value === 'function';
}

function sure(own: Rule, usual: Rule): Rule {
  return (...about) => {
    try {
      const said = own(...about);
      return typeof said === 'string' && said.trim() !== '' ? said : usual(...about);
    } catch {
      return usual(...about);
    }
  };
}
