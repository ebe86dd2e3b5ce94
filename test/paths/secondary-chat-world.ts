import type { Entry } from '../../machines/messages.ts';
import type { ModelLine } from '../../machines/main-operation-protocol.ts';
import type { ChatInput } from '../../machines/secondary-chat-protocol.ts';
import { secondaryChatMachine } from '../../machines/secondary-chat.ts';
import type { Place, World } from './explore-chart.ts';
import { breaksOf, ends, says, timersOf, type Move } from './moves.ts';
import { runOf } from './run-of.ts';
import { upToTwo } from './up-to-two.ts';

/** How many questions there have been: each gets an id of its own. */
type Asked = { questions: number };
type Here = Place<typeof secondaryChatMachine, Asked>;

/** How often the chat may ask for tools here. */
export const ROUNDS = 2;

const input: ChatInput = {
  conversationId: 'c',
  operationId: 'operation-1',
  session: {},
  turns: 0,
  history: [],
  questions: [],
  runs: [],
  queue: [],
};

const say = says<typeof secondaryChatMachine>;

/**
 * A user who goes on asking, a model that answers, is silent or asks for tools, and a conversation that closes
 * and aborts at any time.
 *
 * Guards ask whether questions wait, how often tools were asked for, and whether the door is closing, which is a
 * state. What the turn has become, and by which tools, is in the essence as well, since it is checked.
 */
export const secondaryChatWorld: World<typeof secondaryChatMachine, Asked> = {
  machine: secondaryChatMachine.provide({
    guards: { isOutOfRounds: ({ context }) => context.steps.length >= ROUNDS },
  }),
  inputs: [input, { ...input, questions: [question(0)] }, { ...input, questions: [question(0), question(1)] }],
  essence: ({ context, speaking }) => ({
    speaking,
    waiting: upToTwo(context.questions),
    asked: upToTwo(context.asked),
    isAnswered: context.text !== '',
    requests: upToTwo(context.requests),
    tools: context.steps.map(({ calls }) => calls.map(({ name }) => name)),
  }),
  moves: (place) => [
    say('a question', { type: 'question.asked', question: question(place.around.questions) }),
    say('the run goes on', { type: 'operation.progressed', run: runOf('operation-1', 1) }),
    say('the queue is another', { type: 'queue.changed', queue: [] }),
    say('its answer was interrupted', { type: 'reply.interrupted', id: `turn-${place.context.turns}`, heard: 'Ye' }),
    say('the app has news', { type: 'session.updated', facts: { verified: true } }),
    say('it is closed', { type: 'chat.close' }),
    say('it is aborted', { type: 'chat.abort' }),
    ...lines(place),
    ...findings(place),
    ...breaksOf(place),
    ...timersOf(place),
  ],
  strays: ({ speaking }) => [
    ...(speaking.includes('answer') ? [] : [ends('answer', 'a late answer', line('Late.'))]),
    ...(speaking.includes('lookUp') ? [] : [ends('lookUp', 'late findings', { results: [], requests: [] })]),
  ],
  remember: ({ from, move }, { context }) => ({
    questions: from ? from.around.questions + (move.event.type === 'question.asked' ? 1 : 0) : waitingOrAsked(context),
  }),
};

function lines({ speaking }: Here): Move[] {
  if (!speaking.includes('answer')) return [];
  return [
    ends('answer', 'the model answers', line('Yes.')),
    ends('answer', 'the model says nothing', line('')),
    ends('answer', 'the model asks how far it is', line('', 'check_status')),
    ends('answer', 'the model asks for another tool', line('', 'look')),
  ];
}

function findings({ speaking }: Here): Move[] {
  if (!speaking.includes('lookUp')) return [];
  const results = [{ callId: 'call', name: 'look', content: 'found', failed: false }];
  const draft = { label: 'your bill', priority: 'normal' };
  return [
    ends('lookUp', 'it is found', { results, requests: [] }),
    ends('lookUp', 'something is wanted afterwards', { results, requests: [draft] }),
  ];
}

function waitingOrAsked({ questions, asked }: Here['context']): number {
  return questions.length + asked.length;
}

function line(text: string, ...names: string[]): ModelLine {
  return { text, calls: names.map((name) => ({ id: 'call', name, args: {} })) };
}

function question(index: number): Entry {
  return { id: `message-${index + 1}`, role: 'user', content: `Question ${index + 1}?`, lane: 'main', at: 0 };
}
