import { openRecords, type Records } from '../operator/records.ts';
import { complaintOf, type Complaint } from './complaint.ts';
import { openConversations, type KeptConversations } from './kept-conversations.ts';

/** What outlives the chat: the operator's records, and the conversations. */
export type Kept = { records: Records; conversations: KeptConversations; close(): Promise<void> };

/**
 * Opens what outlives the chat, in the folder in which that is started; `fresh` begins anew.
 *
 * A file that cannot be used is a complaint, and then nothing was changed in either.
 */
export async function openKept({ fresh, speed }: { fresh: boolean; speed: number }): Promise<Kept | Complaint> {
  let conversations: KeptConversations | undefined;
  try {
    conversations = openConversations('.telco/conversations.sqlite', { speed });
    const records = openRecords({ today: Date.now(), file: '.telco/operator.sqlite', fresh });
    if (fresh) await conversations.forget();
    return {
      records,
      conversations,
      async close() {
        await conversations?.close();
        records.database.close();
      },
    };
  } catch (error) {
    await conversations?.close();
    return complaintOf(error);
  }
}
