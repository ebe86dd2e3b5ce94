import { openInspectionPage } from 'meanwhile/inspection';
import { createTelcoAgent } from './agent.ts';
import { chatModels, type ModelServer } from './chat-models.ts';
import { exampleNumbers } from './operator/seed-customers.ts';
import { isAtWork } from './terminal/at-work.ts';
import { isComplaint } from './terminal/complaint.ts';
import { errorLines } from './terminal/error-lines.ts';
import { codeAfter, codeAfterWriting, endings } from './terminal/exit-code.ts';
import { openKept, type Kept } from './terminal/kept.ts';
import { openLiveScreen } from './terminal/live-screen.ts';
import { modelServerIn } from './terminal/model-server.ts';
import { openChat } from './terminal/open-chat.ts';
import { optionsIn, type Options } from './terminal/options.ts';
import { openPlainScreen } from './terminal/plain-screen.ts';
import { takeUp } from './terminal/take-up.ts';
import { usage, welcome } from './terminal/welcome.ts';

type ChatParts = Options & { kept: Kept };

const { stdin, stdout, stderr, argv, env } = process;
const options = optionsIn(argv.slice(2), ['sign-in', 'speed', 'fresh', 'inspect', 'help']);
const server = modelServerIn(env);

if (isComplaint(options)) process.exitCode = complain(options.complaint);
else if (options.help) stdout.write(`${usage}\n`);
else if (isComplaint(server)) process.exitCode = complain(server.complaint);
else process.exitCode = await start(server, options);

function complain(complaint: string): number {
  stderr.write(errorLines(complaint, stderr.columns));
  return 2;
}

async function start(on: ModelServer | undefined, chosen: Options): Promise<number> {
  const kept = await openKept(chosen);
  if (isComplaint(kept)) return complain(kept.complaint);
  const parts = { ...chosen, kept };
  const exitCode = await (on ? chat(on, parts, `${on.model} at ${on.baseURL}`) : chatWithDemoModel(parts));
  await kept.close();
  return exitCode;
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

async function chat(on: ModelServer, { signIn, speed, inspect, kept }: ChatParts, modelName?: string) {
  const isLive = stdin.isTTY && stdout.isTTY && env['TERM'] !== 'dumb';
  const number = signIn ? undefined : exampleNumbers.a;
  const kind = `${isLive ? 'terminal' : 'pipe'} ${number ?? 'sign-in'}`;
  const page = inspect ? await openInspectionPage({ stately: true }) : undefined;
  const agent = createTelcoAgent({
    ...chatModels(on),
    sendSms: ({ text }) => showSms(text),
    speed,
    records: kept.records,
    store: kept.conversations.store,
  });
  const conversation = await takeUp(agent.machine, {
    id: await kept.conversations.idFor(kind),
    session: number === undefined ? {} : { verified: true, msisdn: number },
    ...(page && { inspect: page.inspect }),
    say: (note) => stderr.write(errorLines(note, stderr.columns)),
  });
  if (isComplaint(conversation)) {
    await page?.close();
    return complain(conversation.complaint);
  }
  const { session, transcript } = conversation.getSnapshot().context;
  const { verified, msisdn } = session;
  const customer = verified === true && typeof msisdn === 'string' ? msisdn : undefined;
  const { showSms, interrupt, leave, left } = openChat({
    openScreen: (hands) => (isLive ? openLiveScreen : openPlainScreen)({ input: stdin, output: stdout }, hands),
    agent,
    conversation,
    greeting: welcome({ model: modelName, customer, isBack: transcript.length > 0, page }),
    server: on,
  });
  process.on('SIGINT', interrupt);
  for (const signal of endings) process.on(signal, () => leave(codeAfter(signal)));
  stdout.on('error', (error) => leave(codeAfterWriting(error)));
  const exitCode = await left;
  // what a pipe had to say is said: the next begins anew, unless this one was cut off
  if (!isLive && !isAtWork(conversation.getSnapshot())) await kept.conversations.end(kind);
  await page?.close();
  return exitCode;
}
