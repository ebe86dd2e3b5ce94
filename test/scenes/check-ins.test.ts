import { tool, type ToolRunnableConfig } from '@langchain/core/tools';
import {
  createConversationMachine,
  effect,
  longRunning,
  openConversation,
  ToolFailure,
  traits,
  type CheckIns,
  type ConversationCommand,
  type LongRunning,
} from 'meanwhile';
import {
  brokenInvariants,
  durableStage,
  memoryStore,
  scriptedModel,
  stage,
  virtualClock,
  type Cast,
  type Scene,
} from 'meanwhile/testing';
import { describe, expect, test } from 'vitest';
import { settableClock } from '../kit/settable-clock.ts';
import { voiceApp } from '../kit/voice-app.ts';

const schema = { type: 'object', properties: {} } as const;
const TOOL_MS = 60_000;
const RESULT = 'Your bill is 45 EUR.';
const checkIns: CheckIns = { afterMs: 8_000, againAfterMs: 20_000, most: 2 };

/** A conversation about a bill that takes a minute, and says every ten seconds how far it is. */
function cast(own: Partial<Cast> = {}): Cast {
  return {
    checkIns,
    tools: (clock) => [
      tool(
        async function* (_: object, config: ToolRunnableConfig) {
          for (let percent = 0; percent < 96; percent += 16) {
            yield { percent };
            await clock.wait(TOOL_MS / 6, config.signal);
          }
          return { amount: 45 };
        },
        {
          name: 'bill',
          description: 'Draws up the bill.',
          schema,
          metadata: traits(longRunning({ expectedMs: TOOL_MS, label: 'your bill', announce: () => RESULT })),
        },
      ),
    ],
    main: ({ messages }) => {
      const last = messages.at(-1);
      if (last?.role === 'tool') return { text: RESULT };
      return last?.content.includes('bill') ? { calls: [{ name: 'bill' }] } : { text: 'It is sunny today.' };
    },
    chat: () => ({ text: 'It is sunny.', after: 1_000 }),
    synthesis: () => ({ text: `As I said, sunny. ${RESULT}` }),
    ...own,
  };
}

/** When the agent said by itself how far it was. */
function checkInsOf(scene: Scene): number[] {
  return scene.replies().flatMap(({ id, at }) => (id.includes('/check-in-') ? [at] : []));
}

async function toItsEnd(scene: Scene) {
  await scene.untilIdle();
  expect(brokenInvariants(scene)).toEqual([]);
  expect(scene.replies('announcement')).toHaveLength(1);
}

test('G9: after a silence the agent says by itself how far the work is, again after a pause, and so often at most', async () => {
  const scene = stage(cast());
  await scene.say('Draw up my bill.');
  await toItsEnd(scene);
  expect(scene.script()).toMatchInlineSnapshot(`
    "  0.0 s  user: Draw up my bill.
      0.0 s  acknowledgment: I am on it: your bill. This takes a moment, and you can go on talking to me.
      0.0 s  [bill running 0 %]
      0.0 s  [bill running 0 %]
      8.0 s  interim: I am still on it: your bill. 0 percent of it is done. It takes about 52 seconds more.
     10.0 s  [bill running 16 %]
     20.0 s  [bill running 32 %]
     28.0 s  interim: I am still on it: your bill. 32 percent of it is done. It takes about 33 seconds more.
     30.0 s  [bill running 48 %]
     40.0 s  [bill running 64 %]
     50.0 s  [bill running 80 %]
     60.0 s  [bill succeeded 100 %]
     60.0 s  announcement: Your bill is 45 EUR."
  `);
  expect(scene.models.chat.asked).toEqual([]);
  expect(scene.models.synthesis.asked).toEqual([]);
});

test('G9: it says nothing by itself unless the app wants it, and no timer waits for it', async () => {
  const { checkIns: _, ...off } = cast();
  const scene = stage(off);
  await scene.say('Draw up my bill.');
  const quiet = stage(cast());
  await quiet.say('Draw up my bill.');
  expect(quiet.clock.armed()).toBe(scene.clock.armed() + 1);
  await toItsEnd(scene);
  expect(checkInsOf(scene)).toEqual([]);
});

