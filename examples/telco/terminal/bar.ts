import type { Shown } from './screen.ts';
import { tidyLine } from './tidy.ts';

const MOST_CELLS = 20;
const FEWEST_CELLS = 4;
const MESSAGE_WORTH_SHOWING = 16;

/** How the parts of a bar are coloured. */
export type BarPaint = { done(text: string): string; rest(text: string): string };

/**
 * One line on what runs: its name, how far it is, and what it said last, if there is room.
 *
 * It is narrower than the terminal, so that it never wraps.
 */
export function barOf(run: Exclude<Shown, string>, columns: number, paint: BarPaint): string {
  const { percent } = run;
  const message = [timeLeft(run.etaMs), tidyLine(run.message)].filter((text) => text !== '').join('  ');
  const room = columns - 1;
  const figure = `${String(percent).padStart(3)} %`;
  const name = cut(tidyLine(run.label), room - figure.length - FEWEST_CELLS - 2);
  const cells = Math.max(0, Math.min(MOST_CELLS, room - name.length - figure.length - 2));
  const done = Math.round((cells * percent) / 100);
  const bar = paint.done('━'.repeat(done)) + paint.rest('╌'.repeat(cells - done));

  const left = room - [name, figure].join('').length - cells - 4;
  const words = message !== '' && left >= MESSAGE_WORTH_SHOWING ? `  ${paint.rest(cut(message, left))}` : '';
  return `${name} ${bar} ${figure}${words}`;
}

function timeLeft(ms: number | null | undefined): string {
  return typeof ms === 'number' && ms > 0 ? `about ${Math.ceil(ms / 1000)} s` : '';
}

function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, Math.max(0, length - 1))}…`;
}
