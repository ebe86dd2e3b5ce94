import { tool } from '@langchain/core/tools';
import { longRunning, traits } from 'meanwhile';
import { stage } from 'meanwhile/testing';
import { expect, test } from 'vitest';
import { z } from 'zod';

const STEPS = 4_000;

test('a tool that yields in a tight loop lets all else have its turn, and each of its steps is told', async () => {
  let turns = 0;
  const flood = { isOver: false };
  const countTurns = () => {
    turns += 1;
    if (!flood.isOver) setImmediate(countTurns);
  };
  const flooding = tool(
    async function* () {
      setImmediate(countTurns);
      for (let step = 1; step <= STEPS; step += 1) yield { percent: (100 * step) / STEPS, message: `Coat ${step}.` };
      flood.isOver = true;
      return 'blue';
    },
    { name: 'paint', description: '', schema: z.object({}), metadata: traits(longRunning({ expectedMs: 1 })) },
  );
  const scene = stage({ tools: [flooding], main: [{ calls: [{ name: 'paint' }] }, { text: 'It is blue.' }] });
  await scene.say('Paint my house.');
  while (!flood.isOver) await scene.at(0);
  await scene.untilIdle();

  const running = scene.emitted('progress').filter(({ run }) => run.status === 'running' && run.message !== '');
  expect(running.map(({ run }) => run.message)).toEqual(Array.from({ length: STEPS }, (_, n) => `Coat ${n + 1}.`));
  expect(turns).toBeGreaterThan(STEPS / 20);
});