test('G9: unless the app says otherwise it is said after ten seconds, then every twenty, three times at most', async () => {
  const scene = stage(cast({ checkIns: {} }));
  await scene.say('Draw up my bill.');
  await toItsEnd(scene);
  expect(checkInsOf(scene)).toEqual([10_000, 30_000, 50_000]);
});

test('G9: it is said in the words of the app', async () => {
  const told: unknown[] = [];
  const checkIn = (...about: unknown[]) => `Still there (${told.push(about)}).`;
  const scene = stage(cast({ phrases: { checkIn } }));
  await scene.say('Draw up my bill.');
  await toItsEnd(scene);
  expect(told).toEqual([
    ['your bill', 0, 52_000],
    ['your bill', 32, 33_344],
  ]);
  expect(scene.replies('interim').map(({ text }) => text)).toEqual(['Still there (1).', 'Still there (2).']);
});

describe('G9: whatever is said begins the silence anew', () => {
  const said: [string, ConversationCommand[], number][] = [
    ['the user begins to speak, and falls silent', [{ type: 'user.saying', text: '' }, { type: 'user.fellSilent' }], 0],
    ['the user says something, and the chat answers a second later', [{ type: 'user.said', text: 'Nice?' }], 1_000],
    ['the user says too much at once', [{ type: 'user.said', text: 'x'.repeat(9_000) }], 0],
    ['a request is noted', [{ type: 'request.enqueue', text: 'And the weather.' }], 0],
    [
      'a request is taken off the list',
      [
        { type: 'request.enqueue', text: 'And the weather.' },
        { type: 'operation.cancel', operationId: 'operation-2' },
      ],
      0,
    ],
  ];

  test.each(said)('%s', async (_, events, laterMs) => {
    const scene = stage(cast());
    await scene.say('Draw up my bill.');
    await scene.at(5_000);
    for (const event of events) await scene.send(event);
    await scene.at(5_000 + laterMs + checkIns.afterMs - 1);
    expect(checkInsOf(scene)).toEqual([]);
    await scene.at(5_000 + laterMs + checkIns.afterMs);
    expect(checkInsOf(scene)).toEqual([5_000 + laterMs + checkIns.afterMs]);
    await scene.untilIdle();
    expect(brokenInvariants(scene)).toEqual([]);
  });

  test('and what the user does not say does not: a fact, a progress, a guess of another shape', async () => {
    const scene = stage(cast());
    await scene.say('Draw up my bill.');
    await scene.at(5_000);
    await scene.send({ type: 'session.updated', facts: { a: 1 } });
    await scene.send({ type: 'user.said', text: ' ' });
    await scene.send({ type: 'user.saying', text: 5 } as never);
    await scene.send({ type: 'reply.delivered', id: 'operation-7!' });
    await toItsEnd(scene);
    expect(checkInsOf(scene)).toEqual([8_000, 28_000]);
  });
});

test('G9: the pause between two is kept, even if the user speaks in it', async () => {
  const scene = stage(cast());
  await scene.say('Draw up my bill.');
  await scene.at(9_000);
  await scene.say('Nice weather?');
  await toItsEnd(scene);
  expect(checkInsOf(scene)).toEqual([8_000, 28_000]);
});

test('G5, G9: nothing is said by itself while the user speaks, nor while the chat is at an answer', async () => {
  const scene = stage(cast({ chat: () => ({ text: 'Sunny.', after: 15_000 }) }));
  await scene.say('Draw up my bill.');
  for (const at of [1_000, 9_000, 17_000]) {
    await scene.at(at);
    await scene.send({ type: 'user.saying', text: 'Well' });
  }
  await scene.at(20_000);
  await scene.say('Nice weather?');
  await scene.at(35_000);
  expect(checkInsOf(scene)).toEqual([]);
  await toItsEnd(scene);
  expect(checkInsOf(scene)).toEqual([43_000]);
});

test('G9: a user who is never heard to stop counts as silent ten seconds after the last sign', async () => {
  const scene = stage(cast());
  await scene.say('Draw up my bill.');
  await scene.at(2_000);
  await scene.send({ type: 'user.saying', text: 'Well' });
  await toItsEnd(scene);
  expect(checkInsOf(scene)).toEqual([20_000, 40_000]);
  expect(scene.replies('announcement').map(({ at }) => at)).toEqual([TOOL_MS]);
});

