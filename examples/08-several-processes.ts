/**
 * Several processes: conversations in Redis or PostgreSQL. Each has one process at a time, and the next takes it over when
 * that one has closed it, or died.
 *
 *     npm run lesson examples/08-several-processes.ts
 *
 * REDIS_URL or DATABASE_URL says where the server is: redis://localhost:6379, postgresql://user@localhost/app.
 */
import { spawn } from 'node:child_process';
import { once, type EventEmitter } from 'node:events';
import KeyvPostgres from '@keyv/postgres';
import KeyvRedis from '@keyv/redis';
import Keyv from 'keyv';
import { createConversationMachine, openConversation } from 'meanwhile';
import { waitFor } from 'xstate';
import { bakeryTools } from './07-survive-a-crash.ts';
import { lessonModel } from './model.ts';

const { REDIS_URL = '', DATABASE_URL = '' } = process.env;

/** A store on Redis. How its server has to be set up, so that it keeps what it has acknowledged, is in docs/store.md. */
async function onRedis(url: string): Promise<Keyv> {
  const adapter = new KeyvRedis<string>(
    { url, disableOfflineQueue: true }, // else what is asked while the server is away is done much later
    { connectionTimeout: 2000, throwOnConnectError: true },
  );
  const store = new Keyv({ store: adapter });
  store.on('error', () => {}); // each is told by what it befell
  await adapter.getClient(); // connects: until it has, nothing can be done
  return store;
}

/** A store on PostgreSQL, which makes its table by itself. */
function onPostgres(uri: string): Keyv {
  return new Keyv({ store: new KeyvPostgres({ uri, log: listen }) });
}

/** The adapter's pool calls this as its own method: while nobody listens to it, a connection that breaks ends the process. */
function listen(this: EventEmitter) {
  if (this.listenerCount('error') === 0) this.on('error', () => {});
}

/** What each process does: it takes the conversation over, goes on with it, and gives it back. */
async function serve(store: Keyv, id: string, life: string | undefined) {
  const till = { sell() {} }; // a service of its own, which takes the key
  const machine = createConversationMachine({ model: lessonModel(), tools: bakeryTools(till), store });

  const began = performance.now();
  // while another process has it open, this throws a LeaseLost: send the user there, or try again
  const conversation = await openConversation(machine, { id });
  console.log(`(The ${life} process has it, after ${((performance.now() - began) / 1000).toFixed(1)} s.)`);
  const say = (text: string) => {
    console.log(`you: ${text}`);
    conversation.send({ type: 'user.said', text });
  };

  conversation.on('reply', ({ kind, text }) => console.log(`${kind}: ${text}`));
  conversation.on('progress', ({ run }) => {
    if (life === 'second' && run.percent >= 60) process.kill(process.pid, 'SIGKILL');
  });
  conversation.start();
  if (life === 'first') say('What is fresh today?');
  if (life === 'second') say('Bake me a lemon cake, please.');
  await waitFor(conversation, (now) => now.matches('idle'));
  await conversation.close();
}

async function startOneAfterTheOther() {
  const id = `bakery-${crypto.randomUUID()}`;
  for (const life of ['first', 'second', 'third']) {
    const command = [...process.execArgv, import.meta.filename, id, life];
    const child = spawn(process.execPath, command, { stdio: 'inherit' });
    await once(child, 'close');
    console.log(`The ${life} process ended: ${child.signalCode ?? child.exitCode}.\n`);
    if (child.exitCode === 1) {
      process.exitCode = 1;
      return;
    }
  }
}

const [id, life] = process.argv.slice(2);
if (!REDIS_URL && !DATABASE_URL) {
  console.error('Set REDIS_URL or DATABASE_URL, as in redis://localhost:6379 or postgresql://user@localhost/app.');
  process.exitCode = 1;
} else if (id === undefined) {
  await startOneAfterTheOther();
} else {
  try {
    const store = REDIS_URL ? await onRedis(REDIS_URL) : onPostgres(DATABASE_URL);
    await serve(store, id, life);
    await store.disconnect();
  } catch (error) {
    console.error(`That did not work; is the server there, and the address right? ${String(error)}`);
    process.exit(1);
  }
}
