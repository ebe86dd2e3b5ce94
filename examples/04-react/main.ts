/**
 * React: a chat page on `useMachine`, against a small server that holds the conversations, in `.bakery`, so that they go on after
 * a restart. Neither the key nor LangChain reaches the browser.
 *
 *     npm run lesson examples/04-react/main.ts
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { createConversationMachine } from 'meanwhile';
import { sqliteStore } from 'meanwhile/sqlite';
import { bakeryTools, world } from '../02-your-own-tools.ts';
import { lessonModel } from '../model.ts';
import { buildPage, readPage } from './page-files.ts';
import { serveBakery } from './server.ts';

// five times slower than the lesson before, so that there is time to type
const unhurried = { ...world, wait: (ms: number, signal?: AbortSignal) => setTimeout(5 * ms, undefined, { signal }) };
const model = lessonModel({ pace: 40 });
const tools = bakeryTools(unhurried);
const store = sqliteStore('.bakery/conversations.sqlite'); // so they outlive this process

const folder = await mkdtemp(join(tmpdir(), 'bakery-'));
await buildPage(folder);
const page = await readPage(folder);
await rm(folder, { recursive: true });

const port = Number(process.env['PORT'] ?? 4004);
try {
  const { url, close } = await serveBakery(
    (onDelta) => createConversationMachine({ model, tools, store, onDelta }),
    page,
    port,
  );
  console.log(`Open ${url} in a browser. Ctrl-C ends it.`);
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void close());
} catch (error) {
  console.error(`Port ${port} cannot be used (${String(error)}): set PORT to another.`);
  process.exitCode = 1;
}