test('G9: who has cancelled is told how it went, and not how far it is', async () => {
  const stubborn = cast({ bounds: { cancelGrace: 15_000 } });
  const scene = stage({ ...stubborn, tools: (clock) => [neverEnding(clock)] });
  await scene.say('Draw up my bill.');
  await scene.at(5_000);
  await scene.send({ type: 'operation.cancel' });
  await toItsEnd(scene);
  expect(checkInsOf(scene)).toEqual([]);
  expect(scene.replies('announcement').map(({ at }) => at)).toEqual([20_000]);
});

describe('G9: with acknowledged delivery', () => {
  test('the silence begins when what was said last has been heard', async () => {
    const scene = stage(cast({ delivery: 'acknowledged' }));
    voiceApp(scene); // the acknowledgment takes it 1.8 s
    await scene.say('Draw up my bill.');
    await toItsEnd(scene);
    expect(checkInsOf(scene)).toEqual([9_800, 29_800]);
  });

  test('and when it was cut short', async () => {
    const scene = stage(cast({ delivery: 'acknowledged' }));
    await scene.say('Draw up my bill.');
    await scene.at(3_000);
    await scene.send({ type: 'reply.interrupted', id: 'operation-1/acknowledgment', heard: 'I am' });
    await scene.at(11_000);
    expect(checkInsOf(scene)).toEqual([11_000]);
  });

  test('of what nobody says whether it was heard, the agent assumes so after a while', async () => {
    const scene = stage(cast({ delivery: 'acknowledged' }));
    await scene.say('Draw up my bill.');
    await scene.at(TOOL_MS);
    expect(checkInsOf(scene)).toEqual([38_000]);
  });

  test('what was heard of one that was cut short takes its place in history', async () => {
    const scene = stage(cast({ delivery: 'acknowledged' }));
    const app = voiceApp(scene);
    await scene.say('Draw up my bill.');
    await scene.at(10_150);
    await app.userBegins();
    await app.userEnds('Nice weather?');
    await toItsEnd(scene);
    const { transcript } = scene.actor.getSnapshot().context;
    expect(transcript.find(({ id }) => id === 'operation-1/check-in-1')).toMatchObject({
      kind: 'interim',
      lane: 'chat',
      operationId: 'operation-1',
      content: 'I am still',
    });
  });
});

describe('B2: around the moment of a check-in', { timeout: 60_000 }, () => {
  const offsets = Array.from({ length: 41 }, (_, index) => 25 * index - 500);

  test.each(['Nice weather?', undefined])('a user who speaks, and says %s', async (words) => {
    for (const offset of offsets) {
      const scene = stage(cast({ delivery: 'acknowledged' }));
      const app = voiceApp(scene);
      await scene.say('Draw up my bill.');
      await scene.at(9_800 + offset);
      await app.userBegins();
      await scene.at(9_800 + offset + 700);
      await app.userEnds(words);
      await toItsEnd(scene);
      expect([offset, app.whole().filter((id) => id === 'operation-1!').length]).toEqual([offset, 1]);
      const spokenOver = checkInsOf(scene).filter((at) => at > 9_800 + offset && at < 9_800 + offset + 700 + 8_000);
      expect([offset, spokenOver]).toEqual([offset, []]);
      expect([offset, checkInsOf(scene).length]).toEqual([offset, 2]);
    }
  });

  test.each(['emitted', 'acknowledged'] as const)('a tool that ends then is told once: %s', async (delivery) => {
    for (const offset of offsets) {
      const scene = stage(cast({ delivery, checkIns: { afterMs: TOOL_MS - offset } }));
      if (delivery === 'acknowledged') voiceApp(scene);
      await scene.say('Draw up my bill.');
      await toItsEnd(scene);
      expect(scene.replies('announcement').map(({ at, text }) => [at, text])).toEqual([[TOOL_MS, RESULT]]);
      expect(checkInsOf(scene).every((at) => at <= TOOL_MS)).toBe(true);
      expect(scene.models.synthesis.asked).toEqual([]);
    }
  });
});

