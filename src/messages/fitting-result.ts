import { beginningOf } from './beginning-of.ts';

/**
 * A result of `most` characters at most, as a model reads it: one that is larger as JSON that says so, with its beginning.
 *
 * What the call did is done, however much it has to say: so this reads as a note, and not as an error. Where `most` has
 * no room for the words themselves, they are all that is left.
 */
export function fittingResult(content: string, most: number): string {
  if (content.length <= most) return content;

  let kept = most;
  let words = noteOn(content, kept, most);
  while (words.length > most && kept > 0) {
    kept = Math.max(0, Math.floor((kept * most) / words.length) - 1);
    words = noteOn(content, kept, most);
  }
  return words;
}

function noteOn(content: string, kept: number, most: number): string {
  const size = content.length.toLocaleString('en');
  return JSON.stringify({
    note: 'too_large',
    message: `This result has ${size} characters, and you are given ${most.toLocaleString('en')} at most: how it begins.`,
    beginning: beginningOf(content, kept),
  });
}
