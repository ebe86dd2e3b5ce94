import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createConversationMachine } from 'meanwhile';
import { scriptedModel, virtualClock, type Asked, type Line } from 'meanwhile/testing';
import { vi } from 'vitest';
import { bakeryTools } from '../../../examples/02-your-own-tools.ts';
import { buildPage, readPage } from '../../../examples/04-react/page-files.ts';
import { openOven } from './oven.ts';

/** The built page of the React lesson; the folder it was built in is gone. */
export async function builtPage() {
  const folder = await mkdtemp(join(tmpdir(), 'bakery-test-'));
  vi.stubEnv('NODE_ENV', 'production');
  await buildPage(folder);
  vi.unstubAllEnvs();
  const page = await readPage(folder);
  await rm(folder, { recursive: true });
  return page;
}

/** The bakery's machine with models that answer at once, and its oven. */
export function openBakery() {
  const oven = openOven();
  const tools = bakeryTools({ wait: oven.wait, ride: async () => 'at six' });
  const model = scriptedModel(saidBy, { ...virtualClock(), wait: async () => {} });
  return { machine: createConversationMachine({ model, tools }), oven, model };
}

/** What the customer is asked before the courier is called. */
export const price = 'A courier to Hill Street costs 6.50 EUR. Shall I send it there?';

function saidBy({ messages, tools }: Asked): Line {
  const asked = messages.findLastIndex(({ role }) => role === 'user');
  const said = messages[asked]?.content ?? '';
  if (tools.length === 0) return { text: 'All in all, your cake is ready.' };
  if (tools.includes('check_status')) return { text: `Meanwhile: ${said}` };
  if (!said.includes('cake')) return { text: `Answer: ${said}` };
  const wanted = [
    { calls: [{ name: 'show_card', args: { card: '4711' } }] },
    { calls: [{ name: 'bake_cake', args: { cake: 'lemon' } }] },
  ];
  const done = messages.slice(asked).filter(({ role }) => role === 'tool').length;
  return wanted[done] ?? { text: 'Your cake is ready.' };
}
