import { inRounds } from '../measure/in-rounds.ts';
import { inMs, printTable } from '../measure/table.ts';
import { GREETING } from '../fakes/script.ts';
import { phoneCompany } from './phone-company.ts';

const EARLIER = Array.from({ length: 400 }, () => [
  { role: 'user', content: GREETING.question },
  { role: 'assistant', content: GREETING.pieces.join('') },
]).flat();

/** What it takes to make the machine, and to open a conversation of it. */
export async function measureStart(rounds: number): Promise<void> {
  const company = phoneCompany();
  const timed = (work: () => void) => async () => {
    const begunAt = performance.now();
    work();
    return [performance.now() - begunAt];
  };
  const spreads = await inRounds(
    [
      { name: 'making the machine', go: timed(() => void phoneCompany()) },
      { name: 'opening a conversation', go: timed(() => void company.open()) },
      { name: 'opening one with 800 earlier messages', go: timed(() => void company.open(EARLIER)) },
    ],
    rounds,
  );
  printTable(
    'To begin with',
    ['', 'p50', 'p95'],
    [...spreads].map(([name, { p50, p95 }]) => [name, inMs(p50), inMs(p95)]),
  );
}
