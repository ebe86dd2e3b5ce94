import { tool } from '@langchain/core/tools';
import { confirm, longRunning, ToolFailure, traits } from 'meanwhile';
import {
  durableStage,
  memoryStore,
  stage,
  virtualClock,
  type Asked,
  type Line,
  type VirtualClock,
} from 'meanwhile/testing';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { storeThrough } from '../../src/testing/store-through.ts';
import { settableClock } from '../kit/settable-clock.ts';
import { stepsTool } from '../kit/steps-tool.ts';

const schema = z.object({});
const question = 'It costs 5 EUR. Shall I?';

/** A purchase that needs a yes, and what was bought. */
function shop() {
  const bought: string[] = [];
  const buy = tool(() => void bought.push('paint'), {
    name: 'buy',
    description: 'Buys paint.',
    schema,
    metadata: traits(confirm(() => question)),
  });
  return { bought, buy };
}

/** A long tool whose connection dies when it has had its effect, and what it did. */
function doubtful(clock: VirtualClock, works: string[], name: string) {
  const metadata = traits(longRunning({ expectedMs: 2000, label: `the ${name}` }));
  return tool(
    async function* () {
      yield {};
      await clock.wait(2000);
      works.push(name);
      throw new ToolFailure('the line is dead', { mayHaveHappened: true });
    },
    { name, description: name, schema, metadata },
  );
}

/** Uses the tool that it hears the name of, and says what came of it. */
function byName(...names: string[]) {
  return ({ messages }: Asked): Line => {
    const { role, content } = messages.at(-1) ?? { role: 'user', content: '' };
    if (role === 'tool') return { text: 'Nobody can tell what became of it.' };
    const name = names.find((one) => content.toLowerCase().includes(one));
    return name === undefined ? { text: 'Well.' } : { calls: [{ name }], after: 100 };
  };
}

/** A store that keeps what it is given only after some time. */
function slowStore(clock: VirtualClock, ms: number) {
  return storeThrough(memoryStore(), async (operate, key) => {
    const result = await operate();
    if (key.endsWith(':conversation')) await clock.wait(ms);
    return result;
  });
}

describe('A10: a yes counts when the question was heard before it', () => {
  test.each(Array.from({ length: 20 }, (_, index) => 100 * index))(
    'and not while the question waits to be saved: at %i ms',
    async (ms) => {
      const clock = virtualClock();
      const { bought, buy } = shop();
      const scene = await durableStage({ clock, store: slowStore(clock, 400), tools: [buy], main: byName('buy') });
      await scene.say('Buy paint.');
      const start = clock.elapsed();
      await scene.at(start + ms);
      const wasAsked = scene.replies().some(({ text }) => text.includes(question));
      await scene.say('Yes.');
      await scene.at(start + 60_000);
      expect(bought).toHaveLength(wasAsked ? 1 : 0);
      expect(scene.emitted('confirmation.closed').filter(({ given }) => given)).toHaveLength(wasAsked ? 1 : 0);
    },
  );

  test('nor when it was said again before the question of before a crash was told', async () => {
    const clock = virtualClock();
    const { bought, buy } = shop();
    const base = memoryStore();
    let isHanging = false;
    const store = storeThrough(base, async (operate, key) => {
      const result = await operate();
      const isAsked = key.endsWith(':conversation') && String(await base.get(key)).includes('awaitingConfirmation');
      return isHanging && isAsked ? new Promise(() => {}) : result;
    });
    const scene = await durableStage({ clock, store, tools: [buy], main: byName('buy') });
    await scene.say('Buy paint.');
    isHanging = true; // what is written lands, and is never answered
    await scene.at(200);
    await scene.say('Yes.');
    isHanging = false;
    await scene.crash();
    await scene.at(60_000);
    expect(bought).toEqual([]);
    expect(scene.emitted('confirmation.closed').map(({ given }) => given)).toEqual([false]);
  });

  test('nor when it was begun before the question, however urgent the result before it was', async () => {
    const { bought, buy } = shop();
    const scene = stage({
      tools: (clock) => [stepsTool(clock, [], { steps: 2, long: { delivery: 'interrupt' } }), buy],
      main: [{ calls: [{ name: 'paint' }, { name: 'buy' }] }, { text: 'Your house is blue.' }, { text: 'Well.' }],
      chat: [],
    });
    await scene.say('Paint, and buy paint.');
    await scene.at(3900);
    await scene.send({ type: 'user.saying', text: 'Ye' });
    await scene.at(4050);
    await scene.send({ type: 'user.said', text: 'Yes.' });
    await scene.untilIdle();
    expect(bought).toEqual([]);
  });

  test.each([stage, durableStage])('and when an app has said that it was: it counts', async (open) => {
    const { bought, buy } = shop();
    const scene = await open({ delivery: 'acknowledged', tools: [buy], main: byName('buy') });
    await scene.say('Buy paint.');
    await scene.at(100);
    await scene.send({ type: 'reply.delivered', id: 'operation-1!' });
    await scene.say('Yes.');
    await scene.at(60_000);
    expect(bought).toEqual(['paint']);
  });

  test.each([
    ['a request of the app was noted', { type: 'request.enqueue', text: 'Cancel my contract.' }],
    ['words were too many', { type: 'user.said', text: 'x'.repeat(8001) }],
  ] as const)('nor when something else was said behind the question: %s', async (_, event) => {
    const { bought, buy } = shop();
    const scene = stage({ delivery: 'acknowledged', tools: [buy], main: byName('buy') });
    await scene.say('Buy paint.');
    await scene.at(100);
    await scene.send(event);
    await scene.send({ type: 'reply.delivered', id: 'operation-1!' });
    await scene.say('Yes.');
    await scene.at(60_000);
    expect(bought).toEqual([]);
  });
});

