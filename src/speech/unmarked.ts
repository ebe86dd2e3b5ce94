/**
 * A text without the markup that holds words of its own, which nobody is to hear: targets of links, HTML tags, names of
 * languages behind a code fence, and what makes a web address long. The rest of Markdown is signs, and signs are
 * sorted out by `spokenSigns`.
 *
 * Each pattern takes time in proportion to the text, whatever the text is.
 */
export function unmarked(text: string): string {
  return text
    .replace(BLOCK_TAG, '\n')
    .replace(TAG, NOTHING)
    .replace(FENCE, '')
    .replace(TASK_BOX, '$1')
    .replace(IMAGE, '[')
    .replace(LINK_TARGET, ']')
    .replace(ADDRESS, (address) => shortened(address));
}

/** An empty code span: it goes, but never makes one number of two. */
const NOTHING = '`';

const ATTRIBUTES = String.raw`(?:\s+[a-z][\w:-]*=(?:"[^"<>]*"|'[^'<>]*'|[^\s"'<>=]+))*\s*\/?>`;
const BLOCK_TAG = new RegExp(String.raw`<\/?(?:br|p|li|ul|ol|tr|table|div|h[1-6])${ATTRIBUTES}`, 'gi');
/** Names with digits are none: `<5` is a number. */
const TAG = new RegExp(String.raw`<\/?[a-z][a-z-]*${ATTRIBUTES}`, 'gi');

const FENCE = /^[ \t]{0,20}(?:`{3,}|~{3,})[ \t]{0,20}[a-z+#.-]*[ \t\r]{0,20}$/gim;
const TASK_BOX = /^([ \t]{0,20}[-+*] +)\[[ x]\](?=\s)/gim;
const IMAGE = /!\[/g;

/** Only what is sure to be an address: words in brackets with a figure behind them are words and a figure. */
const LINK_TARGET =
  /\]\(<?(?:(?:https?|ftp|mailto|tel|sms|file):|\.{0,2}\/|#|[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}(?=[/?#)>\s:]))[^()\s]*(?:\([^()\s]*\)[^()\s]*)*(?:\s+(?:"[^"]*"|'[^']*'))?\)/gi;

const ADDRESS = /\b(?:https?|ftp):\/\/[^\s<>"'`|\\^{}[\]()*]+/gi;
const SCHEME = /^[a-z]+:\/\//i;

/** Host and path; the sign that ends the sentence stays. */
function shortened(address: string): string {
  const [place = ''] = address.replace(SCHEME, '').split(/[?#]/);
  const end = /[.,;:!?]$/.exec(address)?.[0] ?? '';
  const bare = place.endsWith(end) ? place.slice(0, place.length - end.length) : place;
  return (bare.endsWith('/') ? bare.slice(0, -1) : bare) + end;
}
