import { tool, type ToolRunnableConfig } from '@langchain/core/tools';
import { longRunning, toolCall, traits, type LongRunning, type Traits } from 'meanwhile';
import { z } from 'zod';
import type { VirtualClock } from 'meanwhile/testing';

/** A back-end that remembers what was done, and when. */
export type Works = { key: string; at: number }[];

/** How a stepwise tool behaves. */
export type Steps = {
  name?: string;
  steps?: number;
  stepMs?: number;
  /** Does its steps whether or not it was told to stop. */
  isStubborn?: boolean;
  /** Is called at the beginning of each step, from 1, and once more after the effect. May throw. */
  during?: (step: number) => void;
  long?: Partial<LongRunning>;
  /** What else it is. */
  also?: Traits;
};

/** A long tool of a few steps of two seconds; its one effect comes at the end of the last. */
export function stepsTool(
  clock: VirtualClock,
  works: Works,
  { name = 'paint', steps = 5, stepMs = 2000, isStubborn = false, during = () => {}, long = {}, also = {} }: Steps = {},
) {
  return tool(
    async function* (_, config: ToolRunnableConfig) {
      const { idempotencyKey } = toolCall(config);
      for (let step = 1; step <= steps; step += 1) {
        during(step);
        await clock.wait(stepMs, isStubborn ? undefined : config.signal);
        if (step < steps) yield { percent: (100 * step) / steps, message: `Coat ${step} is on.` };
      }
      works.push({ key: idempotencyKey, at: clock.elapsed() });
      during(steps + 1);
      return { colour: 'blue' };
    },
    {
      name,
      description: 'Paints the house.',
      schema: z.object({}),
      metadata: traits(
        longRunning({
          expectedMs: steps * stepMs,
          label: 'the painting',
          announce: () => 'Your house is blue.',
          ...long,
        }),
        also,
      ),
    },
  );
}
