import { fieldOf, hasMethods } from '../methods.ts';

/**
 * Sees that a store can be relied on, as far as can be told before it is used.
 *
 * @throws for a Keyv that hides its errors, or changes keys.
 */
export function refuseUnsound(store: unknown): void {
  if (fieldOf(fieldOf(store, 'opts'), 'emitErrors') === false) {
    throw new Error('The store is a Keyv with emitErrors: false, so nobody hears of what goes wrong: make it without.');
  }
  const sanitize = fieldOf(store, 'sanitize');
  if (hasMethods(sanitize, 'cleanKey') && sanitize.cleanKey(ODD_KEY) !== ODD_KEY) {
    throw new Error("The store is a Keyv with sanitize, so one key could become another's: make it without.");
  }
}

/** What our keys may look like, and what looks dangerous to some. */
const ODD_KEY = 'meanwhile:a--b_003b..:name';
