import { labelOf } from '../label-of.ts';
import { resultOf, type Turn } from '../turn.ts';
import { clausesMeaning } from '../understanding/understand.ts';
import type { Wish } from '../wishes.ts';
import type { Move } from './step.ts';

/** Notes what can't be done now for afterwards, unless it runs or waits already, and stays. */
export function noteRequest(wish: Wish, turn: Turn): Move {
  if (resultOf(turn, 'queue_request')) return {};
  const label = labelOf(wish);
  const isStopped = turn.said.some((text) => clausesMeaning(text, 'stop').length > 0);
  const same = isStopped ? undefined : turn.work.find((work) => work.label === label);
  if (same) return { says: `${same.isUnderWay ? 'I am at it already' : 'That is on my list already'}: ${label}.` };
  const isUrgent = turn.said.some((text) => /\b(urgent|urgently|asap)\b/i.test(text));
  return { calls: [{ name: 'queue_request', args: { label, ...(isUrgent && { priority: 'high' }) } }] };
}
