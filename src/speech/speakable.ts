import { inWords, WORD } from './in-words.ts';
import { spokenSigns } from './spoken-signs.ts';
import { unmarked } from './unmarked.ts';

/**
 * A reply as a voice can say it: plain sentences on one line, for where the app feeds a text-to-speech engine.
 *
 * Models write Markdown even when they are asked not to. Here headings, list items, rows of tables and line breaks
 * become sentences; emphasis, code, HTML, emoji, control signs and signs for the direction of writing go; a link is
 * said by its words, a bare web address without `https://` and without what stands behind a `?` or `#`. What is left
 * are letters and digits of any script, spaces, and signs that a voice reads, such as `. , ? ! : ; ' - ( ) % & + = / @ °`
 * and those of currencies. Numbers, money, dates and telephone numbers are as they were.
 *
 * It never fails, and what it gives stays as it is if it is given again. A text that has a letter or a digit is never
 * empty. The text is not XML: escape it if you put it into SSML.
 *
 * @example conversation.on('reply', ({ text }) => voice.say(speakable(text)))
 */
export function speakable(text: string): string {
  const seen = text.replace(UNSEEN, '');
  const sentences = unmarked(seen)
    .split(LINE_BREAK)
    .map((line) => joined(line.split('|').map(said), ','));
  return joined(sentences, '.') || said(seen);
}

const LINE_BREAK = /[\n\v\f\r\u0085\u2028\u2029]/;

/** Soft hyphens, joiners, marks of direction: a reader doesn't see them, and they part no word. */
const UNSEEN = /\p{Default_Ignorable_Code_Point}/gu;

/** Whether something closes by itself, in any script. */
const CLOSED = /\p{Terminal_Punctuation}$/u;

function said(text: string): string {
  return WORD.test(text) ? inWords(spokenSigns(text)) : '';
}

/** The parts that say something, parted by a mark where they have none of their own. */
function joined(parts: readonly string[], mark: string): string {
  return parts
    .filter((part) => part !== '')
    .map((part, index, all) => (index === all.length - 1 || CLOSED.test(part) ? part : `${part}${mark}`))
    .join(' ');
}
