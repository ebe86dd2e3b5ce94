/** The first `most` characters of a text, fewer by one where they would end with half a character such as an emoji. */
export function beginningOf(text: string, most: number): string {
  const end = text.charCodeAt(most - 1);
  const isHalf = end >= 0xd800 && end <= 0xdbff;
  return text.slice(0, isHalf ? most - 1 : most);
}
