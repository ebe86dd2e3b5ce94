import { heapInUse } from '../measure/heap.ts';
import { canaryOf } from './canary.ts';
import { paintShop } from './crowd.ts';
import { ERRAND } from './echo-model.ts';

/** Bytes of the heap that each of so many conversations holds while its long tool runs and a question was answered. */
export async function heapOfEach(customers: number): Promise<number> {
  const place = paintShop(600_000);
  const enter = async (index: number) => {
    const { conversation, leave } = await place.enter(index);
    const heard = async (kind: string) =>
      new Promise((resolve) => conversation.on('reply', (reply) => void (reply.kind === kind && resolve(undefined))));
    const [accepted, answered] = [heard('acknowledgment'), heard('interim')];
    conversation.send({ type: 'user.said', text: `${ERRAND}, for ${canaryOf(index)}.` });
    await accepted;
    conversation.send({ type: 'user.said', text: `And what about ${canaryOf(index)}?` });
    await answered;
    return leave;
  };
  for (const leave of await all(10)) await leave(); // what is made once and stays is made here
  const before = await heapInUse();
  const leaves = await all(customers);
  const after = await heapInUse();
  for (const leave of leaves) await leave();
  return (after - before) / customers;

  async function all(count: number) {
    return Promise.all(Array.from({ length: count }, async (_, index) => enter(index)));
  }
}
