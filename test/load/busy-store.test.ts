import { stage, virtualClock, type Line } from 'meanwhile/testing';
import { expect, test } from 'vitest';
import { stepsTool } from '../kit/steps-tool.ts';

const STEPS = 5;
const CHAT_TURNS = 4;

/** Plays one long operation with questions meanwhile, on a store that takes its time and fails every so often. */
async function play({ latencyMs = 0, failsEvery = Number.POSITIVE_INFINITY } = {}) {
  const clock = virtualClock();
  let writes = 0;
  const write = async () => {
    writes += 1;
    const fails = writes % failsEvery === 0;
    if (latencyMs > 0) await clock.wait(latencyMs);
    if (fails) throw new Error('the disk is full');
    return true;
  };
  const answers = Array.from({ length: CHAT_TURNS }, (): Line => ({ text: 'Well.', after: 100 }));
  const scene = stage({
    clock,
    tools: [stepsTool(clock, [], { steps: STEPS })],
    store: { set: write, delete: write },
    main: [{ text: 'Hello.' }, { calls: [{ name: 'paint' }] }, { text: 'Your house is blue.' }],
    chat: answers,
    synthesis: [{ text: 'As I said. Your house is blue.' }],
  });
  await scene.say('Hi.');
  const quick = writes;
  await scene.say('Paint my house.');
  for (let turn = 1; turn <= CHAT_TURNS; turn += 1) {
    await scene.at(turn * 2000);
    await scene.say('Well?');
  }
  await scene.untilIdle();
  const whole = writes - quick;
  await clock.goTo(3_600_000);
  const play = scene
    .script()
    .split('\n')
    .filter((line) => !line.includes('(store'));
  return { play, quick, whole, left: scene.clock.armed() };
}

test('L3, I6: a quick turn writes nothing, a long one its steps and four more, a chat turn three', async () => {
  const { quick, whole } = await play();
  expect(quick).toBe(0);
  expect(whole).toBe(STEPS + 4 + 3 * CHAT_TURNS);
});

test.each([
  { latencyMs: 20 },
  { latencyMs: 200 },
  { latencyMs: 1_000 },
  { latencyMs: 60_000 },
  { latencyMs: 20, failsEvery: 5 },
  { failsEvery: 1 },
])('L3, B4, C7: nothing is said otherwise or later on a store like this: %o', async (store) => {
  const [calm, busy] = [await play(), await play(store)];
  expect(busy.play).toEqual(calm.play);
  expect(busy.left).toBe(0);
});
