import type { Entry } from '../../machines/messages.ts';
import type { Ending, FactSource } from './fact.ts';
import { stopwatch } from './stopwatch.ts';

/** A turn of the chat, as it begins. */
type Beginning = { turnId: string; operationId: string; asked: readonly Entry[]; runIds: string[]; isResumed: boolean };

/** Tells of turns of the chat: one at a time, from its question being taken until it is answered, or given up. */
export function turnFacts({ now, tell }: FactSource) {
  const watch = stopwatch(now);
  let turn: { id: string; ending: Ending; text: string } | undefined;

  function leave(ending: Ending) {
    if (!turn) return;
    const { id, text } = turn;
    turn = undefined;
    tell({ type: 'turn.over', turnId: id, ending, ms: watch.closed(id) ?? 0, content: { text } });
  }

  return {
    id: () => turn?.id,
    begin({ turnId, operationId, asked, runIds, isResumed }: Beginning) {
      if (turn?.id === turnId) return;
      turn = { id: turnId, ending: 'failed', text: '' };
      watch.open(turnId);
      const waitedMs = isResumed ? [] : asked.map(({ at }) => Math.max(0, now() - at));
      const said = asked.map((question) => question.content);
      tell({ type: 'turn.began', turnId, operationId, isResumed, waitedMs, runIds, content: { said } });
    },
    /** What its work came to: that is how it ends if the chat gives it up. */
    worked(ending: Ending, text?: string) {
      if (turn) Object.assign(turn, { ending, ...(text !== undefined && { text }) });
    },
    unlocked(isAborted: boolean) {
      if (!turn) return;
      const { ending } = turn;
      leave(!isAborted ? 'succeeded' : ending === 'succeeded' ? 'failed' : ending);
    },
    leave,
  };
}
