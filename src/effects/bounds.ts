import { defined } from '../defined.ts';

/** How long things may take, in milliseconds: each from 0 to 2,147,483,647, which is what a timer can wait. */
export type Bounds = {
  /** How long a result waits for the secondary chat to finish its sentence, in milliseconds. Default: 15 s. */
  secondaryPatience: number;
  /**
   * How long joining a result with the talk meanwhile may take, in milliseconds; then the plain result is told.
   * Default: 3 s.
   */
  synthesisTimeout: number;
  /** One reply of the main model, in milliseconds; then the operation ends, and the user hears so. Default: 30 s. */
  thinkTimeout: number;
  /** One turn of the secondary chat, in milliseconds; then the question is answered after the result. Default: 30 s. */
  answerTimeout: number;
  /** The quick tools of one reply, together, in milliseconds; and before them what has to be checked. Default: 10 s. */
  quickTimeout: number;
  /**
   * How long quick tools are waited for without a word, and before them what has to be checked, in milliseconds; what takes
   * longer goes on, and counts as long from then on: the chat is there. As long as `quickTimeout`, or longer: never.
   * Default: 2 s.
   */
  quickPatience: number;
  /**
   * All the thinking and the quick tools of one operation up to a long tool, and again after it, in milliseconds.
   * Default: 60 s, or as long as your own `thinkTimeout` or `quickTimeout` if one of them is longer.
   */
  turnTimeout: number;
  /** How long a tool that was told to stop may take to say how it went, in milliseconds. Default: 5 s. */
  cancelGrace: number;
  /**
   * How long a back-end may take to say whether a long tool took effect that nobody heard of again, in milliseconds.
   * Default: 5 s.
   */
  reconcileTimeout: number;
  /** How long a question that needs a yes stays open, in milliseconds. Default: 120 s. */
  confirmationTimeout: number;
  /** How long judging the user's words may take, in milliseconds; then they are no yes. Default: 3 s. */
  consentTimeout: number;
  /**
   * How long what is to be told waits for a user who is speaking, in milliseconds since the last sign of it.
   * Default: 10 s.
   */
  speechTimeout: number;
  /**
   * With acknowledged delivery: how long the app may take to say that a reply was heard, in milliseconds; then it is offered
   * again. Default: 30 s.
   */
  deliveryTimeout: number;
  /** The pause before what was interrupted is offered again, in milliseconds. Default: 2 s. */
  resumePause: number;
  /**
   * How long what is said waits until it is saved, in an opened conversation, in milliseconds; then it is said all the same.
   * Default: 1 s.
   */
  savePatience: number;
};

/** The bounds unless the app sets its own. */
export const DEFAULT_BOUNDS: Bounds = {
  secondaryPatience: 15_000,
  synthesisTimeout: 3_000,
  thinkTimeout: 30_000,
  answerTimeout: 30_000,
  quickTimeout: 10_000,
  quickPatience: 2_000,
  turnTimeout: 60_000,
  cancelGrace: 5_000,
  reconcileTimeout: 5_000,
  confirmationTimeout: 120_000,
  consentTimeout: 3_000,
  speechTimeout: 10_000,
  deliveryTimeout: 30_000,
  resumePause: 2_000,
  savePatience: 1_000,
};

/** Longer timers than this fire at once in JavaScript. */
export const LONGEST_MS = 2 ** 31 - 1;

/** The defaults with the app's own bounds in place. A turn that has no bound of its own is never shorter than its parts. */
export function boundsWith(own: Partial<Bounds> = {}): Bounds {
  const { thinkTimeout = 0, quickTimeout = 0 } = own;
  const turnTimeout = Math.max(DEFAULT_BOUNDS.turnTimeout, thinkTimeout, quickTimeout);
  return { ...DEFAULT_BOUNDS, turnTimeout, ...defined(own) };
}
