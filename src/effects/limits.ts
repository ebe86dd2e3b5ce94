import { defined } from '../defined.ts';

/** How much there may be of things. */
export type Limits = {
  /** Replies of the model in one operation or chat turn, tool rounds included. */
  rounds: number;
  /** Tools one reply of a model may ask for; what is beyond is as if it had not been asked. */
  calls: number;
  /** Messages a model sees beside its instructions, and the transcript keeps. */
  history: number;
  /** Tokens of a model's whole input, its instructions included and the descriptions of its tools not. */
  tokens: number;
  /** Characters of one utterance, of the user's words and of a model's reply alike. */
  text: number;
  /** Characters of one tool result as a model reads it, and of the arguments of one call. */
  result: number;
  /** Requests that wait until the work before them is told. */
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
