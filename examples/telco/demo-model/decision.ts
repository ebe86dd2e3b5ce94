import type { Call, Move } from './steps/step.ts';
import { tellResult } from './telling/tell-result.ts';
import { needsYes } from './telling/trouble.ts';
import type { ToolResult, Turn } from './turn.ts';

/** What the model answers: words, or the tools it wants first. */
export type Decision = { content: string; toolCalls?: never } | { content?: never; toolCalls: readonly Call[] };

/** Takes all moves together: calls first; when there are none left, all results and words in one answer. */
export function decideFrom(
  turn: Turn,
  moves: readonly Move[],
  tell: (result: ToolResult) => string = tellResult,
): Decision {
  const calls = moves.flatMap((move) => move.calls ?? []);
  if (calls.length > 0) return { toolCalls: withoutRepeats(calls) };

  const told = moves.flatMap((move) => move.told ?? []);
  const results = turn.results.filter((result) => !told.includes(result.tool) && result !== asked(turn)).map(tell);
  return { content: withoutRepeats([...results, ...moves.flatMap(({ says }) => says ?? [])]).join(' ') };
}

/** The first that needs a yes is told and asked by the system, right behind these words. */
function asked({ results }: Turn): ToolResult | undefined {
  return results.find(needsYes);
}

function withoutRepeats<Value>(values: readonly Value[]): Value[] {
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
}
