/** Where a value begins in a text and is no part of a longer word or number. A sentence may end behind a number. */
export function wholePlaces(value: string, text: string): number[] {
  const places: number[] = [];
  const isBeginning = { ofWord: BEGINS_AS_WORD.test(value), ofNumber: BEGINS_AS_NUMBER.test(value) };
  const isEnd = { ofWord: ENDS_AS_WORD.test(value), ofNumber: ENDS_AS_NUMBER.test(value) };
  for (let at = text.indexOf(value); at >= 0; at = text.indexOf(value, at + 1)) {
    const before = text.slice(Math.max(0, at - LOOK_BACK), at);
    const after = text.slice(at + value.length, at + value.length + 3);
    const goesOn =
      (isBeginning.ofWord && ENDS_AS_WORD.test(before) && !ENDS_AS_ESCAPE.test(before)) ||
      (isBeginning.ofNumber && ENDS_AS_WHOLE.test(before) && !ENDS_AS_ESCAPE.test(before)) ||
      (isEnd.ofWord && BEGINS_AS_WORD.test(after)) ||
      (isEnd.ofNumber && BEGINS_AS_FRACTION.test(after));
    if (!goesOn) places.push(at);
  }
  return places;
}

/** Letters of scripts that put blanks between words; behind others, as in Chinese, a word begins anywhere. */
const BEGINS_AS_WORD =
  /^(?![\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmr}\p{sc=Mymr}])[\p{L}\p{M}]/u;
const ENDS_AS_WORD = /(?![\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmr}\p{sc=Mymr}])[\p{L}\p{M}]$/u;
const BEGINS_AS_NUMBER = /^\p{N}/u;
const ENDS_AS_NUMBER = /\p{N}$/u;
/** More digits, or the whole part of a number and its fraction. */
const ENDS_AS_WHOLE = /\p{N}\.?$/u;
const BEGINS_AS_FRACTION = /^\.?\p{N}/u;
/** Behind an escape of JSON such as `\n` a word begins anew. */
const ENDS_AS_ESCAPE = /\\(?:[bfnrt]|u[\da-fA-F]{4})$/;
/** The longest of these has six signs. */
const LOOK_BACK = 6;
