import { tool } from '@langchain/core/tools';
import { DEFAULT_BOUNDS, effect, longRunning, traits, type Bounds, type Traits } from 'meanwhile';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type Cast, type Line, stage, virtualClock } from 'meanwhile/testing';

const none = { description: '', schema: z.object({}) };
const never = Number.POSITIVE_INFINITY;
const long = [{ calls: [{ name: 'long' }] }];
const DAY = 86_400_000;

/** Each bound, a conversation in which it is all that ends a wait, and when that is over. */
const waits: {
  bound: keyof Bounds | 'toolTimeout';
  main: Line[];
  chat?: Line[];
  synthesis?: Line[];
  cancelAt?: number;
  longMs: number;
  over: number;
}[] = [
  { bound: 'thinkTimeout', main: [{ after: never }], longMs: 0, over: 30_000 },
  { bound: 'quickTimeout', main: [{ calls: [{ name: 'stuck' }] }, { text: 'Done.' }], longMs: 0, over: 10_000 },
  { bound: 'quickPatience', main: [{ calls: [{ name: 'stuck' }] }, { text: 'Done.' }], longMs: 0, over: 2_000 },
  { bound: 'toolTimeout', main: [...long, { text: 'Done.' }], longMs: never, over: 45_000 },
  { bound: 'cancelGrace', main: long, longMs: never, cancelAt: 1000, over: 6000 },
  {
    bound: 'reconcileTimeout',
    main: [{ calls: [{ name: 'asked' }] }],
    longMs: never,
    cancelAt: 1000,
    over: 11_000,
  },
  {
    bound: 'answerTimeout',
    main: [...long, { text: 'Done.' }],
    chat: [{ after: never }],
    longMs: 60_000,
    over: 30_000,
  },
  {
    bound: 'secondaryPatience',
    main: [...long, { text: 'Done.' }],
    chat: [{ after: never }],
    longMs: 1000,
    over: 16_000,
  },
  {
    bound: 'synthesisTimeout',
    main: [...long, { text: 'Done.' }],
    chat: [{ text: 'Hm.' }],
    synthesis: [{ after: never }],
    longMs: 1000,
    over: 4000,
  },
];

/**
 * Plays it; half a second after the start the clock is set by so much, and a nervous one at every look at it.
 *
 * Gives how much was told until the wait had to be over, and how much of that in the last millisecond.
 */
async function play(
  { main, chat = [], synthesis = [], cancelAt, longMs, over }: (typeof waits)[number],
  { setBy = 0, isNervous = false, bounds = {} }: { setBy?: number; isNervous?: boolean; bounds?: Partial<Bounds> } = {},
) {
  const clock = virtualClock();
  let shift = 0;
  let looks = 0;
  const nerves = () => (isNervous && looks++ % 2 === 0 ? DAY : 0);
  const shifted = { ...clock, now: () => clock.now() + shift + nerves() };
  const stuck = tool(async () => new Promise<string>(() => {}), { name: 'stuck', ...none });
  const working = (name: string, also: Traits = {}) =>
    tool(
      async function* () {
        yield { percent: 1 };
        await clock.wait(longMs);
        return 'done';
      },
      { name, ...none, metadata: traits(longRunning({ expectedMs: 4000 }), also) },
    );
  const silent = effect('reconcile', () => new Promise(() => {}));
  const spare = [{ text: 'Later.' }, { text: 'Later.' }];
  const cast: Cast = {
    clock: shifted,
    tools: [stuck, working('long'), working('asked', silent)],
    main: [...main, ...spare],
    chat: [...chat, ...spare],
    synthesis,
    bounds,
  };
  const scene = stage(cast);
  await scene.say('Go.');
  if (chat.length > 0) await scene.say('Meanwhile?');
  await clock.goTo(500);
  shift = setBy;
  if (cancelAt !== undefined) {
    await clock.goTo(cancelAt);
    scene.actor.send({ type: 'operation.cancel' });
  }
  await clock.goTo(over - 1);
  const before = scene.told.length;
  await clock.goTo(over);
  return { told: scene.told.filter(isNoWaiting).length, inTheEnd: scene.told.length - before };
}

/** How a wait goes on is told the less the sooner it is over. */
function isNoWaiting({ event }: ReturnType<typeof stage>['told'][number]): boolean {
  return event.type !== 'progress' && !(event.type === 'reply' && event.id.includes('/stalled'));
}

describe('C7: a wait is over when its bound is, on the clock that was handed in', () => {
  test.each(waits)('$bound: not a millisecond before $over, and then at once', async (wait) => {
    expect((await play(wait)).inTheEnd).toBeGreaterThan(0);
  });

  const settable = waits.flatMap((wait) => (wait.bound === 'toolTimeout' ? [] : [{ ...wait, bound: wait.bound }]));
  test.each(settable)('$bound: the app may set another', async ({ bound, over, ...wait }) => {
    const half = DEFAULT_BOUNDS[bound] / 2;
    const played = await play({ ...wait, bound, over: over - half }, { bounds: { [bound]: half } });
    expect(played.inTheEnd).toBeGreaterThan(0);
  });

  test.each(waits.flatMap((wait) => [-DAY, -1000, 1000, DAY].map((setBy) => ({ ...wait, setBy }))))(
    '$bound: a clock that is set by $setBy ms in the middle of it does not stretch it',
    async ({ setBy, ...wait }) => {
      expect((await play(wait, { setBy })).inTheEnd).toBeGreaterThan(0);
    },
  );

  test.each(waits)('$bound: a clock that jumps a day between two looks at it does not stretch it', async (wait) => {
    // what is given up before it could be slow has less to tell
    const bounds = wait.bound === 'quickTimeout' ? { quickPatience: 10_000 } : {};
    const { told } = await play(wait, { bounds });
    const least = wait.bound === 'quickPatience' ? 1 : told;
    expect((await play(wait, { bounds, isNervous: true })).told).toBeGreaterThanOrEqual(least);
  });
});
