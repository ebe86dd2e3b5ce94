import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyTalk } from '../kit/random-talk.ts';
import { HALF } from '../kit/wire-faults.ts';
import { voiceOf } from '../kit/wire-scene.ts';
import { wireTalk } from '../kit/wire-talk.ts';

/** `WIRE_RUNS=1000` plays so many; `WIRE_SEED` and `WIRE_PATH` play again what a failure has printed. */
const { WIRE_RUNS, WIRE_SEED, WIRE_PATH } = process.env;
const runs = Number(WIRE_RUNS ?? 40);
const again = { ...(WIRE_SEED && { seed: Number(WIRE_SEED) }), ...(WIRE_PATH && { path: WIRE_PATH }) };

test(
  'B2, C5, D3, D6, F3: whatever happens on the wire, no request is refused, and everything said is answered',
  { timeout: 20_000 + runs * 2000 },
  async () => {
    const seen = new Map<string, number>();
    const count = (what: string) => seen.set(what, (seen.get(what) ?? 0) + 1);
    await fc.assert(
      fc.asyncProperty(anyTalk, async ({ limits, messages, moves }) => {
        const scene = await wireTalk(limits, messages);
        try {
          for (const move of moves) {
            await scene.make(move);
            expectAllIsWell(scene);
          }
          await scene.comeToRest();
          expectAllIsWell(scene);
          expectRest(scene);
          moves.forEach(() => count('moves'));
          scene.server.requests.forEach((request) => count(`requests of the ${voiceOf(request)}`));
          scene.replies().forEach(({ kind }) => count(`replies: ${kind}`));
          scene.emitted('failure').forEach(({ source }) => count(`failures of the ${source}`));
          scene.effects.forEach(({ tool }) => count(`effects of ${tool}`));
          for (const { status, runs } of scene.emitted('operation')) {
            if (status !== 'running') runs.forEach((run) => count(`runs ${run.status}`));
          }
        } finally {
          await scene.close();
        }
      }),
      { numRuns: runs, ...again },
    );
    if (WIRE_RUNS) console.log(`${runs} conversations`, Object.fromEntries(seen));
    expect(seen.get('requests of the main')).toBeGreaterThan(runs);
  },
);

type Talk = Awaited<ReturnType<typeof wireTalk>>;

function expectAllIsWell(scene: Talk) {
  expect(scene.server.refused).toEqual([]);
  expect(scene.broken()).toEqual([]);
  expect(JSON.stringify(scene.told)).not.toContain(HALF);
  expect(JSON.stringify(scene.emitted('failure'))).not.toMatch(/4711|canary/);
}

/** At the end nobody works, nothing is left to say, and what was told of each tool run is true. */
function expectRest({ actor, clock, effects, emitted, isIdle }: Talk) {
  expect(isIdle()).toBe(true);
  expect(actor.getSnapshot().context.unanswered).toEqual([]);
  expect(Object.keys(actor.getSnapshot().children)).toEqual(['recorder']);
  expect(clock.armed()).toBe(0);
  const had = new Set(effects.map(({ runId }) => runId));
  expect(had.size).toBe(effects.length);
  for (const { runId, status, tool } of emitted('operation').flatMap(({ runs }) => runs)) {
    if (status === 'succeeded' && tool !== 'survey') expect(had).toContain(runId);
    if (['failed', 'cancelled', 'timedOut'].includes(status)) expect(had).not.toContain(runId);
  }
  const bought = effects.filter(({ tool }) => tool.startsWith('buy'));
  expect(bought.length).toBeLessThanOrEqual(emitted('confirmation.closed').filter(({ given }) => given).length);
}
