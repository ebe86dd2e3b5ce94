import type { ConversationMachine } from './conversation-machine.ts';
import { partsOf } from './machine-parts.ts';
import { withoutOurs } from './tools/catalog.ts';
import type { Estimate } from './durations/durations.ts';

/** A tool that should be declared otherwise, and why: how many calls of it succeeded, and how long they took. */
export type DurationAdvice = Estimate & {
  tool: string;
  /** As it is declared: `long` with `longRunning`, `quick` without. */
  declared: 'quick' | 'long';
  /** As it should be. */
  advised: 'quick' | 'long';
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
 * @example for (const { tool, advised, p50Ms } of await durationAdvice(machine)) console.log(`${tool}: ${advised}, ${p50Ms} ms`);
 */
export async function durationAdvice(machine: ConversationMachine): Promise<DurationAdvice[]> {
  const parts = partsOf(machine);
  if (!parts) throw new TypeError('durationAdvice takes a machine as createConversationMachine made it.');
  const { durations, catalog, bounds } = parts;
  const tools = withoutOurs(catalog.main);
  await Promise.all([...tools.keys()].map(async (tool) => durations.load(tool)));
  return [...tools].flatMap(([tool, { traits }]) => {
    const declared = traits.longRunning ? 'long' : 'quick';
    const estimate = durations.estimate(tool);
    if (!estimate) return [];
    const advised = advisedOf(estimate, declared, bounds.quickPatience);
    return advised === declared ? [] : [{ tool, declared, advised, ...estimate }];
  });
}

type Speed = DurationAdvice['declared'];

function advisedOf({ calls, p50Ms, p99Ms }: Estimate, declared: Speed, patienceMs: number): Speed {
  if (calls < LEAST_CALLS) return declared;
  if (p50Ms > patienceMs) return 'long';
  return p99Ms < patienceMs / 2 ? 'quick' : declared;
}
