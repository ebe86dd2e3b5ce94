import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Keyv from 'keyv';
import { createConversationMachine, type OnDelta, type traits } from 'meanwhile';
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

/** So long nothing in a bakery is late, however busy the machine is on which a test looks at it. */
const AN_HOUR_MS = 3_600_000;

/**
 * The bakery's machine with models that answer at once, its oven, where the courier has been, and its store; `pace` is awaited
 * between pieces.
 */
export function openBakery({ pace = async () => {}, store = new Keyv() } = {}) {
  const oven = openOven();
  const rides: string[] = [];
  const ride = async (address: string) => {
    rides.push(address);
    return 'at six';
  };
  const tools = bakeryTools({ wait: oven.wait, ride });
  for (const { metadata } of tools) {
    const { longRunning } = (metadata as ReturnType<typeof traits>).meanwhile;
    if (longRunning) longRunning.expectedMs = AN_HOUR_MS;
  }
  const model = scriptedModel(saidBy, { ...virtualClock(), wait: async (ms) => (ms > 0 ? pace() : undefined) });
  const machineWith = (onDelta: OnDelta) => createConversationMachine({ model, tools, store, onDelta });
  return { machineWith, oven, rides, model, store };
}

/** What the customer is asked before the courier is called. */
export const price = 'A courier to Hill Street costs 6.50 EUR. Shall I send it there?';

function saidBy({ messages, tools }: Asked): Line {
  const asked = messages.findLastIndex(({ role }) => role === 'user');
  const said = messages[asked]?.content ?? '';
  if (tools.length === 0) return { text: 'All in all, your cake is ready.' };
  if (said.startsWith('Then') && tools.includes('queue_request')) {
    const noted = messages.at(-1)?.role === 'tool';
    return noted ? { text: 'Gladly.' } : { calls: [{ name: 'queue_request', args: { label: 'the delivery' } }] };
  }
  if (tools.includes('check_status')) return { text: `Meanwhile: ${said}` };
  const results = messages.slice(asked).filter((message) => message.role === 'tool');
  if (results.some(({ name }) => name === 'bake_cake')) return { text: 'Your cake is ready.' };
  const sent = results.find(({ name }) => name === 'send_cake');
  if (sent) return { text: sent.content.includes('at six') ? 'It will be there at six.' : 'Hello Ada.' };
  if (said.startsWith('Tell me')) return { text: ['Our bread', ' is rye.'], pace: 1 };
  if (!/cake|Send/.test(said)) return { text: `Answer: ${said}` };
  if (results.length === 0) return { calls: [{ name: 'show_card', args: { card: '4711' } }] };
  const wanted = said.includes('cake')
    ? { name: 'bake_cake', args: { cake: 'lemon' } }
    : { name: 'send_cake', args: { address: 'Hill Street' } };
  return { calls: [wanted] };
}
