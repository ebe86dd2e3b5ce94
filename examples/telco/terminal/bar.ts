import { etaOf, type RunStatus } from 'meanwhile';
import { cut } from './cut.ts';
import { tidyLine } from './tidy.ts';

const MOST_CELLS = 20;
const FEWEST_CELLS = 4;
const MESSAGE_WORTH_SHOWING = 16;

/** How the parts of a bar are coloured. */
export type BarPaint = { done(text: string): string; rest(text: string): string };

/**
 * One line on what runs: its name, how far it is, how much longer it takes, and what it said last, if there is room.
 *
 * It is narrower than the terminal, so that it never wraps. `now` is in milliseconds since the epoch.
 */
export function barOf(run: RunStatus, { columns, now }: { columns: number; now: number }, paint: BarPaint): string {
  const { percent } = run;
  const figure = `${String(percent).padStart(3)} %`;
  const room = columns - 1 - figure.length - 2;
  const name = cut(tidyLine(run.label), room - FEWEST_CELLS);
  const course = courseOf(run, now);
  const hasRoom = course !== '' && room - name.length - FEWEST_CELLS >= course.length + 2;
  const then = hasRoom ? `  ${course}` : '';
  const cells = Math.max(0, Math.min(MOST_CELLS, room - name.length - then.length));
  const done = Math.round((cells * percent) / 100);
  const bar = paint.done('━'.repeat(done)) + paint.rest('╌'.repeat(cells - done));

  const left = room - name.length - cells - then.length - 2;
  // what it said last is old as soon as it has ended
  const message = run.status === 'running' ? tidyLine(run.message) : '';
  const words = message !== '' && left >= MESSAGE_WORTH_SHOWING ? `  ${cut(message, left)}` : '';
  return `${name} ${bar} ${figure}${then === '' ? '' : paint.rest(then)}${words === '' ? '' : paint.rest(words)}`;
}

/** How it goes: which try it is, and how much longer it probably takes, or that nobody can tell. */
function courseOf(run: RunStatus, now: number): string {
  const { attempt, retryAt } = run;
  if (retryAt !== null) return `try ${attempt + 1}, again in ${inWords(retryAt - now)}`;
  return [attempt > 1 ? `try ${attempt}` : '', timeLeft(run, now)].filter((words) => words !== '').join(', ');
}

function timeLeft(run: RunStatus, now: number): string {
  if (run.status !== 'running') return '';
  if (run.stalled) return 'no sign of life';
  const etaMs = etaOf(run, now);
  return etaMs === null ? 'longer than expected' : `about ${inWords(etaMs)}`;
}

/** In short, and rounded as the agent says it. */
function inWords(ms: number): string {
  const seconds = Math.max(1, Math.round(ms / 1000));
  return seconds < 90 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}