describe('D6: who has not heard of a doubt has not decided to try again', () => {
  const ask = 'Transfer 5 EUR, please!';

  test('though a second doubt was told after the first', async () => {
    const works: string[] = [];
    const scene = stage({
      tools: (clock) => ['transfer', 'sand'].map((name) => doubtful(clock, works, name)),
      main: byName('transfer', 'sand'),
      chat: [],
    });
    await scene.say('Transfer 5 EUR.');
    await scene.at(500);
    await scene.send({ type: 'request.enqueue', text: 'Sand it.' });
    await scene.send({ type: 'request.enqueue', text: ask });
    await scene.untilIdle();
    expect(works).toEqual(['transfer', 'sand']);
    await scene.say(ask);
    await scene.untilIdle();
    expect(works).toEqual(['transfer', 'sand', 'transfer']);
  });

  test('though the clock was set back meanwhile', async () => {
    const works: string[] = [];
    const { clock, setBack } = settableClock();
    const scene = stage({ clock, tools: [doubtful(clock, works, 'transfer')], main: byName('transfer'), chat: [] });
    await scene.say('Transfer 5 EUR.');
    await scene.at(500);
    await scene.send({ type: 'request.enqueue', text: ask });
    setBack(5000);
    await scene.untilIdle();
    expect(works).toEqual(['transfer']);
    await scene.say(ask);
    await scene.untilIdle();
    expect(works).toEqual(['transfer', 'transfer']);
  });

  test('though it waits to be saved until it is told', async () => {
    const clock = virtualClock();
    const works: string[] = [];
    const scene = await durableStage({
      clock,
      store: slowStore(clock, 400),
      tools: [doubtful(clock, works, 'transfer')],
      main: byName('transfer'),
      chat: [],
    });
    await scene.say('Transfer 5 EUR.');
    while (!scene.actor.getSnapshot().matches('idle')) await scene.at(clock.elapsed() + 50);
    expect(scene.replies('announcement')).toEqual([]);
    await scene.say(ask);
    await scene.at(clock.elapsed() + 60_000);
    expect(works).toEqual(['transfer']);
    await scene.say(ask);
    await scene.at(clock.elapsed() + 60_000);
    expect(works).toEqual(['transfer', 'transfer']);
  });
});
