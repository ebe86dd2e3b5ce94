import { cut } from './cut.ts';
import { tidyLine } from './tidy.ts';

/** One line on what waits, the next first; narrower than the terminal, as the bar above it is. */
export function queueLine(waiting: readonly string[], columns: number): string {
  return cut(`next: ${waiting.map(tidyLine).join(', then ')}`, columns - 1);
}
