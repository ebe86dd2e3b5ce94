import Keyv from 'keyv';
import { sqliteStore } from 'meanwhile/sqlite';
import { withoutDurations } from './without-durations.ts';

/** The conversations that outlive the chat. */
export type KeptConversations = {
  store: Keyv;
  /** The id of the conversation that goes on in this kind of chat, or of a new one. */
  idFor(kind: string): Promise<string>;
  /** The next chat of this kind begins a new one. */
  end(kind: string): Promise<void>;
  /** Forgets them all. */
  forget(): Promise<void>;
  close(): Promise<void>;
};

/**
 * Opens what is kept of conversations.
 *
 * Ids stand beside the conversations that they name, so that whoever deletes the file deletes both: none is given a second
 * time. The operator's receipts are under keys that begin with them. How long tools take is kept at the `speed` of life only.
 *
 * @throws when the file can't be used, saying why.
 */
export function openConversations(file: string, { speed }: { speed: number }): KeptConversations {
  const texts = sqliteStore(file);
  const keyOf = (kind: string) => `terminal:${kind}`;

  async function idFor(kind: string): Promise<string> {
    await texts.compareAndSet(keyOf(kind), undefined, `terminal-${crypto.randomUUID()}`);
    return (await texts.get(keyOf(kind))) ?? idFor(kind); // it may just have ended
  }

  return {
    store: new Keyv({ store: speed === 1 ? texts : withoutDurations(texts) }),
    idFor,
    end: async (kind) => void (await texts.delete(keyOf(kind))),
    forget: async () => texts.clear(),
    close: async () => texts.close(),
  };
}
