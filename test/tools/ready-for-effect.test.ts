import { StructuredTool, tool, type ToolRunnableConfig } from '@langchain/core/tools';
import Keyv from 'keyv';
import {
  createConversationMachine,
  effect,
  longRunning,
  openConversation,
  readOnly,
  toolCall,
  traits,
  type Traits,
} from 'meanwhile';
import { scriptedModel, virtualClock } from 'meanwhile/testing';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';

const long = longRunning({ expectedMs: 1000 });

/** A store that can break. */
function disk() {
  const kept = new Map<string, unknown>();
  const broken = { isBroken: false };
  class Fragile extends Map<string, unknown> {
    override set(key: string, value: unknown) {
      if (broken.isBroken) throw new Error('the disk is full');
      kept.set(key, value);
      return super.set(key, value);
    }
  }
  const text = () => JSON.stringify([...kept.values()]).replaceAll('\\', '');
  return { store: new Keyv({ store: new Fragile() }), text, broken };
}

/** Opens a conversation that asks for one tool; says what the disk knew when that began, and what the model read of it. */
async function play(
  own: Traits,
  { breaks = false, cancelAt, isWrapped = false }: { breaks?: boolean; cancelAt?: number; isWrapped?: boolean } = {},
) {
  const clock = virtualClock();
  const { store, text, broken } = disk();
  const begun: { isKnown: boolean; at: number }[] = [];
  const paint = tool(
    async (_, config: ToolRunnableConfig) => {
      const { runId } = toolCall(config);
      const isLong = text().includes('"attempting":{"running"') && text().includes(`"runId":"${runId}"`);
      begun.push({ isKnown: isLong || text().includes('"quick":[{"id":"call-1"'), at: clock.elapsed() });
      return 'painted';
    },
    { name: 'paint', description: 'Paints.', schema: z.object({}), metadata: traits(own) },
  );
  // around what is not LangChain's own nobody looks at the signal
  if (isWrapped) paint.invoke = async (...call) => Reflect.apply(StructuredTool.prototype.invoke, paint, call);
  const model = scriptedModel(({ messages }) => {
    if (messages.at(-1)?.role !== 'user') return { text: 'So it is.' };
    broken.isBroken = breaks;
    return { after: 100, calls: [{ name: 'paint' }] };
  }, clock);
  const machine = createConversationMachine({ model, tools: [paint], store, clock });
  const conversation = await openConversation(machine, { id: 'customer-1' });
  const replies: string[] = [];
  conversation.on('reply', ({ text: said }) => replies.push(said));
  conversation.start();
  conversation.send({ type: 'user.said', text: 'Paint my house.' });
  if (cancelAt !== undefined) {
    await clock.goTo(cancelAt);
    conversation.send({ type: 'operation.cancel' });
    broken.isBroken = false;
  }
  await clock.goTo(60_000);
  const results = model.asked.flatMap(({ messages }) => messages.filter(({ role }) => role === 'tool'));
  return { begun, replies, result: results[0]?.content };
}

describe('D6, D11: before a tool has an effect, the disk knows that it may have begun', () => {
  test.each([
    ['quick', {}],
    ['quick and idempotent', effect('idempotent')],
    ['long', long],
    ['long and idempotent', { ...long, ...effect('idempotent') }],
  ])('%s', async (_, own) => {
    expect((await play(own)).begun).toEqual([{ isKnown: true, at: 100 }]);
  });
});

describe('B4: a tool that cannot be noted is not begun, and that is told', () => {
  test('a quick one', async () => {
    const { begun, result } = await play({}, { breaks: true });
    expect(begun).toEqual([]);
    expect(result).toBe('{"error":"failed","message":"it was not begun, because that could not be saved before"}');
  });

  test('a long one: it failed, and nothing was changed', async () => {
    const { begun, result } = await play(long, { breaks: true });
    expect(begun).toEqual([]);
    expect(result).toBe(
      '{"error":"failed","message":"It failed. it was not begun, because that could not be saved before"}',
    );
  });

  test.each([false, true])(
    'one that is cancelled while it waits has not begun, and that is certain',
    async (isWrapped) => {
      const { begun, replies } = await play(long, { breaks: true, cancelAt: 2000, isWrapped });
      expect(begun).toEqual([]);
      expect(replies.at(-1)).toBe('I have stopped it before it changed anything: paint.');
    },
  );
});

test.each([
  ['quick', readOnly()],
  ['long', { ...long, ...readOnly() }],
  ['quick, and without effect', effect('none')],
])('I6: what only reads waits for no store (%s)', async (_, own) => {
  expect((await play(own, { breaks: true })).begun).toMatchObject([{ at: 100 }]);
});
