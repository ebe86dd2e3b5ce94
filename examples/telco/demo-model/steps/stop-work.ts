import { asks, questions } from '../questions.ts';
import { resultOf, type Turn } from '../turn.ts';
import { mattersIn } from '../understanding/matters.ts';
import { clausesMeaning } from '../understanding/understand.ts';
import { type Work, workMeant } from '../work-list.ts';
import type { Move } from './step.ts';

const ALL = /\b(everything|all|both)\b/i;

/** Stops the work that the user no longer wants; asks which, if that is not clear. */
export function stopWork(turn: Turn): Move {
  if (resultOf(turn, 'cancel_operation')) return {};
  const words = stopWords(turn);
  if (turn.work.length === 0 && mattersIn(words).length === 0)
    return { calls: [{ name: 'cancel_operation', args: {} }] };
  const meant = workMeant(words, turn.work);
  if (meant.length === 0) return { says: 'That is neither running nor waiting, so there is nothing to stop.' };
  if (meant.length > 1 && !ALL.test(words)) return askWhich(meant);
  return { calls: meant.toReversed().map(({ id }) => ({ name: 'cancel_operation', args: { id } })) };
}

/** The same for what waits while nothing else is talked about; undefined if the words name none of it. */
export function takeOffList(turn: Turn): Move | undefined {
  const words = stopWords(turn);
  const isNamed = ALL.test(words) || mattersIn(words).length > 0;
  return turn.work.length > 0 && isNamed ? stopWork(turn) : undefined;
}

/** Who only says that it does not matter any more is asked whether the work shall be stopped. */
export function offerToStop({ said, work }: Turn): Move {
  const meant = workMeant(said.join('. '), work);
  const [only, ...others] = meant;
  if (only === undefined) return { says: 'All right, I leave everything as it is.' };
  return others.length > 0 ? askWhich(meant) : { says: `${questions.stopIt.begins} ${only.label}?` };
}

/** Whether the user names the work, being asked which to stop; once that is done, it may be off the list already. */
export function namesWork(turn: Turn): boolean {
  const { said, earlier, work } = turn;
  const words = said.join('. ');
  const last = earlier.findLast(({ role }) => role === 'assistant');
  if (last === undefined || !asks(last, questions.whichToStop) || words.includes('?')) return false;
  if (resultOf(turn, 'cancel_operation')) return true;
  return ALL.test(words) || (mattersIn(words).length > 0 && workMeant(words, work).length > 0);
}

function askWhich(work: readonly Work[]): Move {
  const labels = work.map(({ label }) => label);
  return { says: `${questions.whichToStop.begins}: ${labels.slice(0, -1).join(', ')} or ${labels.at(-1) ?? ''}?` };
}

/** Beside what else is said, the words that are about stopping; who says yes means what they were asked about. */
function stopWords({ said, earlier }: Turn): string {
  const words = said.flatMap((text) => clausesMeaning(text, 'stop')).join('. ');
  if (words !== '') return words;
  const last = earlier.findLast(({ role }) => role === 'assistant')?.content ?? '';
  const [, offered = ''] = last.split(questions.stopIt.begins);
  return offered || said.join('. ');
}
