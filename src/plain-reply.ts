import type { OperationOutcome } from '../machines/main-operation-protocol.ts';
import type { RunStatus } from '../machines/tool-run-protocol.ts';
import { losesFacts } from './kept-facts.ts';
import type { Phrases } from './phrases.ts';
import { lostFacts } from './speech/lost-facts.ts';

/**
 * The outcome of an operation in plain words.
 *
 * What the model said is told if it came to say something, and lost no fact that a tool declares. Otherwise each tool
 * run is told for itself, a success by the tool's own announcement, so that no result goes untold because a model failed
 * after it; facts that are not in there are told behind it. What is in doubt is told in words of ours, whatever a model
 * made of it: who has not heard of it may ask for it once more (D3). What the user is asked at the end is not part of it,
 * and may be all there is to say.
 */
export function plainReply(
  { status, text, runs, offer, mayHaveChanged, doubtful }: OperationOutcome,
  phrases: Phrases,
): string {
  const isUntold = doubtful.some((tool) => runs.every((run) => run.tool !== tool));
  if (status === 'done' && text.trim() !== '' && !losesFacts(text, runs)) {
    const doubts = runs.filter(isInDoubt).map((run) => ending(run, phrases));
    return [text.trim(), ...doubts, ...(isUntold ? [phrases.partly] : [])].join(' ');
  }
  const endings = runs.map((run) => ending(run, phrases));
  const late = status === 'cancelled' ? runs.findIndex((run) => isSucceededLast(run, runs)) : -1;
  if (late >= 0) endings.splice(late, 0, phrases.tooLate);
  if (endings.length === 0 && !offer) endings.push(noEnding(status, phrases));
  if (offer ? isUntold : mayHaveChanged) endings.push(phrases.partly);
  else if (!offer && runs.length === 0 && status !== 'cancelled') endings.push(phrases.askAgain);
  return endings.join(' ');
}

/** Whether it was among those that were to be stopped, the last or those begun beside it, and is done all the same. */
function isSucceededLast({ status, startedAt }: RunStatus, runs: readonly RunStatus[]): boolean {
  return status === 'succeeded' && startedAt === runs.at(-1)?.startedAt;
}

function isInDoubt({ status }: RunStatus): boolean {
  return status === 'unknown';
}

function noEnding(status: OperationOutcome['status'], { cancelled, broke }: Phrases): string {
  return status === 'cancelled' ? cancelled : broke;
}

function ending({ status, label, announcement, facts = [] }: RunStatus, { ended }: Phrases): string {
  if (status !== 'succeeded') return ended[status === 'running' ? 'unknown' : status](label);
  const words = announcement.trim() || ended.succeeded(label);
  const lost = lostFacts(words, facts);
  return lost.length > 0 ? `${words} ${lost.join(', ')}.` : words;
}
