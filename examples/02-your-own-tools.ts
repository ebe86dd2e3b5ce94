/**
 * Your own tools: a bakery that looks things up, recognizes a customer, bakes for a while and sends cakes for a price.
 *
 *     npm run lesson examples/02-your-own-tools.ts
 */
import { setTimeout } from 'node:timers/promises';
import { tool, type ToolRunnableConfig } from '@langchain/core/tools';
import {
  confirm,
  createConversationMachine,
  effect,
  establishes,
  longRunning,
  readOnly,
  requires,
  toolCall,
  ToolFailure,
  traits,
  type ConversationState,
} from 'meanwhile';
import { createActor, waitFor } from 'xstate';
import { z } from 'zod';
import { lessonModel } from './model.ts';

const customers: Record<string, string> = { '4711': 'Ada' };
const cakes = ['lemon', 'carrot', 'chocolate'];
const steps = ['The dough is mixed.', 'It is in the oven.', 'It is cooling down.'];

/** The time and the courier of the lessons. */
export const world = {
  wait: (ms: number, signal?: AbortSignal): Promise<unknown> => setTimeout(ms, undefined, { signal }),
  /** The same key is the same ride, however often it is asked for. */
  async ride(address: string, _key: string): Promise<string> {
    if (address.includes('lighthouse')) throw new Error('the line went dead');
    return 'at six';
  },
};

/** The tools of the bakery; time and the courier come from outside, so that a test can bring its own. */
export function bakeryTools({ wait, ride } = world) {
  return [
    tool(() => 'rye bread, croissants and plum tart', {
      name: 'whats_fresh',
      description: 'What lies fresh on the counter.',
      schema: z.object({}),
      metadata: traits(readOnly()), // quick and harmless: the chat may use it while a cake is in the oven
    }),

    tool(({ card }) => ({ customer: customers[card] ?? null }), {
      name: 'show_card',
      description: 'Recognizes a customer by the number of a customer card.',
      schema: z.object({ card: z.string() }),
      // the session learns it from the result; for more than cake, ask for a secret that no model can guess
      metadata: traits(
        effect('none'),
        establishes(({ customer }: { customer: string | null }) => ({ customer })),
      ),
    }),

    tool(
      async function* ({ cake }, config: ToolRunnableConfig) {
        for (const [done, message] of steps.entries()) {
          await wait(800, config.signal); // rejects when the user cancels; nothing was sold yet
          yield { percent: (100 * (done + 1)) / (steps.length + 1), message };
        }
        return { cake, soldTo: toolCall(config).session['customer'] };
      },
      {
        name: 'bake_cake',
        description: 'Bakes a cake for the customer, who has to show the card first. Takes a while.',
        schema: z.object({ cake: z.string().describe('lemon, carrot or chocolate') }),
        metadata: traits(
          requires('customer'), // refused until the session has this fact, whatever the model says
          effect('none'), // nothing is sold before it is done: after a crash it is begun again
          longRunning<{ cake: string }, { cake: string }>({
            expectedMs: 2400,
            label: ({ cake }) => `your ${cake} cake`,
            acknowledgment: ({ cake }) => `One ${cake} cake, coming up. Ask me anything while it bakes.`,
            check: ({ cake }) => (cakes.includes(cake) ? undefined : { error: 'not_baked_here', cakes }),
            announce: ({ cake }) => `Your ${cake} cake is ready.`, // of the result; said if no model can
          }),
        ),
      },
    ),

    tool(
      async function* ({ address }, config: ToolRunnableConfig) {
        yield { percent: 10, message: 'I am calling the courier.' };
        try {
          return { arrives: await ride(address, toolCall(config).idempotencyKey) }; // one key, one ride
        } catch (cause) {
          // one key, one ride: so he may be called again, though he may have heard us
          throw new ToolFailure('the courier did not answer', { mayHaveHappened: true, retryable: true, cause });
        }
      },
      {
        name: 'send_cake',
        description: 'Sends the cake to an address by courier. Takes a while.',
        schema: z.object({ address: z.string() }),
        metadata: traits(
          requires('customer'),
          effect('idempotent'), // after a crash the courier is called again: one key, one ride
          // told word for word, and only the customer's own yes to it sends the cake
          confirm<{ address: string }>(
            ({ address }) => `A courier to ${address} costs 6.50 EUR. Shall I send it there?`,
          ),
          longRunning({ expectedMs: 1000, label: 'the delivery', retry: { attempts: 2, firstMs: 500 } }),
        ),
      },
    ),
  ];
}

if (import.meta.main) {
  const machine = createConversationMachine({
    model: lessonModel(),
    tools: bakeryTools(),
    instructions: { main: 'You serve the customers of a bakery, in short sentences.' }, // your system prompt
  });
  const conversation = createActor(machine, { input: { id: crypto.randomUUID() } });
  conversation.on('reply', ({ kind, text }) => console.log(`${kind}: ${text}`));
  conversation.on('progress', ({ run: { label, status, percent, attempt, retryAt } }) => {
    const again = attempt > 1 ? `, attempt ${attempt}` : '';
    console.log(`  [${label}: ${retryAt === null ? status : 'waiting to try again'}, ${percent} %${again}]`);
  });
  conversation.on('failure', ({ error }) => console.error(error));
  conversation.start();

  const until = (state: ConversationState) => waitFor(conversation, (now) => now.matches(state) || now.matches('idle'));
  const say = async (text: string, state: ConversationState = 'idle') => {
    console.log(`you: ${text}`);
    conversation.send({ type: 'user.said', text });
    await until(state);
  };

  const working: ConversationState = { engaged: { accompanied: { operating: 'talking' } } };
  const asked: ConversationState = { awaitingConfirmation: 'listening' };
  await say('Bake me a lemon cake, please.'); // refused: who is asking?
  await say('My card is 4711. Bake me a lemon cake, please.', working);
  await say('What is fresh today?'); // answered while it bakes
  await say('Send it to the lighthouse.', asked); // that costs something: nothing is sent yet
  await say('Yes, please.'); // now the courier is called, twice, and nobody can tell whether he comes
  await say('Bake me a carrot cake.', working);
  await world.wait(1200);
  conversation.send({ type: 'operation.cancel' });
  await until('idle');
  conversation.stop();
}
