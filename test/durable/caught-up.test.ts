import { expect, test } from 'vitest';
import { createActor, type Snapshot } from 'xstate';
import type { ConversationContext } from '../../machines/conversation-context.ts';
import { pureConversation } from '../../src/conversation/pure-conversation.ts';
import { caughtUp } from '../../src/durable/caught-up.ts';
import { DEFAULT_LIMITS } from '../../src/effects/limits.ts';
import { estimateTokens } from '../../src/messages/count-tokens.ts';
import { DEFAULT_PHRASES } from '../../src/phrases.ts';
import { runOf } from '../kit/run-of.ts';

test('a snapshot of an earlier version gets what its contexts lack, and keeps what they have', () => {
  const chat = { snapshot: { status: 'active', context: { turns: 3 } } };
  const operation = { snapshot: { status: 'active', context: { wanted: 'a bill' } } };
  const snapshot = {
    status: 'active',
    context: { id: 'c', messages: 3, doubts: { tools: ['buy'], at: 7 }, done: [{ sameKey: 'x', at: 7 }] },
    children: { chat, operation, recorder: {} },
  };
  expect(caughtUp(snapshot as never)).toEqual({
    status: 'active',
    context: {
      id: 'c',
      messages: 3,
      queue: [],
      doubts: [{ tool: 'buy', after: 3 }],
      done: [{ sameKey: 'x', after: 3 }],
      speaking: false,
      spokenAt: 0,
      playing: '',
      announcements: [],
    },
    children: {
      chat: { snapshot: { status: 'active', context: { turns: 3, queue: [], requests: [] } } },
      operation: { snapshot: { status: 'active', context: { wanted: 'a bill', repeated: [], acknowledged: false } } },
      recorder: {},
    },
  });
});

test('one that was at work when there was no silence to be waited for goes on where it was', () => {
  const silence = { afterMs: 10, againAfterMs: 10, most: 1, speechTimeout: 0, deliveryTimeout: 0 };
  const machine = pureConversation({
    phrases: DEFAULT_PHRASES,
    limits: DEFAULT_LIMITS,
    count: estimateTokens,
    silence,
  });
  const before = createActor(machine, { input: { id: 'c' } }).start();
  before.send({ type: 'user.said', text: 'Paint it.' });
  before.send({ type: 'operation.progressed', operationId: 'operation-1', run: runOf() });
  before.send({ type: 'operation.wentLong', operationId: 'operation-1' });
  const { context, ...kept } = JSON.parse(JSON.stringify(before.getPersistedSnapshot())) as Snapshot<unknown> & {
    context: Partial<ConversationContext>;
  };
  before.stop();
  delete context.spokenAt;
  delete context.playing;

  const snapshot = { ...kept, context, value: { engaged: { accompanied: 'operating' } } };
  const after = createActor(machine, { input: { id: 'c' }, snapshot: caughtUp(snapshot) }).start();
  after.send({ type: 'session.updated', facts: {} });
  expect(after.getSnapshot().value).toEqual({ engaged: { accompanied: { operating: 'quiet' } } });
  expect(Object.keys(after.getSnapshot().children).toSorted()).toEqual(['chat', 'operation', 'recorder']);
  after.stop();
});
