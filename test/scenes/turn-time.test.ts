import { tool } from '@langchain/core/tools';
import { readOnly, traits } from 'meanwhile';
import { stage } from 'meanwhile/testing';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';

const tools = [
  tool(() => '27.5 GB', { name: 'balance', description: 'b', schema: z.object({}), metadata: traits(readOnly()) }),
];

describe('C11: a turn has only so much time', () => {
  test('for all its thinking and quick tools together, and then the user is told', async () => {
    const scene = stage({
      tools,
      main: () => ({ calls: [{ name: 'balance' }], after: 9000 }),
      bounds: { turnTimeout: 30_000 },
      limits: { rounds: 100 },
    });
    await scene.say('How much?');
    await scene.untilIdle();
    expect(scene.replies().map(({ at, text }) => [at, text.slice(0, 33)])).toEqual([
      [30_000, 'I am sorry, something went wrong '],
    ]);
    expect(scene.models.main.asked).toHaveLength(4);
  });

  test('is not asked of a model again when its time is over', async () => {
    const scene = stage({
      tools,
      main: () => ({ calls: [{ name: 'balance' }], after: 10_000 }),
      bounds: { turnTimeout: 10_000 },
    });
    await scene.say('How much?');
    await scene.untilIdle();
    expect(scene.models.main.asked).toHaveLength(1);
  });
});
