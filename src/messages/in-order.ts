import type { Entry } from '../../machines/messages.ts';

/**
 * The transcript as a model should read it: what the user said stands where its turn begins, not where it was said.
 *
 * That is right before the next assistant entry of the same `turn`; what no turn has answered yet comes last, in the
 * order said. Words never move to before they were said: a "yes" that goes on with a turn stays behind its question.
 */
export function inOrder(transcript: readonly Entry[]): Entry[] {
  const arranged: Entry[] = [];
  let held: Entry[] = [];

  for (const entry of transcript) {
    if (entry.role === 'user') {
      held.push(entry);
      continue;
    }
    if (held.length > 0) {
      const begins = (said: Entry) => said.turn !== undefined && said.turn === entry.turn;
      for (const said of held) if (begins(said)) arranged.push(said);
      held = held.filter((said) => !begins(said));
    }
    arranged.push(entry);
  }
  return [...arranged, ...held];
}
