import { z } from 'zod';
import { asSentence, spokenList } from './spoken.ts';
import { teller } from './teller.ts';

const run = z.object({
  label: z.string(),
  status: z.string(),
  progress: z.number().nullish(),
  message: z.string().nullish(),
  attempt: z.string().optional(),
  time_left: z.string().optional(),
});

const status = z.object({
  status: z.string(),
  progress: z.number().nullish(),
  runs: z.array(run).default([]),
  queued: z.array(z.object({ label: z.string() })).default([]),
});

/** Tells how far the work is, from check_status. */
export const tellStatus = teller(status, ({ status: overall, progress, runs, queued }) => {
  const running = runs.filter((one) => one.status === 'running');
  const next = queued.length > 0 ? ` Next in line: ${spokenList(queued.map(({ label }) => label))}.` : '';
  if (running.length > 0) {
    const praise = running.some((one) => one.progress) ? 'Good progress. ' : '';
    return `${praise}${running.map(tellRun).join(' ')}${next}`;
  }
  if (overall === 'running')
    return progress ? `Good progress, I am at ${progress} percent.${next}` : `I have only just begun.${next}`;
  return overall === 'completed'
    ? `That is done, and you will hear the result in a moment.${next}`
    : `I see nothing running right now.${next}`;
});

function tellRun({ label, progress, message, attempt, time_left }: z.infer<typeof run>): string {
  const said = asSentence(message?.trim() ?? '');
  const again = attempt === undefined ? '' : `This is the ${attempt}.`;
  const rest = time_left === undefined ? '' : `It takes ${time_left}.`;
  const details = [said, again, rest].filter((sentence) => sentence !== '').join(' ');
  if (!progress) return `I have only just begun ${again === '' ? '' : 'again '}with ${label}. ${details}`.trim();
  return `${asSentence(label)} is at ${progress} percent. ${details || 'It will not be long now.'}`;
}
