import { inRounds } from '../measure/in-rounds.ts';
import { inMs, inTimes, printTable } from '../measure/table.ts';
import { GREETING, LOOKUP } from '../fakes/script.ts';
import type { Contender } from '../turns/contender.ts';

const TURNS_EACH = 10;

/** One turn with each framework: words alone, and words that take a quick tool. The first is what others compare with. */
export async function measureTurns(contenders: readonly Contender[], rounds: number): Promise<void> {
  for (const [what, { question, pieces }] of [
    ['A turn of words alone', GREETING],
    ['A turn with one quick tool', LOOKUP],
  ] as const) {
    const closing: Promise<void>[] = [];
    const measured = contenders.map(({ name, open }) => ({
      name,
      async go() {
        const talk = await open();
        const times: number[] = [];
        for (let turn = 0; turn < TURNS_EACH; turn++) {
          const askedAt = performance.now();
          const reply = await talk.say(question);
          times.push(performance.now() - askedAt);
          if (reply !== pieces.join('')) throw new Error(`${name} answered '${reply}' to '${question}'`);
        }
        if (talk.close) closing.push(talk.close());
        return times;
      },
    }));
    const spreads = await inRounds(measured, rounds);
    await Promise.all(closing);

    const [plain] = spreads.values();
    printTable(
      what,
      ['', 'p50', 'p95', 'p50 to a plain loop'],
      [...spreads].map(([name, { p50, p95 }]) => [name, inMs(p50), inMs(p95), inTimes(p50 / (plain?.p50 ?? p50))]),
    );
  }
}
