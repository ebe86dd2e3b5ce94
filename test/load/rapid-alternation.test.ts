import fc from 'fast-check';
import { brokenInvariants, stage, type Line, type Script } from 'meanwhile/testing';
import { expect, test } from 'vitest';
import { stepsTool, type Works } from '../kit/steps-tool.ts';

/** The long version: `LOAD_MESSAGES=10000`. */
const MESSAGES = Number(process.env['LOAD_MESSAGES'] ?? 1_000);

/** The last word of the user says what the model does. */
const obedient: Script = ({ messages, tools }) => {
  const { role, content } = messages.at(-1) ?? { role: 'user', content: '' };
  const wishes: Record<string, Line> = {
    paint: { calls: [{ name: 'paint' }] },
    status: { calls: [{ name: 'check_status' }] },
  };
  const wish = role === 'user' ? wishes[content] : undefined;
  return wish && wish.calls?.every(({ name }) => tools.includes(name)) ? wish : { text: 'Yes.', after: 30 };
};

test(
  `L2: one user who says ${MESSAGES} things as fast as can be gets an answer to each, and nothing grows`,
  { timeout: 60_000 },
  async () => {
    const works: Works = [];
    const scene = stage({
      tools: (clock) => [stepsTool(clock, works)],
      main: obedient,
      chat: obedient,
      synthesis: obedient,
    });
    const word = fc.constantFrom('paint', 'quick', 'quick', 'status', 'cancel');
    const pause = fc.constantFrom(0, 0, 10, 500, 3_000);
    const sizes: number[] = [];
    const timers = new Set<number>();
    let paused = 0;

    for (const [does, ms] of fc.sample(fc.tuple(word, pause), { numRuns: MESSAGES, seed: 7 })) {
      if (does === 'cancel') await scene.send({ type: 'operation.cancel' });
      else await scene.say(does);
      if (ms > 0) await scene.at((paused = scene.clock.elapsed() + ms));
      if (!scene.isIdle()) continue;
      sizes.push(JSON.stringify(scene.actor.getSnapshot().context).length);
      timers.add(scene.clock.armed());
    }
    await scene.untilIdle(paused + 600_000);

    expect(brokenInvariants(scene)).toEqual([]);
    expect(scene.said.length).toBeGreaterThan(0.7 * MESSAGES);
    expect(scene.replies('announcement').length).toBeGreaterThan(0.02 * MESSAGES);
    expect(new Set(works.map(({ key }) => key)).size).toBe(works.length);
    expect([...timers]).toEqual([0]);
    const half = sizes.length / 2;
    expect(Math.max(...sizes.slice(half))).toBeLessThan(1.5 * Math.max(...sizes.slice(0, half)));
  },
);
