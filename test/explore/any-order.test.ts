import { explore } from 'meanwhile/testing';
import { expect, test } from 'vitest';
import { bots } from './bots.ts';

test.each(Object.entries(bots))(
  'B2, B5, B7, C1-C3, C5, D1, D3, D6, E9: in any order of events all that is promised of a conversation holds: %s',
  { timeout: 120_000 },
  async (_, { makeBot, ...options }) => {
    const wanted = options.crashes ? 30 : 120;
    const { runs } = await explore(makeBot, { ...options, runs: wanted });
    expect(runs).toBe(wanted);
  },
);
