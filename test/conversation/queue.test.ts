import { getInitialSnapshot } from 'xstate';
import { describe, expect, test } from 'vitest';
import type { ConversationContext, Requested } from '../../machines/conversation-context.ts';
import { conversationMachine } from '../../machines/conversation.ts';
import type { QueuedRequest } from '../../machines/queue-protocol.ts';
import { isQueueable, isQueueFull, labelOf, withRequest, withRequests } from '../../src/conversation/queue.ts';

const begun = getInitialSnapshot(conversationMachine, { id: 'customer-1' }).context;
const waiting = (operationId: string): QueuedRequest => ({
  operationId,
  label: 'your bill',
  messages: ['message-1'],
  turnId: null,
  priority: 'normal',
  at: 0,
});
const full: ConversationContext = { ...begun, queue: [waiting('operation-1')] };
const room = { queue: 1, text: 8 };

describe('a request of the app', () => {
  test.each<[string, ConversationContext, Requested, boolean]>([
    ['is taken', begun, { text: 'My bill.' }, true],
    ['is taken with a priority', begun, { text: 'My bill.', priority: 'low' }, true],
    ['is no words', begun, { text: '  ' }, false],
    ['has a priority that there is not', begun, { text: 'My bill.', priority: 'toString' as 'low' }, false],
    ['has a priority that is no text', begun, { text: 'My bill.', priority: ['high'] as unknown as 'high' }, false],
    ['is too long', begun, { text: 'My bill!!' }, false],
    ['was taken before', { ...begun, heard: ['user/b'] }, { text: 'My bill.', id: 'b' }, false],
    ['comes when the queue is full', full, { text: 'My bill.' }, false],
  ])('%s', (_, context, request, isTaken) => {
    expect(isQueueable(context, request, room)).toBe(isTaken);
  });

  test('is refused for want of room only if it is one', () => {
    expect(isQueueFull(full, { text: 'My bill.' }, room)).toBe(true);
    expect(isQueueFull(full, { text: '' }, room)).toBe(false);
    expect(isQueueFull(begun, { text: 'My bill.' }, room)).toBe(false);
  });

  test('is what the user said, to the operation it will be', () => {
    const context = { ...begun, messages: 4, operations: 2, now: 700 };
    expect(withRequest(context, { text: 'My bill, please!', id: 'b' })).toEqual({
      messages: 5,
      operations: 3,
      heard: ['user/b'],
      transcript: [
        {
          id: 'user/b',
          role: 'user',
          content: 'My bill, please!',
          lane: 'main',
          turn: 'operation-3',
          operationId: 'operation-3',
          number: 5,
          at: 700,
        },
      ],
      queue: [
        {
          operationId: 'operation-3',
          label: 'My bill, please',
          messages: ['user/b'],
          turnId: null,
          priority: 'normal',
          at: 700,
        },
      ],
    });
  });

  test('without a priority is a normal one', () => {
    const low = withRequest(begun, { text: 'My bill.', priority: 'low' });
    const { queue } = withRequest({ ...begun, ...low }, { text: 'My data.' });
    expect(queue.map(({ label, priority }) => [label, priority])).toEqual([
      ['My data', 'normal'],
      ['My bill', 'low'],
    ]);
  });

  test('is called as it begins', () => {
    expect(labelOf('x'.repeat(200))).toBe('x'.repeat(100));
    expect(labelOf(' My bill?! ')).toBe('My bill');
  });

  test('is called by its text as it is, if nothing but its end were left', () => {
    expect(labelOf('?')).toBe('?');
    expect(labelOf(' ... ')).toBe('...');
    expect(labelOf(' \u0007 ')).toBe('\u0007');
  });
});

describe('what a chat turn wants done later', () => {
  const asked = (...labels: string[]) => ({
    turnId: 'turn-3',
    questions: ['message-7'],
    requests: labels.map((label) => ({ label, priority: 'normal' as const })),
  });

  test('refers to the words it was asked in, each under an id of its own', () => {
    expect(
      withRequests({ ...begun, operations: 1, now: 700 }, asked('your bill', 'your data'), { queue: 2, text: 8 }),
    ).toEqual({
      operations: 3,
      queue: ['your bill', 'your data'].map((label, index) => ({
        operationId: `operation-${index + 2}`,
        label,
        messages: ['message-7'],
        turnId: 'turn-3',
        priority: 'normal',
        at: 700,
      })),
    });
  });

  test('is taken as far as there is room, and nothing where there is none, or less', () => {
    const labelsAfter = (context: ConversationContext) =>
      withRequests(context, asked('your bill', 'your data'), room).queue.map(({ operationId }) => operationId);
    expect(labelsAfter(begun)).toEqual(['operation-1']);
    expect(labelsAfter(full)).toEqual(['operation-1']);
    const overfull = { ...full, queue: [waiting('operation-1'), waiting('operation-2')] };
    expect(labelsAfter({ ...overfull, operations: 2 })).toEqual(['operation-1', 'operation-2']);
  });
});
