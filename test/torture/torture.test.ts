import { afterAll, expect, test } from 'vitest';
import { all, inSqlite } from './campaign.ts';
import { endSpares, run } from './run.ts';
import { pause } from './troubles.ts';

// processes take as long as the machine is busy, and nothing is told from how fast they are
const timeout = 120_000;
const ground = { kind: 'SQLite', place: inSqlite, speed: 4 } as const;

afterAll(endSpares);

/** The long version is `npm run torture`: hundreds of kills, on each store. */
test.concurrent(
  'D3, D6, D11: whenever it is killed, each effect is had once and told as it was, and nothing said is lost',
  { timeout },
  async () => {
    const { flaws, kills } = await run({
      ...ground,
      plays: all,
      deaths: [{ afterMs: 500 }, { step: 200 }, { step: 30 }],
    });
    expect(flaws).toEqual([]);
    expect(kills).toBe(3);
  },
);

test.concurrent(
  'A5: a process that is paused past its lease has lost, says so, and writes nothing any more',
  { timeout },
  async () => {
    const { flaws } = await run({ ...ground, plays: all, deaths: [], trouble: pause(250, 50) });
    expect(flaws).toEqual([]);
  },
);