describe('G9: when the process dies in the silence', () => {
  const crashed = async (deadMs: number) => {
    const scene = await durableStage({
      ...cast({ checkIns: { ...checkIns, afterMs: 15_000 } }),
      store: memoryStore(),
      tools: (clock) => [neverEnding(clock)],
    });
    await scene.say('Draw up my bill.');
    await scene.at(5_000);
    await scene.crash({ deadMs });
    return scene;
  };

  test('what was left of it is waited for', async () => {
    const scene = await crashed(1_000);
    await scene.at(40_000);
    expect(checkInsOf(scene)).toEqual([15_000, 35_000]);
  });

  test('one that is overdue comes once, when the process is back', async () => {
    const scene = await crashed(20_000);
    await scene.at(44_999);
    expect(checkInsOf(scene)).toEqual([25_000]);
    await scene.at(60_000);
    expect(checkInsOf(scene)).toEqual([25_000, 45_000]);
  });
});

describe('C7, G9: a clock that is set back by an hour', () => {
  test('makes no silence longer than the pause between two', async () => {
    const { clock, setBack } = settableClock();
    const scene = stage(cast({ clock }));
    await scene.say('Draw up my bill.');
    await scene.at(9_000);
    setBack(3_600_000);
    await scene.say('Nice weather?'); // which the chat answers at 10 s
    await toItsEnd(scene);
    expect(checkInsOf(scene)).toEqual([8_000, 30_000]);
  });

  test.each([
    [5_000, [13_000, 33_000]],
    [9_000, [8_000, 29_000]],
  ])('while the process is dead, at %i ms, makes none longer than all of it', async (at, checked) => {
    const { clock, setBack } = settableClock();
    const scene = await durableStage({ ...cast({ clock }), tools: [neverEnding(clock)] });
    await scene.say('Draw up my bill.');
    await scene.at(at);
    setBack(3_600_000);
    await scene.crash();
    await scene.at(60_000);
    expect(checkInsOf(scene)).toEqual(checked);
  });
});

describe('G9: a version without check-ins, opened in the silence of one with them,', () => {
  const busy = (clock: Scene['clock']) =>
    tool(
      async () => {
        await clock.wait(1_000);
        throw new ToolFailure('they are busy', { retryable: true });
      },
      {
        name: 'bill',
        description: 'Draws up the bill.',
        schema,
        metadata: traits(longRunning({ expectedMs: TOOL_MS, retry: { firstMs: 30_000, attempts: 2 } })),
      },
    );

  test.each([
    ['at once', neverEnding, 3_000],
    ['after its pause', busy, 40_000],
  ])('says nothing by itself, and leaves it as the tool is begun again %s', async (_, bill, at) => {
    const clock = virtualClock();
    const store = memoryStore();
    const open = async (own: { checkIns?: Partial<CheckIns> }) => {
      const model = scriptedModel(() => ({ calls: [{ name: 'bill' }] }), clock);
      const machine = createConversationMachine({ model, tools: [bill(clock)], store, clock, random: () => 0, ...own });
      return openConversation(machine, { id: 'customer-1' });
    };
    const before = await open({ checkIns });
    before.start();
    before.send({ type: 'user.said', text: 'Draw up my bill.' });
    await clock.goTo(2_000);
    expect(before.getSnapshot().matches({ engaged: { accompanied: { operating: 'quiet' } } })).toBe(true);
    await before.close();

    const after = await open({});
    const replies: string[] = [];
    after.on('reply', ({ id }) => void replies.push(id));
    after.start();
    await clock.goTo(29_000);
    expect(replies).toEqual([]);
    await clock.goTo(at);
    expect(after.getSnapshot().matches({ engaged: { accompanied: { operating: 'quiet' } } })).toBe(false);
    await after.close();
  });
});

test('G9: of a tool whose result is not told either, nothing is said by itself', async () => {
  const scene = await durableStage({ ...cast(), tools: (clock) => [neverEnding(clock, { delivery: 'silent' })] });
  await scene.say('Draw up my bill.');
  await scene.at(50_000);
  expect(checkInsOf(scene)).toEqual([]);
});

/** A bill that goes on for ever, whoever wants to stop it, and is begun again after a restart. */
function neverEnding(clock: Scene['clock'], own: Partial<LongRunning> = {}) {
  async function* goOn() {
    yield { percent: 1 };
    await clock.wait(Infinity);
  }
  return tool(goOn, {
    name: 'bill',
    description: 'Draws up the bill.',
    schema,
    metadata: traits(longRunning({ expectedMs: TOOL_MS, label: 'your bill', ...own }), effect('idempotent')),
  });
}
