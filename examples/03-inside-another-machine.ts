/**
 * A conversation inside another machine: a bakery's desk lets the agent talk, and calls a person when work went wrong.
 *
 *     npm run lesson examples/03-inside-another-machine.ts
 */
import {
  createConversationMachine,
  type Conversation,
  type ConversationEmitted,
  type ConversationState,
  type RunStatus,
} from 'meanwhile';
import { createActor, emit, fromCallback, sendTo, setup, stopChild, waitFor } from 'xstate';
import { bakeryTools } from './02-your-own-tools.ts';
import { lessonModel } from './model.ts';

/** What reaches the desk, and what is said there. */
type Heard = { type: 'customer.said'; text: string } | { type: 'customer.left' };
type Said = { type: 'said'; by: 'agent' | 'person'; text: string };

const desk = setup({
  types: {
    context: {} as { agent: Conversation },
    events: {} as Heard | ConversationEmitted,
    emitted: {} as Said,
    input: {} as { customer: string },
  },
  actors: {
    agent: createConversationMachine({ model: lessonModel(), tools: bakeryTools() }),
    /** What a child emits reaches its own listeners only: this one hands it on to the desk. */
    ear: fromCallback<Heard, Conversation>(({ input: conversation, sendBack }) => {
      const subscription = conversation.on('*', sendBack);
      return () => subscription.unsubscribe();
    }),
  },
  actions: {
    askAgent: sendTo(
      ({ context }) => context.agent,
      (_, { text }: { text: string }) => ({ type: 'user.said' as const, text }),
    ),
    say: emit((_, said: Omit<Said, 'type'>) => ({ type: 'said' as const, ...said })),
    log: (_, { error }: { error: string }) => console.error(error),
  },
  guards: {
    wentWrong: (_, { runs }: { runs: RunStatus[] }) =>
      runs.some(({ status }) => ['failed', 'unknown'].includes(status)),
  },
}).createMachine({
  id: 'desk',
  context: ({ spawn, input: { customer } }) => ({
    agent: spawn('agent', { id: 'agent', input: { id: crypto.randomUUID(), session: { customer } } }),
  }),
  initial: 'agent',
  on: { 'customer.left': { target: '.closed' } },
  states: {
    agent: {
      invoke: { src: 'ear', input: ({ context }) => context.agent },
      on: {
        'customer.said': { actions: { type: 'askAgent', params: ({ event }) => event } },
        reply: { actions: { type: 'say', params: ({ event }) => ({ by: 'agent', text: event.text }) } },
        operation: { guard: { type: 'wentWrong', params: ({ event }) => event }, target: 'person' },
        failure: { actions: { type: 'log', params: ({ event }) => event } },
      },
      exit: stopChild('agent'), // and with it whatever tool is still at work
    },
    person: {
      entry: {
        type: 'say',
        params: ({ context }) => ({
          by: 'person',
          text: `This is Tom. I have read all ${linesOf(context.agent)} lines.`,
        }),
      },
      on: {
        'customer.said': {
          actions: { type: 'say', params: { by: 'person', text: 'I am calling the courier myself.' } },
        },
      },
    },
    closed: { type: 'final' },
  },
});

/** The transcript is the child's context, and stays readable when it was stopped. */
function linesOf(agent: Conversation): number {
  return agent.getSnapshot().context.transcript.length;
}

const actor = createActor(desk, { input: { customer: 'Ada' } });
actor.on('said', ({ by, text }) => console.log(`${by}: ${text}`));
actor.start();

const say = (text: string) => {
  console.log(`customer: ${text}`);
  actor.send({ type: 'customer.said', text });
};
const { agent } = actor.getSnapshot().context;
const agentIs = (state: ConversationState) => waitFor(agent, (now) => now.matches(state) || now.matches('idle'));

say('Send my cake to the lighthouse.');
await agentIs({ awaitingConfirmation: 'listening' }); // a yes counts only once the price is told
say('Yes, please.');
await agentIs({ engaged: { accompanied: { operating: 'talking' } } });
say('What is fresh today?'); // the desk forwards at any time: who answers is the conversation's own affair
await waitFor(actor, (state) => state.matches('person'), { timeout: 30_000 }); // a real model might do without the tool
say('And who are you?');
actor.send({ type: 'customer.left' });
