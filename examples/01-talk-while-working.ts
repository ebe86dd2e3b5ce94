import { setTimeout as wait } from 'node:timers/promises';
import { tool, type ToolRunnableConfig } from '@langchain/core/tools';
import { ChatOpenAI } from '@langchain/openai';
import { createConversationMachine, longRunning, readOnly, traits } from 'meanwhile';
import { createActor } from 'xstate';
import { z } from 'zod';

async function* drawUp(_: object, { signal }: ToolRunnableConfig) {
  for (const percent of [25, 50, 75]) yield await wait(500, { percent }, { signal }); // progress
  return wait(500, { amount: 45, currency: 'EUR' }, { signal }); // the signal aborts when the user cancels
}
const long = traits(longRunning({ expectedMs: 2000, label: 'your bill' }));
const schema = z.object({});
const bill = tool(drawUp, { name: 'draw_up_bill', description: 'Draws up the bill.', schema, metadata: long });
const quick = traits(readOnly());
const data = tool(() => '27 GB', { name: 'data_left', description: 'The data left.', schema, metadata: quick });

const model = new ChatOpenAI({ model: 'gpt-4o', maxRetries: 1 });
const machine = createConversationMachine({ model, tools: [bill, data] });
const conversation = createActor(machine, { input: { id: crypto.randomUUID() } });
conversation.on('reply', ({ kind, text }) => console.log(`${kind}: ${text}`));
conversation.on('failure', ({ error }) => console.error(error));
conversation.start();
conversation.send({ type: 'user.said', text: 'Draw up my bill.' });
conversation.send({ type: 'user.said', text: 'How much data have I left?' }); // answered meanwhile
