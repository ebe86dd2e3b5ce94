import { beginningOf } from './beginning-of.ts';

/** Characters of what a request is called. */
export const LONGEST_LABEL = 100;

/** A text as a label: one line, not too long; empty if nothing of it can be seen. */
export function asLabel(text: string): string {
  const line = text.replace(BREAK, ' ').trim();
  return SEEN.test(line) ? beginningOf(line, LONGEST_LABEL).trim() : '';
}

/** Line breaks, control signs, and those that turn the direction of what follows. */
const BREAK = /[\s\p{Cc}\u202A-\u202E\u2066-\u2069]+/gu;

const SEEN = /[^\s\p{Default_Ignorable_Code_Point}]/u;
