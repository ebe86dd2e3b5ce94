import type { Conversation, ConversationMachine } from 'meanwhile';
import { createActor } from 'xstate';

/** How long a conversation nobody listens to is kept, in milliseconds. */
const keptMs = 10 * 60_000;
const most = 100;

/** The conversations of this process, by id. */
export function keepConversations(machine: ConversationMachine) {
  const kept = new Map<string, { conversation: Conversation; listeners: number; timer: NodeJS.Timeout }>();

  function drop(id: string) {
    kept.get(id)?.conversation.stop();
    kept.delete(id);
  }

  return {
    /** Opens one under a new id, which is how the page refers to it; undefined when there are too many. */
    open(): string | undefined {
      if (kept.size >= most) return undefined;
      const id = crypto.randomUUID();
      const conversation = createActor(machine, { input: { id } });
      conversation.on('failure', ({ source, error }) => console.error(`${source}: ${error}`));
      conversation.start();
      kept.set(id, { conversation, listeners: 0, timer: setTimeout(() => drop(id), keptMs) });
      return id;
    },
    get: (id: string) => kept.get(id)?.conversation,
    /** Keeps a conversation while somebody listens; gives back how to end that. */
    listen(id: string): () => void {
      const found = kept.get(id);
      if (!found) return () => {};
      found.listeners += 1;
      clearTimeout(found.timer);
      return () => {
        found.listeners -= 1;
        if (found.listeners === 0 && kept.has(id)) found.timer = setTimeout(() => drop(id), keptMs);
      };
    },
    close() {
      for (const [id, { timer }] of kept) {
        clearTimeout(timer);
        drop(id);
      }
    },
  };
}
