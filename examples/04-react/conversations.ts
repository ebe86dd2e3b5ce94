import { openConversation, type ConversationMachine, type OpenConversation } from 'meanwhile';

/** How long a conversation nobody listens to stays open, in milliseconds. */
const openMs = 10 * 60_000;
const most = 100;

type Kept = { opening: Promise<OpenConversation | undefined>; listeners: number; timer?: NodeJS.Timeout };

/**
 * The conversations that are open in this process, by id. All are kept in the store of their machine: one that was closed, or
 * whose process has died, is opened again when somebody asks for it.
 */
export function keepConversations(machine: ConversationMachine) {
  const kept = new Map<string, Kept>();

  function take(id: string, isNew: boolean): Promise<OpenConversation | undefined> {
    const known = kept.get(id);
    if (known) return known.opening;
    if (kept.size >= most) throw new Error('Too many conversations are open.');
    const entry: Kept = { opening: begin(id, isNew), listeners: 0 };
    kept.set(id, entry);
    closeLater(id, entry);
    const dropUnfound = (found?: OpenConversation) => (found ? undefined : drop(id));
    void entry.opening.catch(() => undefined).then(dropUnfound);
    return entry.opening;
  }

  /** Undefined for one of which the store knows nothing. */
  async function begin(id: string, isNew: boolean): Promise<OpenConversation | undefined> {
    const conversation = await openConversation(machine, { id });
    if (!isNew && conversation.getSnapshot().context.transcript.length === 0) {
      await conversation.close();
      return undefined;
    }
    conversation.on('failure', ({ source, error }) => console.error(`${source}: ${error}`));
    conversation.start(); // what was cut off goes on
    return conversation;
  }

  function closeLater(id: string, entry: Kept) {
    entry.timer = setTimeout(() => void drop(id), openMs);
  }

  async function drop(id: string) {
    const entry = kept.get(id);
    kept.delete(id);
    clearTimeout(entry?.timer);
    const conversation = await entry?.opening.catch(() => undefined);
    await conversation?.close().catch(console.error);
  }

  return {
    /** Begins one under a new id, which is how the page refers to it; undefined when there are too many. */
    async open(): Promise<string | undefined> {
      if (kept.size >= most) return undefined;
      const id = crypto.randomUUID();
      await take(id, true);
      return id;
    },
    /** @throws when it can't be opened now. */
    get: async (id: string) => take(id, false),
    /** Keeps a conversation open while somebody listens; gives back how to end that. */
    listen(id: string): () => void {
      const found = kept.get(id);
      if (!found) return () => {};
      found.listeners += 1;
      clearTimeout(found.timer);
      return () => {
        found.listeners -= 1;
        if (found.listeners === 0 && kept.get(id) === found) closeLater(id, found);
      };
    },
    async close() {
      await Promise.all([...kept.keys()].map(drop));
    },
  };
}
