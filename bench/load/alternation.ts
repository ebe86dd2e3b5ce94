import { tool, type ToolRunnableConfig } from '@langchain/core/tools';
import fc from 'fast-check';
import { z } from 'zod';
import {
  createConversationMachine,
  longRunning,
  openConversation,
  toolCall,
  traits,
  type OpenConversation,
} from '../../src/index.ts';
import { fieldOf } from '../../src/methods.ts';
import { memoryStore, virtualClock } from '../../src/testing/index.ts';
import type { MemoryStore } from '../../src/testing/memory-store.ts';
import { heapInUse } from '../measure/heap.ts';
import { canaryOf } from './canary.ts';
import { EchoModel, ERRAND } from './echo-model.ts';

/** What a conversation holds while nobody speaks, after so many messages. */
export type Look = {
  said: number;
  told: number;
  contextBytes: number;
  timers: number;
  listeners: number;
  /** All records in the store, which is on the heap, too. */
  keptBytes: number;
  heapBytes: number;
};

const LOOKS = 10;
const SEED = 7;
/** What one message may leave on the heap beside its record: the store's own tables, and what is counted here. */
const BYTES_PER_MESSAGE = 200;

/**
 * One user says and cancels so many things, as fast as can be and with pauses, on virtual time, in a conversation that is
 * kept at every step; and what it holds is looked at ten times on the way. What grows from look to look is a flaw.
 */
export async function alternate(messages: number): Promise<{ looks: Look[]; flaws: string[] }> {
  const clock = virtualClock();
  const done: string[] = [];
  const flaws: string[] = [];
  const told = { announcement: 0, interim: 0, answer: 0, acknowledgment: 0 };
  const warn = ({ message }: Error) => void flaws.push(message); // of too many listeners, Node itself warns
  process.on('warning', warn);

  const { store, keptBytes } = measuredStore();
  const paint = tool(
    async (_, config: ToolRunnableConfig) => {
      await clock.wait(10_000, config.signal);
      done.push(toolCall(config).idempotencyKey);
      return 'blue';
    },
    {
      name: 'paint',
      description: 'Paints.',
      schema: z.object({}),
      metadata: traits(longRunning({ expectedMs: 10_000 })),
    },
  );
  const machine = createConversationMachine({
    model: new EchoModel(clock),
    tools: [paint],
    store,
    clock,
    mask: () => undefined,
  });
  const conversation = await openConversation(machine, { id: 'one', session: { canary: canaryOf(1) } });
  conversation.on('reply', ({ kind }) => void (told[kind] += 1));
  conversation.on('failure', ({ source, error }) => flaws.push(`${source}: ${error}`));
  conversation.start();

  const word = fc.constantFrom(ERRAND, 'Hello', 'Hello', 'Status', 'cancel');
  const pause = fc.constantFrom(0, 0, 10, 500, 3_000);
  const looks: Look[] = [];
  for (const [index, [does, ms]] of fc.sample(fc.tuple(word, pause), { numRuns: messages, seed: SEED }).entries()) {
    if (does === 'cancel') conversation.send({ type: 'operation.cancel' });
    else conversation.send({ type: 'user.said', text: `${does}, ${canaryOf(1)}` });
    await clock.goTo(clock.elapsed() + ms);
    if ((index + 1) % Math.ceil(messages / LOOKS) === 0) looks.push(await look(index + 1));
  }
  await conversation.close();
  process.off('warning', warn);

  if (new Set(done).size < done.length) flaws.push('the tool had an effect twice');
  if (clock.armed() > 0) flaws.push(`${clock.armed()} timers were left`);
  return { looks, flaws: [...flaws, ...growthOf(looks)] };

  async function look(said: number): Promise<Look> {
    await clock.goTo(clock.elapsed() + 600_000);
    const { context, value } = conversation.getSnapshot();
    if (value !== 'idle' || context.unanswered.length > 0) flaws.push(`not at rest after ${said} messages`);
    return {
      said,
      told: told.announcement + told.interim + told.answer,
      contextBytes: JSON.stringify(context).length,
      timers: clock.armed(),
      listeners: listenersOf(conversation),
      keptBytes: keptBytes(),
      heapBytes: await heapInUse(),
    };
  }
}

/** A store in memory, and how many bytes its records have. */
function measuredStore() {
  const memory = memoryStore();
  const sizes = new Map<string, number>();
  const store: MemoryStore = {
    ...memory,
    set(key, text) {
      sizes.set(key, String(text).length);
      return memory.set(key, text);
    },
    async compareAndSet(key, expected, text) {
      const isSet = await memory.compareAndSet(key, expected, text);
      if (isSet) sizes.set(key, text.length);
      return isSet;
    },
    delete(key) {
      sizes.delete(key);
      return memory.delete(key);
    },
  };
  return { store, keptBytes: () => [...sizes.values()].reduce((sum, bytes) => sum + bytes, 0) };
}

/** All that listens to the conversation, and to the process. */
function listenersOf(conversation: OpenConversation): number {
  const observers: unknown = fieldOf(conversation, 'observers');
  const byType: unknown = fieldOf(conversation, 'eventListeners');
  const ofProcess = process.eventNames().reduce((sum, name) => sum + process.listenerCount(name), 0);
  const ofEvents = byType instanceof Map ? [...byType.values()].reduce<number>((sum, all) => sum + sizeOf(all), 0) : 0;
  return sizeOf(observers) + ofEvents + ofProcess;
}

function sizeOf(set: unknown): number {
  return set instanceof Set ? set.size : 0;
}

/** The window of what is remembered fills first; from the second look on nothing may grow. */
function growthOf([, early, ...later]: readonly Look[]): string[] {
  const late = later.at(-1);
  if (!early || !late) return [];
  const unexplained = late.heapBytes - late.keptBytes - (early.heapBytes - early.keptBytes);
  const most = Math.max(early.contextBytes, ...later.slice(0, later.length / 2).map((look) => look.contextBytes));
  return [
    ...(late.contextBytes > 1.5 * most ? [`the context grew to ${late.contextBytes} bytes`] : []),
    ...(late.timers > early.timers ? [`the timers grew from ${early.timers} to ${late.timers}`] : []),
    ...(late.listeners > early.listeners ? [`the listeners grew from ${early.listeners} to ${late.listeners}`] : []),
    ...(unexplained > BYTES_PER_MESSAGE * (late.said - early.said)
      ? [`the heap grew by ${unexplained} bytes beside what is kept`]
      : []),
  ];
}
