import type { ConsentInput } from '../machines/conversation-protocol.ts';

/**
 * Decides whether what the user said is a yes to what they were told.
 *
 * Only `true` is one. It gets all that was said since, together: "yes", then "no wait" is no yes.
 */
export type Judge = (asked: ConsentInput, context: { signal: AbortSignal }) => boolean | Promise<boolean>;

/** Each of these is a yes by itself. Apostrophes are left out: "I'm" is "im". */
const YES = [
  'yes',
  'yeah',
  'yep',
  'yup',
  'aye',
  'indeed',
  'yes i do',
  'yes i am',
  'i do',
  'yes i would',
  'i want it',
  'i want that',
  'thats what i want',
  'that is what i want',
  'im sure',
  'i am sure',
  'sure',
  'sure thing',
  'of course',
  'by all means',
  'certainly',
  'absolutely',
  'definitely',
  'exactly',
  'correct',
  'thats right',
  'that is right',
  'ok',
  'okay',
  'all right',
  'alright',
  'agreed',
  'i agree',
  'confirm',
  'i confirm',
  'i confirm it',
  'i confirm that',
  'confirmed',
  'go ahead',
  'go for it',
  'proceed',
  'please do',
  'please do that',
  'please do so',
  'do it',
  'do that',
  'do so',
  'lets do it',
  'lets do that',
  'make it so',
  'that works',
  'sounds good',
  'sounds great',
  'fine by me',
  'works for me',
];

/** What may stand beside a yes and changes nothing about it. */
const ASIDES = [
  'please',
  'thanks',
  'thank you',
  'thank you very much',
  'thank you so much',
  'thanks a lot',
  'then',
  'fine',
  'good',
  'great',
  'perfect',
  'excellent',
  'lovely',
  'wonderful',
  '👍',
  '🙏',
  '🙂',
  '😊',
  '😀',
  '✅',
];

const KNOWN = new Set([...YES, ...ASIDES]);
const LONGEST = Math.max(...[...KNOWN].map((phrase) => phrase.split(' ').length));

/**
 * The judge unless the app gives its own: English, and strict.
 *
 * A yes is made of words for yes and of courtesies, and of nothing else: one word it doesn't know, a condition, a
 * question, and it is none. Nothing is lost by that: the words are answered like any others, and the tool can be
 * offered again. It is no language model, which could be wrong, or be talked into a yes.
 */
export const isClearYes: Judge = ({ preview, said }) => {
  const utterances = said.map((text) => text.normalize('NFKC').toLowerCase());
  return utterances.every((text) => !text.includes('?')) && consists(wordsOf(utterances), asidesOf(preview));
};

/** What the question offers to do may be said beside a yes, and is none by itself: "Shall I close it?", "Yes, close it." */
function asidesOf(preview: string): ReadonlySet<string> {
  const offered = [...preview.toLowerCase().matchAll(/\bshall i (?!not\b)(\p{L}+)/gu)].map(([, verb]) => verb);
  return new Set(offered.flatMap((verb) => ['it', 'that', 'me'].map((what) => `${verb} ${what}`)));
}

function wordsOf(utterances: string[]): string[] {
  return utterances
    .join(' ')
    .replaceAll(/['\u2019]|\p{Emoji_Modifier}|\p{Variation_Selector}/gu, '') // with what only colours a sign
    .split(/[\s\p{P}]+/u)
    .filter(Boolean);
}

/** Whether the words are known phrases one after the other, a yes among them. The longest phrase is taken first. */
function consists(words: string[], asides: ReadonlySet<string>): boolean {
  let isYes = false;
  let next = 0;
  while (next < words.length) {
    const phrase = knownAt(words, next, asides);
    if (phrase === undefined) return false;
    isYes ||= YES.includes(phrase);
    next += phrase.split(' ').length;
  }
  return isYes;
}

function knownAt(words: string[], start: number, asides: ReadonlySet<string>): string | undefined {
  for (let length = LONGEST; length > 0; length -= 1) {
    const phrase = words.slice(start, start + length).join(' ');
    if (KNOWN.has(phrase) || asides.has(phrase)) return phrase;
  }
  return undefined;
}
