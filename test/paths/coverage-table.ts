import { coverageOf } from './coverage.ts';
import { exploredCharts, explorationsOf } from './explored-charts.ts';

/** How much of each chart was explored, a line each. */
export function coverageTable(): string {
  return [...new Set(exploredCharts().map(({ world }) => world.machine.id))]
    .map((id) => {
      const { places, states, transitions } = coverageOf(...explorationsOf(id));
      const name = id.padEnd(13);
      const explored = `${places}`.padStart(5);
      return `${name} ${explored} places explored, ${met(states)} states, ${met(transitions)} transitions`;
    })
    .join('\n');
}

function met({ all, missed }: { all: string[]; missed: string[] }): string {
  return `${`${all.length - missed.length}`.padStart(2)}/${all.length}`;
}
