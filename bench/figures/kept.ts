import { tool } from '@langchain/core/tools';
import { createActor } from 'xstate';
import { z } from 'zod';
import { createConversationMachine, openConversation, type Conversation, type Store } from '../../src/index.ts';
import { hasMethods } from '../../src/methods.ts';
import { ZeroLatencyModel } from '../fakes/langchain-model.ts';
import { GREETING, INSTRUCTIONS, LOOKUP, QUICK_TOOL } from '../fakes/script.ts';
import { everyStore } from '../measure/every-store.ts';
import { inRounds } from '../measure/in-rounds.ts';
import { inMs, inTimes, printTable } from '../measure/table.ts';

/**
 * What it takes to keep a conversation on each kind of store: `node --conditions=meanwhile-source bench/figures/kept.ts`.
 *
 * Each conversation has twenty turns behind it. The quick tool is one that may have an effect, so it waits for the disk.
 */
const ROUNDS = 300;
const EARLIER_TURNS = 20;

const { stores, close } = await everyStore();
const talks: { name: string; conversation: Conversation }[] = [{ name: 'not kept', conversation: plain() }];
const written: { of: string; writes: number; bytes: number }[] = [];

for (const [name, store] of stores) {
  try {
    talks.push({ name, conversation: await kept(store) });
  } catch (error) {
    console.log(`${name}: ${String(error)}`);
  }
}
for (const { conversation } of talks) await turns(conversation, EARLIER_TURNS);

for (const { question } of [GREETING, LOOKUP]) {
  const what = question === GREETING.question ? 'A turn of words' : 'A turn with a quick tool';
  const spreads = await inRounds(
    talks.map(({ name, conversation }) => ({ name, go: async () => [await timeOf(conversation, question)] })),
    ROUNDS,
  );
  const base = spreads.get('not kept')?.p50 ?? Number.NaN;
  printTable(
    `${what}, Node ${process.version}`,
    ['', 'p50', 'p95', 'of one not kept'],
    [...spreads].map(([name, { p50, p95 }]) => [name, inMs(p50), inMs(p95), inTimes(p50 / base)]),
  );
}

await countWrites();
printTable(
  'What is written of one turn, and of a conversation',
  ['', 'writes', 'bytes'],
  written.map(({ of, writes, bytes }) => [of, writes.toFixed(1), String(Math.round(bytes))]),
);

await comeBack();
for (const { conversation } of talks) conversation.stop();
await close();
process.exit();

function machineOn(store?: Store) {
  const lookUp = tool(() => '27 GB', { name: QUICK_TOOL, description: 'The data left.', schema: z.object({}) });
  return createConversationMachine({
    model: new ZeroLatencyModel(),
    tools: [lookUp],
    instructions: { main: INSTRUCTIONS },
    ...(store && { store }),
  });
}

function plain(): Conversation {
  return createActor(machineOn(), { input: { id: 'plain' } }).start();
}

async function kept(store: Store) {
  const conversation = await openConversation(machineOn(store), { id: `bench-${process.pid}-${talks.length}` });
  conversation.start();
  return conversation;
}

/** From the words to the reply; what is saved after it is waited for, and not counted. */
async function timeOf(conversation: Conversation, question: string): Promise<number> {
  const begunAt = performance.now();
  await turn(conversation, question);
  const taken = performance.now() - begunAt;
  if (hasMethods(conversation, 'saved')) await conversation.saved();
  return taken;
}

async function turn(conversation: Conversation, question: string): Promise<void> {
  await new Promise<void>((resolve) => {
    const listening = conversation.on('reply', () => {
      listening.unsubscribe();
      resolve();
    });
    conversation.send({ type: 'user.said', text: question });
  });
}

async function turns(conversation: Conversation, count: number): Promise<void> {
  for (let index = 0; index < count; index += 1) await turn(conversation, GREETING.question);
}

async function countWrites(): Promise<void> {
  const sqlite = stores.find(([name]) => name === 'SQLite')?.[1];
  if (!hasMethods(sqlite, 'get', 'set', 'delete', 'compareAndSet')) return;
  const { compareAndSet } = sqlite;
  let writes = 0;
  let bytes = 0;
  const counting = {
    ...sqlite,
    async compareAndSet(key: string, expected: string | undefined, text: string) {
      if (key.endsWith(':conversation')) {
        writes += 1;
        bytes += Buffer.byteLength(text);
      }
      return compareAndSet.call(sqlite, key, expected, text);
    },
  };
  const machine = machineOn(counting);
  const conversation = await openConversation(machine, { id: `counted-${process.pid}` });
  conversation.start();
  for (const { name, count, question } of [
    { name: 'the first turn', count: 1, question: GREETING.question },
    { name: 'a turn of words, with 20 behind it', count: EARLIER_TURNS, question: GREETING.question },
    { name: 'one with a quick tool', count: 1, question: LOOKUP.question },
  ]) {
    await conversation.saved();
    [writes, bytes] = [0, 0];
    for (let index = 0; index < count; index += 1) await timeOf(conversation, question);
    await settled();
    written.push({ of: name, writes: writes / count, bytes: bytes / writes });
  }
  written.push({
    of: 'at rest, after them',
    writes: 0,
    bytes: JSON.stringify(conversation.getPersistedSnapshot()).length,
  });
  await conversation.close();
}

async function settled(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 50));
}

/** Closed, and opened and started again. */
async function comeBack(): Promise<void> {
  const measured = stores.map(([name, store]) => {
    const machine = machineOn(store);
    const id = `rests-${process.pid}`;
    return {
      name,
      async go() {
        const begunAt = performance.now();
        const conversation = await openConversation(machine, { id });
        conversation.start();
        const taken = performance.now() - begunAt;
        if (conversation.getSnapshot().context.messages < EARLIER_TURNS) await turns(conversation, EARLIER_TURNS);
        await conversation.close();
        return [taken];
      },
    };
  });
  const spreads = await inRounds(measured, ROUNDS);
  printTable(
    'Back from rest, with 20 turns',
    ['', 'p50', 'p95'],
    [...spreads].map(([name, { p50, p95 }]) => [name, inMs(p50), inMs(p95)]),
  );
}
