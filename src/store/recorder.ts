import type { EventObject } from 'xstate';
import type { ConversationContext } from '../../machines/conversation.ts';
import type { FailureReport, RecorderInput } from '../../machines/conversation-protocol.ts';
import { messageOf } from '../effects/error.ts';
import { fromResumable } from '../effects/resumable.ts';
import { isRecord } from '../flaw.ts';
import { inOrder } from './in-order.ts';
import { projections } from './projections.ts';
import { keepRecorder } from './recorded.ts';
import { RECORD_NAMES, storeKey } from './store-key.ts';
import type { StrictStore } from './strict-store.ts';

/**
 * Watches its conversation and keeps the store's records true, beside the conversation and never in its way.
 *
 * A record that could not be written is written again with the next change. After a restart all are written, those that
 * should not be there are deleted: who died may have left anything. It is also the observer without which
 * an actor that breaks ends the process.
 */
export function recorder(store: StrictStore | undefined) {
  return fromResumable<EventObject, RecorderInput>(({ input: { conversationId }, resumed, self, sendBack }) => {
    const report = (event: FailureReport) => sendBack(event);
    const keys = RECORD_NAMES.map((name) => ({ name, key: storeKey(conversationId, name) }));
    const left = resumed ? 'whatever an earlier process left' : 'null';
    const written = new Map<string, string>();
    const write =
      store &&
      inOrder(store, (key, error) => {
        written.set(key, 'failed');
        const name = keys.find((one) => one.key === key)?.name ?? 'a record';
        report({ type: 'work.failed', source: 'store', error: `${name}: ${messageOf(error)}` });
      });
    if (write) keepRecorder(self.system, write.settled);
    let seen = '';

    function record(context: ConversationContext) {
      if (!write) return;
      const records = projections(context);
      const now = JSON.stringify(records);
      if (now === seen) return;
      seen = now;
      for (const { name, key } of keys) {
        const value = records[name];
        const text = JSON.stringify(value);
        if ((written.get(key) ?? left) === text) continue;
        written.set(key, text);
        write(key, value);
      }
    }

    const parent = self._parent;
    const subscription = parent?.subscribe({ next: ({ context }) => record(context), error: () => {} });
    const restored: unknown = resumed && parent?.getSnapshot();
    if (isOfConversation(restored)) record(restored.context);
    return () => subscription?.unsubscribe();
  });
}

function isOfConversation(snapshot: unknown): snapshot is { context: ConversationContext } {
  return isRecord(snapshot) && isRecord(snapshot['context']);
}
