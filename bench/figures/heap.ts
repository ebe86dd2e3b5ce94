import { heapInUse } from '../measure/heap.ts';
import { printTable } from '../measure/table.ts';
import { ERRAND, GREETING } from '../fakes/script.ts';
import { phoneCompany, type Conversation } from './phone-company.ts';

/** What a live conversation holds of the heap, in the states it spends its life in. */
export async function measureHeap(conversations: number): Promise<void> {
  const company = phoneCompany();
  const turns = async (conversation: Conversation, count: number) => {
    for (let turn = 0; turn < count; turn++) await conversation.say(GREETING.question, 'answer');
  };
  const errand = (conversation: Conversation) => conversation.say(ERRAND.question, 'acknowledgment');
  const states: [string, (conversation: Conversation) => Promise<unknown>][] = [
    ['just opened', async () => {}],
    ['idle after 1 turn', (conversation) => turns(conversation, 1)],
    ['idle after 20 turns', (conversation) => turns(conversation, 20)],
    ['idle after 200 turns', (conversation) => turns(conversation, 200)],
    ['a long tool runs', errand],
    [
      'a long tool runs, a question was answered',
      async (conversation) => {
        await errand(conversation);
        await conversation.say(GREETING.question, 'interim');
      },
    ],
  ];

  const lines: string[][] = [];
  for (const [state, bring] of states) {
    await held(50, bring); // what is made once and stays is made here
    lines.push([state, `${((await held(conversations, bring)) / 1024).toFixed(1)} KB`]);
  }
  printTable(`Heap of one of ${conversations} live conversations`, ['', 'each'], lines);

  async function held(count: number, bring: (conversation: Conversation) => Promise<unknown>) {
    const before = await heapInUse();
    const live: Conversation[] = [];
    for (let index = 0; index < count; index++) {
      const conversation = company.open();
      await bring(conversation);
      live.push(conversation);
    }
    const after = await heapInUse();
    for (const conversation of live.splice(0)) conversation.stop();
    const left = await heapInUse();
    return Math.max(after - before, after - left) / count; // what else is swept meanwhile makes one of the two too small
  }
}
