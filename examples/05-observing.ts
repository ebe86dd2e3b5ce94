/**
 * Observing and inspecting: what a conversation tells its app, its states, its records in a store, and its live chart.
 *
 *     npm run lesson examples/05-observing.ts
 */
import { createInterface } from 'node:readline/promises';
import Keyv from 'keyv';
import { createConversationMachine, storeKey } from 'meanwhile';
import { openInspectionPage, redacted } from 'meanwhile/inspection';
import { createActor, waitFor } from 'xstate';
import { bakeryTools, world } from './02-your-own-tools.ts';
import { lessonModel } from './model.ts';

const shown: Record<string, string> = {};
const id = crypto.randomUUID();
const store = new Keyv(); // with an adapter of Redis or Postgres another process can read along
const machine = createConversationMachine({ model: lessonModel(), tools: bakeryTools(), store });

// XState's own inspection sees the actors inside too; redacted, it holds states and counts, and nothing that was said
const page = await openInspectionPage();
const inspected: string[] = [];
const watch = redacted((event) => {
  inspected.push(JSON.stringify(event));
  if (event.type === '@xstate.snapshot' && event.actorRef.id === 'chat') show('chat', event.snapshot.value);
});

const conversation = createActor(machine, {
  input: { id, session: { customer: 'Ada' } },
  inspect(event) {
    page.inspect(event);
    watch(event);
  },
});
conversation.on('reply', ({ lane, kind, text }) => console.log(`reply      ${lane} ${kind}: ${text}`));
conversation.on('progress', ({ run }) => console.log(`progress   ${run.percent} % ${run.message}`));
conversation.on('operation', ({ operationId, status }) => console.log(`operation  ${operationId} ${status}`));
conversation.on('failure', ({ source, error }) => console.error(`failure    ${source}: ${error}`));

conversation.subscribe(({ value }) => show('state', value));
conversation.start();

await enter(`The chart is live at ${page.url}`);
conversation.send({ type: 'user.said', text: 'Bake me a chocolate cake, please.' });
await waitFor(
  conversation,
  (state) => state.matches({ engaged: { accompanied: 'operating' } }) || state.matches('idle'),
);
conversation.send({ type: 'user.said', text: 'How far is it?' });
await world.wait(1200);
console.log('record    ', await store.get(storeKey(id, 'working-tool-status-update')));
await waitFor(conversation, (state) => state.matches('idle'));
await world.wait(100); // records are written beside the conversation
console.log('record    ', await store.get(storeKey(id, 'main_operation_complete')));
const personal = inspected.filter((event) => /Ada|chocolate/.test(event));
console.log(`inspected  ${inspected.length} events, ${personal.length} of them with a word of Ada's`);

await enter('That was it.');
conversation.stop();
await page.close();

/** Tells a state of which it has not told before. */
function show(what: string, value: unknown) {
  const line = `${what.padEnd(11)}${JSON.stringify(value)}`;
  if (line !== shown[what]) console.log(line);
  shown[what] = line;
}

/** At a terminal it waits for Enter, so that there is time to look at the page. */
async function enter(line: string) {
  console.log(line);
  if (!process.stdin.isTTY) return;
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  await terminal.question('Press Enter to go on. ');
  terminal.close();
}
