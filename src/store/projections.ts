import type { ConversationContext } from '../../machines/conversation-context.ts';
import type { ToldOperation } from '../../machines/conversation-protocol.ts';
import { isAnswering } from '../../machines/conversation.ts';
import type { Json } from '../../machines/json.ts';
import type { QueuedRequest } from '../../machines/queue-protocol.ts';
import type { RunStatus } from '../../machines/tool-run-protocol.ts';
import { currentRun } from '../current-run.ts';
import type { RecordName } from './store-key.ts';

/** The version of the records' shapes; readers check it. */
export const SCHEMA_VERSION = 1;

/** What the store should hold of a conversation; null where it should hold nothing. */
export type Projections = Record<RecordName, { [field: string]: Json } | null>;

/**
 * What outside readers see of a conversation, as `docs/store.md` describes it.
 *
 * It is computed from the conversation's state and never read back to decide anything.
 */
export function projections({
  operation,
  chatTurn,
  chatAbort,
  interim,
  told,
  queue,
}: ConversationContext): Projections {
  const run = operation && currentRun(operation.runs);
  return {
    'working-tool-status-update': operation && run ? versioned(toolStatus(operation.operationId, run)) : null,
    secondary_status: chatTurn && versioned({ processing: isAnswering({ chatTurn }), ...chatTurn }),
    secondary_abort: chatAbort && versioned(chatAbort),
    secondary_interim_messages:
      operation && interim.length > 0 ? versioned({ operationId: operation.operationId, messages: interim }) : null,
    main_operation_complete:
      told &&
      versioned({ operationId: told.operationId, status: told.status, at: told.at, runs: told.runs.map(ended) }),
    request_queue: queue.length > 0 ? versioned({ requests: queue.map(waiting) }) : null,
  };
}

function versioned(fields: { [field: string]: Json }): { [field: string]: Json } {
  return { version: SCHEMA_VERSION, ...fields };
}

function toolStatus(
  operationId: string,
  { runId, tool, label, status, percent, measured, message, attempt, stalled }: RunStatus,
) {
  const progress = { progress: percent, measured, message, attempt, ...(stalled && { stalled }) };
  return { operationId, runId, tool, label, status: recordStatus(status), ...progress };
}

function waiting({ operationId, label, priority, at }: QueuedRequest) {
  return { operationId, label, priority, at };
}

function ended({ runId, tool, outcome }: ToldOperation['runs'][number]) {
  return { runId, tool, status: recordStatus(outcome) };
}

/** A success is `completed` in the records. */
function recordStatus(status: RunStatus['status']): string {
  return status === 'succeeded' ? 'completed' : status;
}
