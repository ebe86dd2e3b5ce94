import type { ConversationContext } from '../../machines/conversation-context.ts';
import type { ConversationEmitted } from '../../machines/conversation-protocol.ts';
import type { MainOperationContext } from '../../machines/main-operation.ts';
import type { SecondaryChatContext } from '../../machines/secondary-chat.ts';
import type { ToolRunContext } from '../../machines/tool-run.ts';
import { isRecord } from '../flaw.ts';

/** Whether a value has the shape it should have. */
export type Shape = (value: unknown) => boolean;

/** The shape of each field. The compiler sees that none of a context's is left out. */
export type Fields<Of> = { [Field in keyof Required<Of>]: Shape };

const text: Shape = (value) => typeof value === 'string';
const yesOrNo: Shape = (value) => typeof value === 'boolean';
const amount: Shape = (value) => typeof value === 'number';
const anything: Shape = () => true;
/** A clock that knew no time has left none. */
const time = orNull(amount);

function orNull(shape: Shape): Shape {
  return (value) => value === null || shape(value);
}

function orNone(shape: Shape): Shape {
  return (value) => value === undefined || shape(value);
}

function list(shape: Shape): Shape {
  return (value) => Array.isArray(value) && value.every((one) => shape(one));
}

function oneOf(...words: string[]): Shape {
  return (value) => typeof value === 'string' && words.includes(value);
}

/** The first field that has not its shape; undefined if all have. Fields that nobody knows do no harm. */
export function misshapenIn(fields: Record<string, Shape>, value: Record<string, unknown>): string | undefined {
  return Object.entries(fields).find(([name, shape]) => !shape(value[name]))?.[0];
}

function object(fields: Record<string, Shape>): Shape {
  return (value) => isRecord(value) && misshapenIn(fields, value) === undefined;
}

const texts = list(text);
const delivery = orNone(oneOf('whenIdle', 'interrupt', 'silent'));
const effect = oneOf('none', 'idempotent', 'reconcile', 'unsafe');
const outcome = oneOf('succeeded', 'failed', 'cancelled', 'timedOut', 'unknown');
const runStatus: Shape = (value) => value === 'running' || outcome(value);
const ended = oneOf('done', 'failed', 'cancelled');
const kind = oneOf('answer', 'acknowledgment', 'interim', 'announcement');
const lane = oneOf('main', 'chat');

const entry = object({
  id: text,
  role: oneOf('user', 'assistant'),
  content: text,
  lane,
  kind: orNone(kind),
  turn: orNone(text),
  operationId: orNone(text),
  unheard: orNone(text),
  offer: orNone(amount),
  doubtful: orNone(texts),
  sameKeys: orNone(texts),
  at: time,
});

const call = { id: text, name: text, args: isRecord };
const result = object({ callId: text, name: text, content: text, failed: yesOrNo, doubtful: orNone(yesOrNo) });
const steps = list(object({ text, calls: list(object(call)), results: list(result), long: texts }));
const quickCall = object({ ...call, label: text, expectedMs: amount, effect });

const retry = object({ attempts: amount, firstMs: amount, factor: amount, longestMs: amount });
const longCall = object({
  runId: text,
  callId: text,
  tool: text,
  args: isRecord,
  label: text,
  acknowledgment: text,
  expectedMs: amount,
  timeoutMs: amount,
  stallMs: orNone(time),
  effect,
  retry: orNone(retry),
  unstoppable: orNone(yesOrNo),
  sameKey: orNone(text),
  durationKey: orNone(text),
  delivery,
});

const milestone = object({ at: time, attempt: amount, percent: amount, message: text });
const run = object({
  runId: text,
  callId: text,
  tool: text,
  label: text,
  status: runStatus,
  delivery,
  percent: amount,
  measured: orNone(yesOrNo),
  percentAt: orNone(time),
  message: text,
  milestones: orNone(list(milestone)),
  attempt: amount,
  attemptAt: orNone(time),
  retryAt: orNone(time),
  stalled: orNone(yesOrNo),
  expectedMs: amount,
  startedAt: time,
  announcement: text,
  facts: orNone(texts),
  error: text,
  unstoppable: orNone(yesOrNo),
  sameKey: orNone(text),
});

const offer = { callId: text, tool: text, args: isRecord, preview: text, session: isRecord };
const grant = object({ ...offer, givenAt: time, expiresAt: time });

const draft = { label: text, priority: orNone(oneOf('low', 'normal', 'high')) };
const queued = object({ ...draft, operationId: text, messages: texts, turnId: orNone(orNull(text)), at: orNone(time) });

