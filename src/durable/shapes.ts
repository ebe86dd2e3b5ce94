import type { ConversationContext } from '../../machines/conversation-context.ts';
import type {
  Announcement,
  ChatAbort,
  ChatTurn,
  Confirmation,
  ConversationEmitted,
  Done,
  Doubt,
  Interim,
  LiveOperation,
  ToldOperation,
} from '../../machines/conversation-protocol.ts';
import type { Json } from '../../machines/json.ts';
import type {
  CallResult,
  Grant,
  ModelLine,
  Offer,
  OperationOutcome,
  QuickCall,
  Step,
} from '../../machines/main-operation-protocol.ts';
import type { MainOperationContext } from '../../machines/main-operation.ts';
import type { Entry, ReplyKind, Lane, ToolCall } from '../../machines/messages.ts';
import type { Priority, QueuedRequest, RequestDraft } from '../../machines/queue-protocol.ts';
import type { SecondaryChatContext } from '../../machines/secondary-chat.ts';
import type {
  Delivery,
  EffectPolicy,
  LongCall,
  Milestone,
  Outcome,
  RetryPlan,
  RunStatus,
} from '../../machines/tool-run-protocol.ts';
import type { ToolRunContext } from '../../machines/tool-run.ts';
import { isRecord } from '../shape.ts';

/** Whether what was parsed from JSON has the shape of a type. */
export type Shape<Of> = (value: unknown) => value is Of;

/** The shape of each field: the compiler sees that none is left out, and that each is of its type. */
export type Fields<Of> = { [Field in keyof Of]-?: Shape<Of[Field]> };

const text = (value: unknown): value is string => typeof value === 'string';
const yesOrNo = (value: unknown): value is boolean => typeof value === 'boolean';
const yes = (value: unknown): value is true => value === true;
const amount = (value: unknown): value is number => typeof value === 'number';
const anything = (_: unknown): _ is Json => true;
/** A clock that knew no time has left null. */
const time = (value: unknown): value is number => value === null || typeof value === 'number';
const named = (value: unknown): value is { [name: string]: Json } => isRecord(value);

function orNull<Of>(shape: Shape<Of>): Shape<Of | null> {
  return (value): value is Of | null => value === null || shape(value);
}

function orNone<Of>(shape: Shape<Of>): Shape<Of | undefined> {
  return (value): value is Of | undefined => value === undefined || shape(value);
}

/** What an earlier version has not written is missing. */
function sinceLater<Of>(shape: Shape<Of>): Shape<Of> {
  return (value): value is Of => value === undefined || shape(value);
}

function list<Of>(shape: Shape<Of>): Shape<Of[]> {
  return (value): value is Of[] => Array.isArray(value) && value.every((one) => shape(one));
}

function oneOf<Word extends string>(words: Record<Word, true>): Shape<Word> {
  return (value): value is Word => typeof value === 'string' && Object.hasOwn(words, value);
}

/** The first field that has not its shape; undefined if all have. Fields that nobody knows do no harm. */
export function misshapenIn(
  fields: Record<string, (value: unknown) => boolean>,
  value: Record<string, unknown>,
): string | undefined {
  return Object.entries(fields).find(([name, shape]) => !shape(value[name]))?.[0];
}

function object<Of>(fields: Fields<Of>): Shape<Of> {
  return (value): value is Of => isRecord(value) && misshapenIn(fields, value) === undefined;
}

const texts = list(text);
const delivery = oneOf<Delivery>({ whenIdle: true, interrupt: true, silent: true });
const effect = oneOf<EffectPolicy>({ none: true, idempotent: true, reconcile: true, unsafe: true });
const outcome = oneOf<Outcome>({ succeeded: true, failed: true, cancelled: true, timedOut: true, unknown: true });
const runStatus = (value: unknown): value is RunStatus['status'] => value === 'running' || outcome(value);
const ended = oneOf<OperationOutcome['status']>({ done: true, failed: true, cancelled: true });
const kind = oneOf<ReplyKind>({ answer: true, acknowledgment: true, interim: true, announcement: true });
const lane = oneOf<Lane>({ main: true, chat: true });

const entry = object<Entry>({
  id: text,
  role: oneOf({ user: true, assistant: true }),
  content: text,
  lane,
  kind: orNone(kind),
  turn: orNone(text),
  operationId: orNone(text),
  unheard: orNone(text),
  number: orNone(amount),
  offer: orNone(amount),
  doubtful: orNone(texts),
  sameKeys: orNone(texts),
  at: time,
});

const call: Fields<ToolCall> = { id: text, name: text, args: named };
const result = object<CallResult>({ callId: text, name: text, content: text, failed: yesOrNo, doubtful: orNone(yes) });
const calls = list(object<ToolCall>(call));
const steps = list(object<Step>({ text, calls, results: list(result), long: texts }));
const quickCall = object<QuickCall>({ ...call, label: text, expectedMs: amount, effect });

const retry = object<RetryPlan>({ attempts: amount, firstMs: amount, factor: amount, longestMs: amount });
const longCall = object<LongCall>({
  runId: text,
  callId: text,
  tool: text,
  args: named,
  label: text,
  acknowledgment: text,
  expectedMs: amount,
  timeoutMs: amount,
  stallMs: orNone(time),
  effect,
  retry: orNone(retry),
  unstoppable: orNone(yes),
  sameKey: orNone(text),
  durationKey: orNone(text),
  delivery: orNone(delivery),
});

