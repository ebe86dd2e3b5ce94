import type { EventObject } from 'xstate';
import type { ConversationContext } from '../../machines/conversation-context.ts';
import type { FailureReport, RecorderInput, RestartReport } from '../../machines/conversation-protocol.ts';
import type { Clock } from '../effects/clock.ts';
import { messageOf } from '../effects/error.ts';
import { fromResumable } from '../effects/resumable.ts';
import { isRecord } from '../shape.ts';
import { recordWriter } from './record-writer.ts';
import { projections, type Projections } from './projections.ts';
import { keepRecorder } from './recorded.ts';
import { RECORD_NAMES, storeKey } from './store-key.ts';
import type { StrictStore } from './strict-store.ts';

/**
 * Watches its conversation and keeps the store's records true, beside the conversation and never in its way.
 *
 * A record that could not be written is written again with the next change. After a restart all are written, those that
 * should not be there are deleted: who died may have left anything. It is also the observer without which
 * an actor that breaks ends the process, and says so when a restart has cut off what was being told.
 */
export function recorder(store: StrictStore | undefined, clock: Clock) {
  return fromResumable<EventObject, RecorderInput>(({ input: { conversationId }, resumed, self, sendBack }) => {
    const report = (event: FailureReport) => sendBack(event);
    const keys = RECORD_NAMES.map((name) => ({ name, key: storeKey(conversationId, name) }));
    const left = resumed ? 'whatever an earlier process left' : 'null';
    const written = new Map<string, string>();
    const write =
      store &&
      recordWriter(store, (key, error) => {
        written.set(key, 'failed');
        const name = keys.find((one) => one.key === key)?.name ?? 'a record';
        report({ type: 'work.failed', source: 'store', error: `${name}: ${messageOf(error)}` });
      });
    if (write) keepRecorder(self.system, write.settled);
    let seen = '';
    let isBroken = false;
    let steps: { of: string; at: number } | undefined;
    let timer: ReturnType<Clock['setTimeout']> | undefined;

    /** The records, if they can be made; that they can't is told once. What an observer throws would end the process. */
    function recordsOf(context: ConversationContext): Projections | undefined {
      try {
        const records = projections(context);
        isBroken = false;
        return records;
      } catch (error) {
        if (!isBroken) {
          isBroken = true;
          report({ type: 'work.failed', source: 'store', error: `the records can't be made: ${messageOf(error)}` });
        }
        return undefined;
      }
    }

    function record(context: ConversationContext) {
      const records = write && recordsOf(context);
      if (!records) return;
      const now = JSON.stringify(records);
      if (now === seen) return;
      seen = now;
      for (const { name, key } of keys) {
        const value = records[name];
        const text = JSON.stringify(value);
        if ((written.get(key) ?? left) === text || (name === TOOL_STATUS && isTooSoon(value))) continue;
        written.set(key, text);
        write(key, value);
      }
    }

    /** Whether only how far a tool is has changed since a moment ago: then the newest is written after that moment. */
    function isTooSoon(value: Projections[typeof TOOL_STATUS]): boolean {
      const of = JSON.stringify({ ...value, progress: 0, message: '' });
      const rest = steps?.of === of ? Math.min(STEP_MS, steps.at + STEP_MS - clock.now()) : 0;
      if (rest > 0) {
        timer ??= clock.setTimeout(recordNow, rest);
        return true;
      }
      stopTimer();
      steps = { of, at: clock.now() };
      return false;
    }

    function recordNow() {
      stopTimer();
      seen = '';
      recordWhole(parent?.getSnapshot());
    }

    function stopTimer() {
      if (timer !== undefined) clock.clearTimeout(timer);
      timer = undefined;
    }

    const parent = self._parent;
    const recordWhole = (snapshot: unknown) => isOfConversation(snapshot) && record(snapshot.context);
    const subscription = parent?.subscribe({ next: recordWhole, error: () => {} });
    if (resumed) recordWhole(parent?.getSnapshot());
    if (resumed && isTelling(parent?.getSnapshot())) sendBack({ type: 'process.restarted' } satisfies RestartReport);
    return () => {
      stopTimer();
      subscription?.unsubscribe();
    };
  });
}

/** The record that changes with each step of a tool, and how often that is written, in milliseconds. */
const TOOL_STATUS = 'working-tool-status-update';
const STEP_MS = 250;

function isOfConversation(snapshot: unknown): snapshot is { context: ConversationContext } {
  return isRecord(snapshot) && isRecord(snapshot['context']);
}

function isTelling(snapshot: unknown): boolean {
  const value: unknown = isRecord(snapshot) ? snapshot['value'] : undefined;
  return isRecord(value) && value['announcing'] === 'speaking';
}