const operationOutcome = object({
  operationId: text,
  status: ended,
  text,
  runs: list(run),
  offer: orNull(object(offer)),
  mayHaveChanged: yesOrNo,
  doubtful: texts,
});

/** What a conversation knows. */
export const CONVERSATION: Fields<ConversationContext> = {
  id: text,
  session: isRecord,
  transcript: list(entry),
  saying: text,
  speaking: yesOrNo,
  spokenAt: time,
  playing: text,
  announcements: list(
    object({
      id: text,
      operationId: text,
      kind,
      text,
      offer: orNull(object(offer)),
      delivery,
      doubtful: texts,
      sameKeys: texts,
      offers: amount,
    }),
  ),
  heard: texts,
  unanswered: texts,
  queue: list(queued),
  operation: orNull(
    object({
      operationId: text,
      long: yesOrNo,
      runs: list(run),
      granted: orNone(grant),
      queued: orNone(queued),
      checkedIn: orNone(object({ times: amount, at: time })),
      stopping: orNone(yesOrNo),
    }),
  ),
  outcome: orNull(operationOutcome),
  interim: list(object({ turnId: text, questions: texts, answer: text, statusOnly: yesOrNo })),
  reply: text,
  confirmation: orNull(object({ ...offer, token: text, operationId: text, expiresAt: time })),
  chatTurn: orNull(object({ turnId: text, startedAt: time, completedAt: time, abortedAt: time })),
  chatAbort: orNull(object({ turnId: text, reason: text, at: time })),
  told: orNull(
    object({
      operationId: text,
      status: ended,
      delivery: oneOf('owed', 'told', 'letGo', 'silent'),
      runs: list(object({ runId: text, tool: text, outcome: runStatus })),
      at: time,
    }),
  ),
  doubts: orNull(object({ tools: texts, at: time })),
  done: list(object({ sameKey: text, at: time })),
  longestText: amount,
  longestQueue: amount,
  messages: amount,
  operations: amount,
  turns: amount,
  now: time,
  deadline: time,
};

/** What a main operation knows. */
export const OPERATION: Fields<MainOperationContext> = {
  conversationId: text,
  operationId: text,
  session: isRecord,
  history: list(entry),
  request: list(entry),
  granted: orNull(grant),
  wanted: text,
  queue: orNone(list(queued)),
  repeated: texts,
  doubtful: texts,
  steps,
  line: object({ text, calls: list(object(call)) }),
  offer: orNull(object(offer)),
  quick: list(quickCall),
  long: list(longCall),
  runs: list(run),
  text,
  status: ended,
  rounds: amount,
  stopped: yesOrNo,
  mayHaveChanged: yesOrNo,
  acknowledged: yesOrNo,
  now: time,
  deadline: time,
  turnDeadline: time,
};

/** What a secondary chat knows. */
export const CHAT: Fields<SecondaryChatContext> = {
  conversationId: text,
  operationId: text,
  session: isRecord,
  turns: amount,
  history: list(entry),
  questions: list(entry),
  runs: list(run),
  queue: list(queued),
  longestQueue: amount,
  turnId: text,
  asked: list(entry),
  steps,
  requests: list(object(draft)),
  text,
  deadline: time,
};

/** What a tool run knows. */
export const TOOL_RUN: Fields<ToolRunContext> = {
  conversationId: text,
  operationId: text,
  session: isRecord,
  call: longCall,
  attempt: amount,
  doubtful: yesOrNo,
  percent: amount,
  measured: orNone(yesOrNo),
  message: text,
  stop: orNull(oneOf('cancel', 'timeout')),
  status: outcome,
  result: anything,
  announcement: text,
  facts: orNone(texts),
  error: text,
  deadline: time,
};

/** What is emitted, as far as it is owed over a restart. */
const EMITTED: Record<ConversationEmitted['type'], Shape> = {
  reply: object({ id: text, text, lane, kind, operationId: text, offer: orNone(amount) }),
  operation: object({ operationId: text, status: (value) => value === 'running' || ended(value), runs: list(run) }),
  'confirmation.requested': object({ token: text, operationId: text, tool: text, preview: text, expiresAt: time }),
  'confirmation.closed': object({ token: text, given: yesOrNo }),
  'announcement.letGo': object({ id: text, operationId: text }),
  progress: anything,
  queue: anything,
  failure: anything,
};

/** What is owed to the listeners. What another version emits is not for this one to judge. */
export const emitted: Shape = (event) => {
  const type: unknown = isRecord(event) ? event['type'] : undefined;
  return typeof type === 'string' && (!isEmitted(type) || EMITTED[type](event));
};

function isEmitted(type: string): type is ConversationEmitted['type'] {
  return Object.hasOwn(EMITTED, type);
}
