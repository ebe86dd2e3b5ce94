/**
 * What the compiler tells those who embed the library. `npm run check:types` reads this file: each line below a
 * `@ts-expect-error` must be refused, and every other one must not be.
 */
import { useMachine } from '@xstate/react';
import {
  createConversationMachine,
  effect,
  longRunning,
  toolCall,
  traits,
  type Conversation,
  type ConversationCommand,
  type ConversationContext,
  type ConversationEmitted,
  type ConversationInput,
  type ConversationMachine,
  type ConversationOptions,
  type ConversationState,
  type ConversationTool,
  type EffectPolicy,
  type Facts,
  type RunStatus,
  type ToolCallContext,
  type Traits,
} from 'meanwhile';
import type { conversationMachine } from 'meanwhile/machines';
import { stage } from 'meanwhile/testing';
import { expectTypeOf } from 'vitest';
import { createActor, setup, type EmittedFrom, type EventFromLogic, type InputFrom, type SnapshotFrom } from 'xstate';

declare const options: ConversationOptions;
declare const tool: ConversationTool;

const machine = createConversationMachine(options);
const conversation = createActor(machine, { input: { id: 'customer-42' } });

// The machine's type is written by hand: events, context, input and what is emitted are those of the public door.
expectTypeOf(machine).toEqualTypeOf<ConversationMachine>();
expectTypeOf(conversation).toExtend<Conversation>();
expectTypeOf<EventFromLogic<ConversationMachine>>().toEqualTypeOf<ConversationCommand>();
expectTypeOf<InputFrom<ConversationMachine>>().toEqualTypeOf<ConversationInput>();
expectTypeOf<EmittedFrom<ConversationMachine>>().toEqualTypeOf<ConversationEmitted>();
expectTypeOf<SnapshotFrom<ConversationMachine>['value']>().toEqualTypeOf<ConversationState>();
expectTypeOf<SnapshotFrom<ConversationMachine>['context']>().toEqualTypeOf<ConversationContext>();

// And it is true of the chart.
type Chart = typeof conversationMachine;
expectTypeOf<SnapshotFrom<Chart>['value']>().toEqualTypeOf<ConversationState>();
expectTypeOf<SnapshotFrom<Chart>['context']>().toEqualTypeOf<ConversationContext>();
expectTypeOf<EmittedFrom<Chart>>().toEqualTypeOf<ConversationEmitted>();
expectTypeOf<ConversationCommand>().toExtend<EventFromLogic<Chart>>();

conversation.send({ type: 'user.said', text: 'Hello.' });
conversation.send({ type: 'user.said', text: 'Hello.', id: 'm1' });
conversation.send({ type: 'operation.cancel' });
conversation.send({ type: 'session.updated', facts: { verified: true } });
// @ts-expect-error what the user said is text
conversation.send({ type: 'user.said' });
// @ts-expect-error facts are plain JSON
conversation.send({ type: 'session.updated', facts: { since: new Date() } });
// @ts-expect-error what the children report among themselves is not the app's to send
conversation.send({ type: 'operation.wentLong', operationId: 'operation-1' });
// @ts-expect-error the events are a closed list
conversation.send({ type: 'user.shouted', text: 'Hello!' });

// @ts-expect-error a conversation needs an id
createActor(machine, { input: {} });
// @ts-expect-error and a text it is
createActor(machine, { input: { id: 42 } });

conversation.on('reply', (reply) => {
  expectTypeOf(reply.text).toEqualTypeOf<string>();
  expectTypeOf(reply.lane).toEqualTypeOf<'main' | 'chat'>();
  expectTypeOf(reply.kind).toEqualTypeOf<'answer' | 'acknowledgment' | 'interim' | 'announcement'>();
});
conversation.on('progress', ({ run }) => expectTypeOf(run).toEqualTypeOf<RunStatus>());
// @ts-expect-error nothing of that name is emitted
conversation.on('token', () => {});

const snapshot = conversation.getSnapshot();
snapshot.matches('idle');
snapshot.matches({ engaged: { accompanied: 'operating' } });
// @ts-expect-error there is no such state
snapshot.matches('sleeping');
// @ts-expect-error there is no such state in there
snapshot.matches({ engaged: 'settling' });

// It fits where XState takes a machine: in React, and as a child of another machine.
const Chat = () => useMachine(machine, { input: { id: 'customer-42' } })[1]({ type: 'user.said', text: 'Hello.' });
expectTypeOf(Chat).returns.toEqualTypeOf<void>();

setup({ actors: { conversation: machine } }).createMachine({
  invoke: { src: 'conversation', input: { id: 'customer-42' } },
});
setup({ actors: { conversation: machine } }).createMachine({
  // @ts-expect-error a child needs an id of its own conversation, too
  invoke: { src: 'conversation', input: {} },
});

// @ts-expect-error a model and tools are all it cannot do without
createConversationMachine({ tools: [tool] });
// @ts-expect-error no bound has this name
createConversationMachine({ ...options, bounds: { patience: 1 } });
// @ts-expect-error no option has this name
createConversationMachine({ ...options, modle: options.model });

// A tool may name its arguments and its result.
longRunning<{ pages: number }, { price: number }>({
  expectedMs: 1000,
  when: ({ pages }) => pages > 10,
  announce: ({ price }) => `It is ${price.toFixed(2)}.`,
  // @ts-expect-error it has no such argument
  label: ({ chapters }) => `${chapters} chapters`,
});
// @ts-expect-error how long it takes has to be said
longRunning({ label: 'your bill' });
// @ts-expect-error traits are joined, not spread
traits({ longRunnning: { expectedMs: 1 } });

// So may what asks its back-end; nothing else takes a function.
effect<{ to: string }, { paid: number }>('reconcile', async ({ to }, { idempotencyKey, signal }) => {
  expectTypeOf(signal).toEqualTypeOf<AbortSignal>();
  return idempotencyKey === to ? { paid: 5 } : undefined;
});
effect('idempotent') satisfies Traits;
expectTypeOf<EffectPolicy>().toEqualTypeOf<'none' | 'idempotent' | 'reconcile' | 'unsafe'>();
// @ts-expect-error a back-end is asked by a function
effect('reconcile');
// @ts-expect-error an unsafe tool asks nobody
effect('unsafe', async () => null);
// @ts-expect-error there is no such policy
effect('safe');

expectTypeOf(toolCall(undefined)).toEqualTypeOf<ToolCallContext>();
expectTypeOf<ToolCallContext['session']>().toEqualTypeOf<Facts>();

const scene = stage({ main: [{ text: 'Hello.' }] });
expectTypeOf(scene.emitted('progress')).items.toExtend<{ at: number; run: RunStatus }>();
// @ts-expect-error the main model must have something to say
stage({ tools: [tool] });
