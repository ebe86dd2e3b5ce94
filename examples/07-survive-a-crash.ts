/**
 * Surviving a crash: a bakery's process is killed in the middle of a sale, and the next one tells the rest.
 *
 *     npm run lesson examples/07-survive-a-crash.ts
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { tool, type ToolRunnableConfig } from '@langchain/core/tools';
import {
  createConversationMachine,
  effect,
  longRunning,
  openConversation,
  readOnly,
  toolCall,
  traits,
} from 'meanwhile';
import { sqliteStore } from 'meanwhile/sqlite';
import { waitFor } from 'xstate';
import { z } from 'zod';
import { lessonModel } from './model.ts';

/** The bakery's till, a file that knows nothing of conversations: each line is a sale, and the same key is the same sale. */
function tillIn(folder: string) {
  const file = join(folder, 'till.txt');
  const sales = () => readFileSync(file, { encoding: 'utf8', flag: 'a+' }).split('\n').filter(Boolean);
  return {
    sales,
    sell(cake: string, key: string) {
      if (!sales().some((sale) => sale.startsWith(`${key} `))) appendFileSync(file, `${key} ${cake}\n`);
    },
  };
}

/** The tools of a bakery whose till takes a key. */
export function bakeryTools(till: { sell(cake: string, key: string): void }) {
  return [
    tool(() => 'rye bread, croissants and plum tart', {
      name: 'whats_fresh',
      description: 'What lies fresh on the counter.',
      schema: z.object({}),
      metadata: traits(readOnly()),
    }),

    tool(
      async function* ({ cake }, config: ToolRunnableConfig) {
        const { idempotencyKey } = toolCall(config);
        yield { percent: 20, message: 'The dough is mixed.' };
        await setTimeout(600);
        till.sell(cake, idempotencyKey); // the key stays the same, however often this is begun
        yield { percent: 60, message: 'It is sold, and in the oven.' };
        await setTimeout(600);
        return { cake };
      },
      {
        name: 'bake_cake',
        description: 'Bakes a cake and sells it. Takes a while.',
        schema: z.object({ cake: z.string() }),
        metadata: traits(
          longRunning<{ cake: string }>({ expectedMs: 1200, label: ({ cake }) => `your ${cake} cake` }),
          // the till takes the key: so after a crash it may be asked again, and nobody has to ask the customer
          effect('idempotent'),
        ),
      },
    ),
  ];
}

/** One life of the bakery's process. */
async function serveIn(folder: string) {
  const store = sqliteStore(join(folder, 'conversations.sqlite'));
  const machine = createConversationMachine({ model: lessonModel(), tools: bakeryTools(tillIn(folder)), store });

  // begun, or as it was when its process died: that one is waited for, six seconds at most, as it might be alive
  const conversation = await openConversation(machine, { id: 'customer-42' });
  const isNew = conversation.getSnapshot().context.transcript.length === 0;
  const say = (text: string) => {
    console.log(`you: ${text}`);
    conversation.send({ type: 'user.said', text });
  };
  const askAndDie = async () => {
    say('What is fresh today?');
    await conversation.saved(); // what was said so far outlives the process
    process.kill(process.pid, 'SIGKILL');
  };

  conversation.on('reply', ({ kind, text }) => console.log(`${kind}: ${text}`));
  conversation.on('progress', ({ run }) =>
    console.log(`  [${run.label}: ${run.status}, attempt ${run.attempt}, ${run.percent} %] ${run.message}`),
  );
  conversation.on('progress', ({ run }) => {
    if (isNew && run.percent >= 60) void askAndDie();
  });
  conversation.start();
  if (isNew) say('Bake me a lemon cake, please.');

  await waitFor(conversation, (now) => now.matches('idle'));
  await conversation.close(); // the next process need not wait
  await store.close();
}

async function killAndStartAgain() {
  const folder = mkdtempSync(join(tmpdir(), 'bakery-'));
  for (const life of ['The first process', 'The second process']) {
    const child = spawn(process.execPath, [...process.execArgv, import.meta.filename, folder], { stdio: 'inherit' });
    await once(child, 'close');
    console.log(`${life} ended: ${child.signalCode ?? child.exitCode}.\n`);
    if (child.signalCode)
      console.log('(The next one waits, six seconds at most: from outside, who is dead is just silent.)');
  }
  console.log(`Sold, as the till counts it: ${tillIn(folder).sales().length}`);
  rmSync(folder, { recursive: true });
}

if (import.meta.main) {
  const [folder] = process.argv.slice(2);
  if (folder === undefined) await killAndStartAgain();
  else await serveIn(folder);
}
