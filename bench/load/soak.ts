import { tool, type ToolRunnableConfig } from '@langchain/core/tools';
import { z } from 'zod';
import {
  createConversationMachine,
  longRunning,
  openConversation,
  traits,
  type OpenConversation,
} from '../../src/index.ts';
import { memoryStore, virtualClock } from '../../src/testing/index.ts';
import { canaryOf } from './canary.ts';
import { EchoModel, ERRAND } from './echo-model.ts';
import { heapInUse } from '../measure/heap.ts';
import { printTable } from '../measure/table.ts';

/**
 * A week of virtual time in one process: `node --expose-gc --conditions=meanwhile-source bench/load/soak.ts`.
 *
 * Some conversations stay open all week, with their leases; each hour each of them has a long tool, questions and a
 * cancel, and so do visitors who are put to rest afterwards. What grows from day to day would be a leak.
 */
const DAYS = 7;
const STAYING = 3;
const VISITORS = 20;
const HOUR = 3_600_000;

const clock = virtualClock();
const store = memoryStore();
const paint = tool(async (_, config: ToolRunnableConfig) => (await clock.wait(10_000, config.signal), 'blue'), {
  name: 'paint',
  description: 'Paints.',
  schema: z.object({}),
  metadata: traits(longRunning({ expectedMs: 10_000 })),
});
const machine = createConversationMachine({ model: new EchoModel(clock), tools: [paint], store, clock });

const told = { announcement: 0, interim: 0, answer: 0, acknowledgment: 0 };
const failures: string[] = [];

async function open(id: string): Promise<OpenConversation> {
  const conversation = await openConversation(machine, { id });
  conversation.on('reply', ({ kind }) => void (told[kind] += 1));
  conversation.on('failure', ({ error }) => failures.push(error));
  conversation.start();
  return conversation;
}

/** Half a minute of talk: one operation that is told, one that is cancelled. */
async function talk(conversations: readonly OpenConversation[]) {
  const say = (text: string) => conversations.forEach((one) => one.send({ type: 'user.said', text }));
  const begunAt = clock.elapsed();
  say(`${ERRAND}, for ${canaryOf(1)}.`);
  await clock.goTo(begunAt + 2_000);
  say('Are you there?');
  await clock.goTo(begunAt + 15_000);
  say(`${ERRAND}, for ${canaryOf(1)}.`);
  await clock.goTo(begunAt + 18_000);
  conversations.forEach((one) => one.send({ type: 'operation.cancel' }));
  await clock.goTo(begunAt + 30_000);
}

const staying = await Promise.all(Array.from({ length: STAYING }, async (_, index) => open(`staying ${index}`)));
const rows: string[][] = [];
for (let hour = 0; hour <= 24 * DAYS; hour += 1) {
  await clock.goTo(hour * HOUR);
  if (hour % 24 === 0) {
    const heap = `${((await heapInUse()) / 2 ** 20).toFixed(1)} MB`;
    rows.push([`day ${hour / 24}`, String(told.announcement), String(clock.armed()), heap, String(failures.length)]);
    console.error(rows.at(-1)?.join('  '));
  }
  const visitors = await Promise.all(Array.from({ length: VISITORS }, async (_, index) => open(`visitor ${index}`)));
  await talk([...staying, ...visitors]);
  await Promise.all(visitors.map(async (one) => one.close()));
}
const stayed = staying.filter((one) => one.getSnapshot().status === 'active').length;
await Promise.all(staying.map(async (one) => one.close()));

printTable('A week', ['', 'told', 'timers', 'heap', 'failures'], rows);
const expected = 2 * (24 * DAYS + 1) * (STAYING + VISITORS);
console.log(
  `\n${told.announcement} of ${expected} told, ${stayed} of ${STAYING} stayed open, ${clock.armed()} timers left.`,
);
if (told.announcement !== expected || stayed !== STAYING || clock.armed() > 0 || failures.length > 0)
  process.exitCode = 1;
