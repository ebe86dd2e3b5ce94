import { defined } from '../defined.ts';

/** How long things may take, in milliseconds. */
export type Bounds = {
  /** How long a result waits for the secondary chat to finish its sentence. */
  secondaryPatience: number;
  /** How long joining a result with the talk meanwhile may take; then the plain result is told. */
  synthesisTimeout: number;
  /** One reply of the main model. */
  thinkTimeout: number;
  /** One turn of the secondary chat. */
  answerTimeout: number;
  /** The quick tools of one reply, together; and before them what has to be checked. */
  quickTimeout: number;
  /**
   * How long quick tools are waited for without a word, and before them what has to be checked; what takes longer goes on,
   * and counts as long from then on: the chat is there. As long as `quickTimeout`, or longer: never.
   */
  quickPatience: number;
  /** All the thinking and the quick tools of one operation up to a long tool, and again after it. */
  turnTimeout: number;
  /** How long a tool that was told to stop may take to say how it went. */
  cancelGrace: number;
  /** How long a back-end may take to say whether a long tool took effect that nobody heard of again. */
  reconcileTimeout: number;
  /** How long a question that needs a yes stays open. */
  confirmationTimeout: number;
  /** How long judging the user's words may take; then they are no yes. */
  consentTimeout: number;
  /** How long what is to be told waits for a user who is speaking, since the last sign of it. */
  speechTimeout: number;
  /** With acknowledged delivery: how long the app may take to say that a reply was heard. */
  deliveryTimeout: number;
  /** The pause before what was interrupted is offered again. */
  resumePause: number;
  /** How long what is said waits until it is saved, in an opened conversation; then it is said all the same. */
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
