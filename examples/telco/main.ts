import { openInspectionPage } from 'meanwhile/inspection';
import { createTelcoAgent } from './agent.ts';
import { chatModels, type ModelServer } from './chat-models.ts';
import type { Records } from './operator/records.ts';
import { exampleNumbers } from './operator/seed-customers.ts';
import { isComplaint } from './terminal/complaint.ts';
import { codeAfter, codeAfterWriting, endings } from './terminal/exit-code.ts';
import { KEPT_IN, keptRecords } from './terminal/kept-records.ts';
import { openLiveScreen } from './terminal/live-screen.ts';
import { modelServerIn } from './terminal/model-server.ts';
import { openChat } from './terminal/open-chat.ts';
import { optionsIn, type Options } from './terminal/options.ts';
import { openPlainScreen } from './terminal/plain-screen.ts';
import { tidy } from './terminal/tidy.ts';
import { usage, welcome } from './terminal/welcome.ts';

type ChatParts = Options & { records: Records };

const { stdin, stdout, stderr, argv, env } = process;
const options = optionsIn(argv.slice(2), ['sign-in', 'speed', 'fresh', 'inspect', 'help']);
const server = modelServerIn(env);

if (isComplaint(options)) complain(options.complaint);
else if (options.help) stdout.write(`${usage}\n`);
else if (isComplaint(server)) complain(server.complaint);
else await start(server, options);

function complain(complaint: string) {
  stderr.write(`${tidy(complaint)}\n`);
  process.exitCode = 2;
}

async function start(on: ModelServer | undefined, chosen: Options) {
  const records = keptRecords(chosen);
  if (isComplaint(records)) return complain(records.complaint);
  const parts = { ...chosen, records };
  process.exitCode = await (on ? chat(on, parts, `${on.model} at ${on.baseURL}`) : chatWithDemoModel(parts));
  records.database.close();
}

/** The demo model is loaded only when it is wanted: reading its vocabulary takes half a second. */
async function chatWithDemoModel(parts: ChatParts): Promise<number> {
  const { startDemoModel } = await import('./demo-model/start-demo-model.ts');
  const { baseURL, close } = await startDemoModel();
  try {
    return await chat({ baseURL, apiKey: 'none', model: 'meanwhile-demo' }, parts);
  } finally {
    await close();
  }
}

async function chat(on: ModelServer, { signIn, speed, inspect, records }: ChatParts, modelName?: string) {
  const isLive = stdin.isTTY && stdout.isTTY && env['TERM'] !== 'dumb';
  const page = inspect ? await openInspectionPage({ stately: true }) : undefined;
  const customer = signIn ? undefined : exampleNumbers.a;
  const { interrupt, leave, left } = openChat({
    openScreen: (hands) => (isLive ? openLiveScreen : openPlainScreen)({ input: stdin, output: stdout }, hands),
    createAgent: (sendSms) => createTelcoAgent({ ...chatModels(on), sendSms, speed, records }),
    session: customer === undefined ? {} : { verified: true, msisdn: customer },
    greeting: welcome({ model: modelName, customer, keptIn: KEPT_IN, page }),
    inspect: page?.inspect,
    server: on,
  });
  process.on('SIGINT', interrupt);
  for (const signal of endings) process.on(signal, () => leave(codeAfter(signal)));
  stdout.on('error', (error) => leave(codeAfterWriting(error)));
  const exitCode = await left;
  await page?.close();
  return exitCode;
}
