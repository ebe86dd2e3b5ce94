import { coverageOf } from './coverage.ts';
import { exploredCharts } from './explored-charts.ts';

/** How much of each chart was explored, a line each. */
export function coverageTable(): string {
  return exploredCharts
    .map((exploration) => {
      const { places, states, transitions } = coverageOf(exploration);
      const name = exploration.world.machine.id.padEnd(13);
      const explored = `${places}`.padStart(5);
      return `${name} ${explored} places explored, ${met(states)} states, ${met(transitions)} transitions`;
    })
    .join('\n');
}

function met({ all, missed }: { all: string[]; missed: string[] }): string {
  return `${`${all.length - missed.length}`.padStart(2)}/${all.length}`;
}
