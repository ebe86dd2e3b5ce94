import { spreadOf } from '../measure/spread.ts';
import { inMs, inTimes, printTable } from '../measure/table.ts';
import type { ReplyKind } from '../../src/index.ts';
import { ERRAND, GREETING } from '../fakes/script.ts';
import { plainLoop } from '../turns/plain-loop.ts';
import { phoneCompany, type Conversation } from './phone-company.ts';

/** The turns whose cost is compared, each with the nine before and the ten after it. */
const AGES = [20, 200, 390];
const NEAR = 10;
const LAST = 400;

/** What a turn costs as a conversation grows to 800 messages; the plain loop sends them all. */
export async function measureHistory(conversations: number): Promise<void> {
  const usual = phoneCompany();
  const all = phoneCompany({ limits: { history: 2 * LAST } });
  const loop = plainLoop();
  const kinds: [string, () => Promise<(text: string) => Promise<unknown>>][] = [
    ['Meanwhile, window of 40', async () => sayer(usual.open(), 'answer')],
    ['Meanwhile, during one tool', async () => sayer(await underWay(), 'interim')],
    ['Meanwhile, all messages', async () => sayer(all.open(), 'answer')],
    ['plain loop, all messages', async () => (await loop.open()).say],
  ];

  async function underWay() {
    const conversation = usual.open();
    await conversation.say(ERRAND.question, 'acknowledgment');
    return conversation;
  }

  const times = kinds.map(() => AGES.map((): number[] => []));
  for (let round = 0; round <= conversations; round++) {
    for (const [kind, [, open]] of kinds.entries()) {
      const say = await open();
      for (let turn = 1; turn <= LAST; turn++) {
        const askedAt = performance.now();
        await say(GREETING.question);
        const taken = performance.now() - askedAt;
        const age = AGES.findIndex((at) => turn > at - NEAR && turn <= at + NEAR);
        if (round > 0) times[kind]?.[age]?.push(taken);
      }
    }
  }

  printTable(
    'A turn as the conversation grows (p50)',
    ['', ...AGES.map((age) => `turn ${age}`), `${AGES[1]} : ${AGES[0]}`, `${AGES[2]} : ${AGES[0]}`],
    kinds.map(([name], kind) => {
      const medians = AGES.map((_, age) => spreadOf(times[kind]?.[age] ?? []).p50);
      const [first = 0, ...later] = medians;
      return [name, ...medians.map(inMs), ...later.map((median) => inTimes(median / first))];
    }),
  );
}

function sayer({ say }: Conversation, kind: ReplyKind) {
  return (text: string) => say(text, kind);
}
