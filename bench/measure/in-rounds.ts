import { spreadOf, type Spread } from './spread.ts';

/** Something to be measured: one go gives the times it took, in milliseconds. */
export type Measured = { name: string; go(): Promise<readonly number[]> };

/**
 * Measures things side by side: in each round every one has a go, and each round begins with another one.
 *
 * What else the machine does at the time hits all alike, so the ratios hold where the figures themselves do not. The
 * first tenth of the rounds warms up and is not counted.
 */
export async function inRounds(measured: readonly Measured[], rounds: number): Promise<ReadonlyMap<string, Spread>> {
  const times = new Map(measured.map(({ name }): [string, number[]] => [name, []]));
  const warmUp = Math.ceil(rounds / 10);
  for (let round = 0; round < warmUp + rounds; round++) {
    const first = round % measured.length;
    for (const { name, go } of [...measured.slice(first), ...measured.slice(0, first)]) {
      const taken = await go();
      if (round >= warmUp) times.get(name)?.push(...taken);
    }
  }
  return new Map([...times].map(([name, all]) => [name, spreadOf(all)]));
}
