import { RECORD_NAMES, storeKey } from 'meanwhile';
import type { TelcoAgent } from '../agent.ts';

/** What the store holds of a conversation, read as any other program would read it. */
export async function recordsOf(
  { store }: Pick<TelcoAgent, 'store'>,
  conversationId: string,
): Promise<[string, unknown][]> {
  return Promise.all(
    RECORD_NAMES.map(async (name): Promise<[string, unknown]> => [
      name,
      await store.get(storeKey(conversationId, name)),
    ]),
  );
}
