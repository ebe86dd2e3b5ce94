import { defined } from '../defined.ts';

/** How much there may be of things: each a whole number from 1. */
export type Limits = {
  /** Replies of the model in one operation or chat turn, tool rounds included. Default: 8. */
  rounds: number;
  /** Tools one reply of a model may ask for; what is beyond is as if it had not been asked. Default: 32. */
  calls: number;
  /** Messages a model sees beside its instructions, and the transcript keeps. Default: 40. */
  history: number;
  /**
   * Tokens of a model's whole input, its instructions included and the descriptions of its tools not, as `countTokens` counts
   * them. Set it lower for a model with a window of less than 128,000. Default: 32,000.
   */
  tokens: number;
  /**
   * Characters of one utterance: more of the user's words at once are not taken in, which they hear, and more of a model's
   * reply is cut off. Default: 8,000.
   */
  text: number;
  /**
   * Characters of one tool result as a model reads it, and of the arguments of one call. Of a longer result it reads how it
   * begins; a call with longer arguments is refused. Default: 40,000.
   */
  result: number;
  /** Requests that wait until the work before them is told; one more is refused, which the user hears. Default: 10. */
  queue: number;
};

/**
 * The limits unless the app sets its own.
 *
 * `tokens` has room for two results of the greatest size beside the talk. Where the estimate is furthest off, which is
 * with ids and base64, so much is 82,000 of the model's own tokens: that too fits into the usual window of 128,000.
 * Set it lower for a model with a smaller one.
 */
export const DEFAULT_LIMITS: Limits = {
  rounds: 8,
  calls: 32,
  history: 40,
  tokens: 32_000,
  text: 8_000,
  result: 40_000,
  queue: 10,
};

/** The defaults with the app's own limits in place. */
export function limitsWith(own: Partial<Limits> = {}): Limits {
  return { ...DEFAULT_LIMITS, ...defined(own) };
}
