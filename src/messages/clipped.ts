import { beginningOf } from './beginning-of.ts';

/** Stands where an utterance was cut, in any language. */
const MARK = '…';

/** A sentence ends here: before white space, or with a full stop of the scripts that put none behind it, or its line ends. */
const SENTENCE_END = /[.!?…]["'”»)\]]*(?=\s)|[。！？।]|\n/gu;

/**
 * An utterance of `most` characters at most: one that is longer ends with its last whole sentence, or else word, and a
 * mark that there was more.
 *
 * A sentence or word that would cost more than half of it is cut in the middle.
 */
export function clipped(text: string, most: number): string {
  if (text.length <= most) return text;
  const whole = text.trim();
  if (whole.length <= most) return whole;

  const beginning = beginningOf(whole, Math.max(0, most - MARK.length - 1));
  const half = Math.floor(beginning.length / 2);
  const end = lastSentenceEnd(beginning, half) ?? lastWordEnd(beginning, half) ?? beginning.length;
  return `${beginning.slice(0, end).trimEnd()} ${MARK}`.trim();
}

function lastSentenceEnd(text: string, from: number): number | undefined {
  const last = [...text.slice(from).matchAll(SENTENCE_END)].at(-1);
  return last && from + last.index + last[0].length;
}

function lastWordEnd(text: string, from: number): number | undefined {
  const end = text.search(/\s\S*$/u);
  return end > from ? end : undefined;
}
