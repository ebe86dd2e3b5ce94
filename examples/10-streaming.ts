/**
 * Streaming: answers are shown while they are written. What will be told in other words is taken back.
 *
 *     npm run lesson examples/10-streaming.ts
 */
import { setTimeout as wait } from 'node:timers/promises';
import { createConversationMachine, type Delta } from 'meanwhile';
import { scriptedModel } from 'meanwhile/testing';
import { createActor, waitFor } from 'xstate';
import { bakeryTools } from './02-your-own-tools.ts';

// A model that says a few words, thinks better of it and asks for a tool; a real one streams in just the same way.
const model = scriptedModel(
  [
    { text: ['Let ', 'me ', 'see.'], pace: 100, calls: [{ name: 'whats_fresh' }] },
    { text: ['Rye ', 'bread, ', 'and ', 'croissants.'], pace: 100 },
    { text: ['Our ', 'bread ', 'is ', 'baked ', 'with '], pace: 100 },
  ],
  { wait: (ms, signal) => wait(ms, undefined, { signal }) },
);

/** What is being written, of each conversation by the id of its reply. Who has to connect anew empties it. */
const drafts = new Map<string, Map<string, string>>();

/** Hears all conversations of the machine, and each begins its ids anew: one map for all would mix them up. */
function onDelta({ conversationId, replyId, from, text }: Delta) {
  const own = drafts.get(conversationId);
  if (!own) return; // of a conversation that nobody follows
  const draft = (own.get(replyId) ?? '').slice(0, from) + text;
  own.set(replyId, draft);
  console.log(draft === '' ? '  (taken back)' : `  ${draft}…`);
}

const machine = createConversationMachine({ model, tools: bakeryTools(), onDelta });
const id = crypto.randomUUID();
drafts.set(id, new Map());
const conversation = createActor(machine, { input: { id } });
conversation.on('reply', (reply) => {
  drafts.get(id)?.delete(reply.id);
  console.log(`bakery: ${reply.text}`);
});
conversation.on('failure', ({ source, error }) => console.error(`${source}: ${error}`));
conversation.start();

console.log('you: What is fresh today?');
conversation.send({ type: 'user.said', text: 'What is fresh today?' });
await waitFor(conversation, (state) => state.matches('idle'));

console.log('you: Tell me about your bread.');
conversation.send({ type: 'user.said', text: 'Tell me about your bread.' });
await wait(350);
console.log('(You stop it.)');
conversation.send({ type: 'operation.cancel' });
await waitFor(conversation, (state) => state.matches('idle'));
conversation.stop();
