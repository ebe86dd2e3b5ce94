import type { Asked, ConversationContext, Requested } from '../../machines/conversation-context.ts';
import { isKnown, messageWith } from '../../machines/conversation.ts';
import type { Priority, QueuedRequest } from '../../machines/queue-protocol.ts';
import type { Limits } from '../effects/limits.ts';
import { eventFlaw } from '../event-flaw.ts';
import { beginningOf } from '../messages/beginning-of.ts';
import { asLabel, LONGEST_LABEL } from '../messages/label.ts';

/** A request counts as if it had come so much earlier, in milliseconds: so each is overtaken for a bounded time only. */
const HEAD_START_MS: Record<Priority, number> = { low: -120_000, normal: 0, high: 120_000 };

/** How many requests may wait, and how many characters one may have. */
type Room = Pick<Limits, 'queue' | 'text'>;

/** Whether a request of the app can be taken: it is new, not too long, and there is room. */
export function isQueueable(context: ConversationContext, request: Requested, limits: Room): boolean {
  const isNew = isRequest(request) && !isKnown(context, request.id);
  return isNew && request.text.length <= limits.text && hasRoom(context, limits);
}

/** Whether a request of the app comes when no more may wait. */
export function isQueueFull(context: ConversationContext, request: Requested, limits: Room): boolean {
  return isRequest(request) && !hasRoom(context, limits);
}

function isRequest(request: Requested): boolean {
  return eventFlaw({ ...request, type: 'request.enqueue' }) === undefined;
}

function hasRoom({ queue }: ConversationContext, limits: Room): boolean {
  return queue.length < limits.queue;
}

/** What changes when the app has a request: it is an entry of the transcript that belongs to the operation it will be. */
export function withRequest(context: ConversationContext, { text, priority = 'normal', id: givenId }: Requested) {
  const { id, ...counted } = messageWith(context, givenId);
  const operationId = `operation-${context.operations + 1}`;
  const number = counted.messages;
  const entry = { id, role: 'user', content: text, lane: 'main', turn: operationId, operationId, number } as const;
  const request = { operationId, label: labelOf(text), messages: [id], turnId: null, priority, at: context.now };
  return {
    ...counted,
    operations: context.operations + 1,
    transcript: [...context.transcript, { ...entry, at: context.now }],
    queue: inLine(context.queue, request),
  };
}

/** What changes when a chat turn asks for more: it is queued as far as there is room. */
export function withRequests(context: ConversationContext, { turnId, questions, requests }: Asked, limits: Room) {
  const taken = requests.slice(0, Math.max(0, limits.queue - context.queue.length));
  const all = taken.map((request, index) => ({
    ...request,
    operationId: `operation-${context.operations + index + 1}`,
    messages: questions,
    turnId,
    at: context.now,
  }));
  return { operations: context.operations + taken.length, queue: all.reduce(inLine, context.queue) };
}

/** A request with the others: behind all that came before it, head start included. So the order of two never changes. */
export function inLine(queue: QueuedRequest[], request: QueuedRequest): QueuedRequest[] {
  const place = queue.findIndex((other) => since(other) > since(request));
  return queue.toSpliced(place === -1 ? queue.length : place, 0, request);
}

function since({ at, priority }: QueuedRequest): number {
  return at - HEAD_START_MS[priority];
}

/** What a request of the app is called: how it begins. It is always called something. */
export function labelOf(text: string): string {
  const label = asLabel(text);
  return label.replace(/[\s.!?]+$/u, '') || label || beginningOf(text.trim(), LONGEST_LABEL);
}
