import { tool, type ToolRunnableConfig } from '@langchain/core/tools';
import { confirm, effect, longRunning, readOnly, toolCall, ToolFailure, traits, type Traits } from 'meanwhile';
import type { VirtualClock } from 'meanwhile/testing';
import { z } from 'zod';

/** What a tool may be told to do. */
export const WAYS = ['ends', 'says nothing', 'throws', 'loses touch', 'hangs', 'comes late'] as const;

const long = longRunning({ expectedMs: 4000, timeoutMs: 20_000, announce: () => 'It is done.' });
const onYes = confirm(() => 'It costs 5 EUR. Shall I buy it?');

/** The tools by name: how long each takes, and what it is. Those that are not read-only have an effect. */
const TOOLS: Record<string, { takesMs: number; traits: Traits }> = {
  look: { takesMs: 1500, traits: traits(readOnly()).meanwhile },
  order: { takesMs: 1500, traits: {} },
  buy: { takesMs: 1500, traits: traits(onYes).meanwhile },
  paint: { takesMs: 4000, traits: traits(long).meanwhile },
  survey: { takesMs: 4000, traits: traits(long, readOnly()).meanwhile },
  paint_once: { takesMs: 4000, traits: traits(long, effect('idempotent')).meanwhile },
  buy_slowly: { takesMs: 4000, traits: traits(long, onYes).meanwhile },
};

/** What the tools are called. */
export const TOOL_NAMES = Object.keys(TOOLS);

const schema = z.object({ how: z.string() });

/** Tools that do as their arguments say. An effect is noted by the name of its tool and the id of its run. */
export function obedientTools(clock: VirtualClock) {
  const effects: { tool: string; runId: string }[] = [];
  const tools = Object.entries(TOOLS).map(([name, { takesMs, traits: meanwhile }]) => {
    async function* work({ how }: z.infer<typeof schema>, config: ToolRunnableConfig) {
      yield { percent: 30, message: 'on it' };
      if (how === 'throws') throw new Error('it did not work');
      if (how === 'comes late') await clock.wait(10 * takesMs);
      else await clock.wait(how === 'hangs' ? Number.POSITIVE_INFINITY : takesMs, config.signal);
      if (!meanwhile.readOnly) effects.push({ tool: name, runId: toolCall(config).runId });
      if (how === 'loses touch') throw new ToolFailure('the line went dead', { mayHaveHappened: true });
      return how === 'says nothing' ? '' : { done: true };
    }
    return tool(work, { name, description: name, schema, metadata: { meanwhile } });
  });
  return { tools, effects };
}
