import wrapAnsi from 'wrap-ansi';
import { tidy } from './tidy.ts';

/** What is said beside the chat, one line, wrapped by words where it goes to a terminal of so many columns. */
export function errorLines(text: string, columns: number | undefined): string {
  const line = tidy(text);
  return `${columns === undefined ? line : wrapAnsi(line, columns - 1, { hard: true })}\n`;
}
