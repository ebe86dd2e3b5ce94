import type { ConversationMachine } from '../conversation-machine.ts';
import { partsOf } from '../durable/machine-parts.ts';
import { withoutOurs } from '../tools/catalog.ts';
import type { Estimate } from './durations.ts';

/** A tool that should be declared otherwise, and why: how long its calls took, in milliseconds. */
export type DurationAdvice = Estimate & {
  tool: string;
  /** As it is declared: `long` with `longRunning`, `quick` without. */
  is: 'quick' | 'long';
  suggests: 'quick' | 'long';
};

/** Fewer calls say nothing about a tool. */
const LEAST_CALLS = 20;

/**
 * Which tools of a machine have become long, and which long ones quick, by how long their calls took.
 *
 * A quick tool should be `longRunning` when half of its calls take longer than `quickPatience`: each of those goes long only
 * after a silence. A long one need not be when 99 of 100 of its calls take less than half of that. In between either is right,
 * so what follows the advice is not told the opposite. It changes nothing by itself.
 *
 * Calls count that succeeded, in this process and, with a store, in others before it.
 *
 * @throws for a machine that `createConversationMachine` did not make.
 * @example for (const { tool, suggests, p50 } of await durationAdvice(machine)) console.log(`${tool}: ${suggests}, ${p50} ms`);
 */
export async function durationAdvice(machine: ConversationMachine): Promise<DurationAdvice[]> {
  const parts = partsOf(machine);
  if (!parts) throw new TypeError('durationAdvice takes a machine as createConversationMachine made it.');
  const { durations, catalog, bounds } = parts;
  const declared = withoutOurs(catalog.main);
  for (const tool of declared.keys()) durations.estimate(tool);
  await durations.settled();
  const known = durations.all();
  return [...declared].flatMap(([tool, { traits }]) => {
    const is = traits.longRunning ? 'long' : 'quick';
    const estimate = known.get(tool);
    if (!estimate) return [];
    const suggests = suggested(estimate, is, bounds.quickPatience);
    return suggests === is ? [] : [{ tool, is, suggests, ...estimate }];
  });
}

function suggested({ calls, p50, p99 }: Estimate, is: DurationAdvice['is'], patience: number): DurationAdvice['is'] {
  if (calls < LEAST_CALLS) return is;
  if (p50 > patience) return 'long';
  return p99 < patience / 2 ? 'quick' : is;
}