const milestone = object<Milestone>({ at: time, attempt: amount, percent: amount, message: text });
const run = object<RunStatus>({
  runId: text,
  callId: text,
  tool: text,
  label: text,
  status: runStatus,
  delivery: orNone(delivery),
  percent: amount,
  measured: sinceLater(yesOrNo),
  percentAt: orNone(time),
  message: text,
  milestones: sinceLater(list(milestone)),
  attempt: amount,
  attemptAt: orNone(time),
  retryAt: orNull(time),
  stalled: orNone(yes),
  expectedMs: amount,
  startedAt: time,
  result: anything,
  announcement: text,
  facts: orNone(texts),
  error: text,
  unstoppable: orNone(yes),
  sameKey: orNone(text),
});

const offer: Fields<Offer> = { callId: text, tool: text, args: named, preview: text, session: named };
const grant = object<Grant>({ ...offer, operationId: orNone(text), givenAt: time, expiresAt: time });

const priority = oneOf<Priority>({ low: true, normal: true, high: true });
const draft: Fields<RequestDraft> = { label: text, priority };
const queued = object<QueuedRequest>({ ...draft, operationId: text, messages: texts, turnId: orNull(text), at: time });

const operationOutcome = object<OperationOutcome>({
  operationId: text,
  status: ended,
  text,
  runs: list(run),
  offer: orNull(object<Offer>(offer)),
  mayHaveChanged: yesOrNo,
  doubtful: texts,
  others: orNone(yesOrNo),
});

/** What a conversation knows. */
export const CONVERSATION: Fields<ConversationContext> = {
  id: text,
  session: named,
  transcript: list(entry),
  saying: text,
  speaking: yesOrNo,
  spokenAt: time,
  playing: text,
  announcements: list(
    object<Announcement>({
      id: text,
      operationId: text,
      kind,
      text,
      offer: orNull(object<Offer>(offer)),
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
    object<LiveOperation>({
      operationId: text,
      long: yesOrNo,
      runs: list(run),
      granted: orNone(grant),
      queued: orNone(queued),
      checkedIn: orNone(object<NonNullable<LiveOperation['checkedIn']>>({ times: amount, at: time })),
      stopping: orNone(yes),
    }),
  ),
  outcome: orNull(operationOutcome),
  interim: list(object<Interim>({ turnId: text, questions: texts, answer: text, statusOnly: yesOrNo })),
  reply: text,
  confirmation: orNull(object<Confirmation>({ ...offer, token: text, operationId: text, expiresAt: time })),
  chatTurn: orNull(
    object<ChatTurn>({ turnId: text, startedAt: time, completedAt: orNull(time), abortedAt: orNull(time) }),
  ),
  chatAbort: orNull(object<ChatAbort>({ turnId: text, reason: oneOf({ secondaryPatience: true }), at: time })),
  told: orNull(
    object<ToldOperation>({
      operationId: text,
      status: ended,
      delivery: oneOf({ owed: true, told: true, letGo: true, silent: true }),
      runs: list(object<ToldOperation['runs'][number]>({ runId: text, tool: text, outcome: runStatus })),
      at: time,
    }),
  ),
  doubts: list(object<Doubt>({ tool: text, after: amount })),
  done: list(object<Done>({ sameKey: text, after: amount })),
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
  session: named,
  history: list(entry),
  request: list(entry),
  granted: orNull(grant),
  wanted: text,
  queue: orNone(list(queued)),
  repeated: texts,
  doubtful: texts,
  steps,
  line: object<ModelLine>({ text, calls }),
  offer: orNull(object<Offer>(offer)),
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
  session: named,
  turns: amount,
  history: list(entry),
  questions: list(entry),
  runs: list(run),
  queue: list(queued),
  turnId: text,
  asked: list(entry),
  steps,
  requests: list(object<RequestDraft>(draft)),
  text,
  deadline: time,
};

/** What a tool run knows. */
export const TOOL_RUN: Fields<ToolRunContext> = {
  conversationId: text,
  operationId: text,
  session: named,
  call: longCall,
  attempt: amount,
  doubtful: yesOrNo,
  isOther: sinceLater(yesOrNo),
  percent: amount,
  reached: orNone(amount),
  measured: sinceLater(yesOrNo),
  message: text,
  stop: orNull(oneOf({ cancel: true, timeout: true })),
  status: outcome,
  result: anything,
  announcement: text,
  facts: sinceLater(texts),
  error: text,
  deadline: time,
};

type Emitted<Type extends ConversationEmitted['type']> = Omit<Extract<ConversationEmitted, { type: Type }>, 'type'>;

/** What is owed over a restart. */
const OWED = {
  reply: object<Emitted<'reply'>>({
    id: text,
    text,
    lane,
    kind,
    operationId: text,
    offer: orNone(amount),
  }),
  operation: object<Emitted<'operation'>>({
    operationId: text,
    status: (value): value is 'running' | OperationOutcome['status'] => value === 'running' || ended(value),
    runs: list(run),
  }),
  'confirmation.requested': object<Emitted<'confirmation.requested'>>({
    token: text,
    operationId: text,
    tool: text,
    preview: text,
    expiresAt: time,
  }),
  'confirmation.closed': object<Emitted<'confirmation.closed'>>({ token: text, given: yesOrNo }),
  'announcement.letGo': object<Emitted<'announcement.letGo'>>({ id: text, operationId: text }),
};

/** Whether it can be given to the listeners. What another version emits is not for this one to judge. */
export function isOwedWhole({ type, ...fields }: { type: string }): boolean {
  const shape = new Map<string, (value: unknown) => boolean>(Object.entries(OWED)).get(type);
  return shape?.(fields) !== false;
}
