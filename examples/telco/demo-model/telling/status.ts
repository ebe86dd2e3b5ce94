import { z } from 'zod';
import { asSentence, spokenList } from './spoken.ts';
import { teller } from './teller.ts';

const run = z.object({
  label: z.string(),
  status: z.string(),
  progress: z.number().nullish(),
  message: z.string().nullish(),
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
  if (running.length > 0) return `Good progress. ${running.map(tellRun).join(' ')}${next}`;
  if (overall === 'running') return `Good progress, I am at ${progress ?? 0} percent.${next}`;
  return overall === 'completed'
    ? `That is done, and you will hear the result in a moment.${next}`
    : `I see nothing running right now.${next}`;
});

function tellRun({ label, progress, message }: z.infer<typeof run>): string {
  return `${asSentence(label)} is at ${progress ?? 0} percent. ${message?.trim() ? asSentence(message.trim()) : 'It will not be long now.'}`;
}
