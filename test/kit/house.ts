import { tool, type ToolRunnableConfig } from '@langchain/core/tools';
import { confirm, effect, longRunning, readOnly, toolCall, traits, type EffectPolicy, type Traits } from 'meanwhile';
import type { Line, Script, VirtualClock } from 'meanwhile/testing';
import { z } from 'zod';

/** How long it takes to paint the house, and when in between it is blue. */
export const PAINTING_MS = 4_000;
export const BLUE_MS = 2_000;

const long = longRunning({ expectedMs: PAINTING_MS, label: 'the painting', announce: () => 'Your house is blue.' });
const onYes = confirm(() => 'It costs 5 EUR. Shall I?');

/**
 * A house that outlives every process, and a painter of this policy: one who `asks` wants a yes first, a `quick` one paints
 * just as long.
 */
export function houseWith(policy: EffectPolicy, { asks = false, quick = false } = {}) {
  const painted: string[] = [];
  const calls: { key: string; attempt: number }[] = [];
  const asked: { key: string; coats: unknown; hasSignal: boolean }[] = [];
  const line = { isDead: false };
  const own: Record<EffectPolicy, Traits> = {
    none: readOnly(),
    idempotent: effect('idempotent'),
    reconcile: effect<{ coats: number }>('reconcile', async ({ coats }, { idempotencyKey: key, signal }) => {
      asked.push({ key, coats, hasSignal: signal instanceof AbortSignal });
      if (line.isDead) throw new Error('the line is dead');
      return painted.includes(key) ? { key } : undefined;
    }),
    unsafe: {},
  };
  const tools = (clock: VirtualClock) => [
    tool(
      async (_, config: ToolRunnableConfig) => {
        const { idempotencyKey: key, attempt } = toolCall(config);
        calls.push({ key, attempt });
        await clock.wait(BLUE_MS, config.signal);
        const isDone = policy === 'none' || (policy === 'idempotent' && painted.includes(key));
        if (!isDone) painted.push(key);
        await clock.wait(PAINTING_MS - BLUE_MS, config.signal);
        return { key };
      },
      {
        name: 'paint',
        description: 'Paints the house.',
        schema: z.object({ coats: z.number().default(2) }),
        metadata: traits(own[policy], quick ? {} : long, asks ? onYes : {}),
      },
    ),
  ];
  return { painted, calls, asked, line, tools };
}

/** A model that has the house painted when it is asked to, and says how it went. */
export function painterVoice(thinking: Pick<Line, 'after'> = {}): Script {
  return ({ messages }) => {
    const last = messages.at(-1);
    if (last?.role === 'tool') return { text: 'So it is.', ...thinking };
    if (last?.content.includes('Paint')) return { calls: [{ name: 'paint' }], ...thinking };
    return { text: 'Here I am.', ...thinking };
  };
}
