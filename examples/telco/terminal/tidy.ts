import { stripVTControlCharacters } from 'node:util';

/** A text without what would move the cursor or colour the terminal; line breaks stay. */
export function tidy(text: string): string {
  return stripVTControlCharacters(text)
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll('\t', ' ')
    .replaceAll(/[^\P{Cc}\n]/gu, '');
}

/** The same in one line. */
export function tidyLine(text: string): string {
  return tidy(text).replaceAll('\n', ' ');
}
