import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { globSync, readFileSync } from 'node:fs';
import { createClient } from '@keyv/redis';
import { expect, test } from 'vitest';
import { absent, postgresAdapter, postgresUrl, redisUrl } from '../../conformance/servers.ts';
import { serveOpenAI } from '../../kit/openai-server.ts';
import { runLesson, startLesson } from './run-lesson.ts';

// processes take as long as the machine is busy
const timeout = 60_000;
const standIn = '(No OPENAI_API_KEY is set: a stand-in is talking, which knows a few sentences.)';
const bake = ['0 %', '25 %', '50 %', '75 %'].map((percent) => `  [your lemon cake: running, ${percent}]`);

test.concurrent('the second lesson refuses, bakes, answers, asks, doubts and cancels', { timeout }, async () => {
  const { lines, stderr } = await runLesson('02-your-own-tools.ts');
  expect(stderr).toBe('');
  expect(lines.filter((line) => !isProgress(line))).toEqual([
    standIn,
    'you: Bake me a lemon cake, please.',
    'answer: What is the number on your card?',
    'you: My card is 4711. Bake me a lemon cake, please.',
    'acknowledgment: One lemon cake, coming up. Ask me anything while it bakes.',
    'you: What is fresh today?',
    'interim: Fresh today: rye bread, croissants and plum tart.',
    'announcement: And now: Here is your lemon cake.',
    'you: Send it to the lighthouse.',
    'answer: A courier to the lighthouse costs 6.50 EUR. Shall I send it there?',
    'you: Yes, please.',
    'acknowledgment: I am on it: the delivery. This takes a moment, and you can go on talking to me.',
    'announcement: I am sorry, I cannot tell whether it went through: the delivery. Please check before you try again.',
    'you: Bake me a carrot cake.',
    'acknowledgment: One carrot cake, coming up. Ask me anything while it bakes.',
    'announcement: I have stopped it before it changed anything: your carrot cake.',
  ]);
  expect(lines.filter(isProgress)).toEqual([
    ...bake,
    '  [your lemon cake: succeeded, 100 %]',
    '  [the delivery: running, 0 %]',
    '  [the delivery: running, 10 %]',
    '  [the delivery: waiting to try again, 10 %]',
    '  [the delivery: running, 10 %, attempt 2]',
    '  [the delivery: running, 10 %, attempt 2]',
    '  [the delivery: unknown, 10 %, attempt 2]',
    '  [your carrot cake: running, 0 %]',
    '  [your carrot cake: running, 25 %]',
    '  [your carrot cake: cancelled, 25 %]',
  ]);
});

test.concurrent('the second lesson takes a real model where there is one', { timeout }, async () => {
  const main = [
    { text: 'Your card, please.' },
    { calls: [{ name: 'show_card', args: { card: '4711' } }] },
    { text: 'Gladly, Ada.', calls: [{ name: 'bake_cake', args: { cake: 'lemon' } }] },
    { text: 'It is ready.' },
    { calls: [{ name: 'send_cake', args: { address: 'the lighthouse' } }] },
    { text: 'So much for the delivery.' },
    { calls: [{ name: 'bake_cake', args: { cake: 'carrot' } }] },
  ];
  const chat = [{ calls: [{ name: 'whats_fresh' }] }, { text: 'Rye bread.' }];
  const server = await serveOpenAI(({ tools }) => {
    if (tools.length === 0) return { text: 'Rye bread, and a cake.' };
    return (tools.includes('check_status') ? chat : main).shift() ?? { status: 500 };
  });
  const { lines, stderr } = await runLesson('02-your-own-tools.ts', {
    OPENAI_BASE_URL: server.baseURL,
    OPENAI_MODEL: 'some-model',
  });
  await server.close();

  expect(stderr).toBe('');
  expect(server.refused).toEqual([]);
  expect(lines.filter((line) => !isProgress(line) && !line.startsWith('you: '))).toEqual([
    '(some-model is talking.)',
    'answer: Your card, please.',
    'acknowledgment: Gladly, Ada.',
    'interim: Rye bread.',
    'announcement: Rye bread, and a cake.',
    'answer: A courier to the lighthouse costs 6.50 EUR. Shall I send it there?',
    'acknowledgment: I am on it: the delivery. This takes a moment, and you can go on talking to me.',
    'announcement: So much for the delivery. I am sorry, I cannot tell whether it went through: the delivery. Please check before you try again.',
    'acknowledgment: One carrot cake, coming up. Ask me anything while it bakes.',
    'announcement: I have stopped it before it changed anything: your carrot cake.',
  ]);
});

test.concurrent('the third lesson hands over to a person when work went wrong', { timeout }, async () => {
  expect(await runLesson('03-inside-another-machine.ts')).toEqual({
    stderr: '',
    lines: [
      standIn,
      'customer: Send my cake to the lighthouse.',
      'agent: A courier to the lighthouse costs 6.50 EUR. Shall I send it there?',
      'customer: Yes, please.',
      'agent: I am on it: the delivery. This takes a moment, and you can go on talking to me.',
      'customer: What is fresh today?',
      'agent: Fresh today: rye bread, croissants and plum tart.',
      'agent: I am sorry, I cannot tell whether it went through: the delivery. Please check before you try again.',
      'person: This is Tom. I have read all 7 lines.',
      'customer: And who are you?',
      'person: I am calling the courier myself.',
    ],
  });
});

test.concurrent(
  'the fourth lesson builds its page, serves it, and ends in good order; begun again, it knows what was said',
  { timeout },
  async ({ onTestFinished }) => {
    const folder = await mkdtemp(join(tmpdir(), 'bakery-test-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const serve = async () => {
      const lesson = startLesson('04-react/main.ts', { PORT: '0' }, folder);
      onTestFinished(() => void lesson.kill());
      return { lesson, url: await lesson.until(/http:\S+/) };
    };
    const heard = async (url: string, id: string) => {
      const stream = await fetch(`${url}/conversations/${id}/events`);
      return (await stream.body?.pipeThrough(new TextDecoderStream()).getReader().read())?.value;
    };
    const headers = { 'content-type': 'application/json' };
    const { lesson, url } = await serve();
    expect(await (await fetch(url)).text()).toContain('<title>The bakery</title>');
    const id = await (await fetch(`${url}/conversations`, { method: 'POST', headers, body: '{}' })).text();
    expect(await heard(url, id)).toBe('data: {"type":"talk","lines":[],"work":null,"queue":[],"question":null}\n\n');
    const body = JSON.stringify({ id: crypto.randomUUID(), text: 'What is fresh today?' });
    await fetch(`${url}/conversations/${id}/words`, { method: 'POST', headers, body });
    expect(await lesson.end('SIGINT')).toBe(0);
    const again = await serve();
    expect(await heard(again.url, id)).toContain('What is fresh today?');
    expect(await again.lesson.end('SIGINT')).toBe(0);
  },
);

test.concurrent(
  'the fifth lesson shows states, records and the page, and no word of the customer by inspection',
  { timeout },
  async () => {
    const { lines, stderr } = await runLesson('05-observing.ts');
    const of = (what: string) =>
      lines.filter((line) => line.startsWith(`${what} `)).map((line) => line.slice(what.length).trim());
    expect(stderr).toBe('');
    expect(lines[0]).toBe(standIn);
    expect(lines.find((line) => line.startsWith('The chart'))).toMatch(/live at http:\/\/127\.0\.0\.1:\d+\/[\w-]+\/$/);
    expect(of('state')).toEqual([
      '"idle"',
      '{"engaged":"attending"}',
      '{"engaged":{"accompanied":{"operating":"talking"}}}',
      '{"engaged":{"accompanied":"settling"}}',
      '"idle"',
    ]);
    expect(of('chat')).toContain('{"locked":{"turn":"lookingUp","door":"open"}}');
    expect(of('reply')).toEqual([
      'main acknowledgment: One chocolate cake, coming up. Ask me anything while it bakes.',
      expect.stringMatching(/^chat interim: It is \d+ % done\.$/),
      'main announcement: Here is your chocolate cake.',
    ]);
    expect(of('operation')).toEqual(['operation-1 running', 'operation-1 done']);
    expect(of('progress').map((line) => parseInt(line, 10))).toEqual([0, 25, 50, 75, 100]);
    expect(of('record')).toEqual(['{', '{']);
    for (const told of ["  status: 'running',", "  status: 'done',"]) expect(lines).toContain(told);
    expect(of('inspected')).toEqual([expect.stringMatching(/^\d{2,} events, 0 of them with a word of Ada's$/)]);
  },
);

test.concurrent(
  'the seventh lesson is killed in the middle, tells the rest once, and sells once',
  { timeout },
  async () => {
    const { lines, stderr } = await runLesson('07-survive-a-crash.ts');
    expect(stderr).toBe('');
    expect(lines.filter((line) => !isProgress(line))).toEqual([
      standIn,
      'you: Bake me a lemon cake, please.',
      'acknowledgment: I am on it: your lemon cake. This takes a moment, and you can go on talking to me.',
      'you: What is fresh today?',
      'The first process ended: SIGKILL.',
      '',
      '(The next one waits, six seconds at most: from outside, who is dead is just silent.)',
      standIn,
      'interim: Fresh today: rye bread, croissants and plum tart.',
      'announcement: And now: Here is your lemon cake.',
      'The second process ended: 0.',
      '',
      'Sold, as the till counts it: 1',
    ]);
    const again = lines.filter((line) => line.includes('attempt 2'));
    expect(again).not.toEqual([]);
    expect(again.filter((line) => line.includes('The dough is mixed.'))).toEqual([]);
  },
);

test.concurrent(
  'the ninth lesson prints its spans and what was measured, and no word of the customer',
  { timeout },
  async () => {
    const { lines, stderr } = await runLesson('09-telemetry.ts');
    expect(stderr).toBe('');
    expect(lines[0]).toBe(standIn);
    const of = (what: string) => lines.filter((line) => line.startsWith(what));
    expect(of('span').map((line) => line.replace(/ \(.*/, ''))).toEqual([
      'span    chat',
      'span    chat',
      'span    execute_tool whats_fresh',
      'span    chat',
      'span    invoke_agent bakery',
      'span    execute_tool bake_cake',
      'span    chat',
      'span    chat',
      'span    invoke_agent bakery',
    ]);
    expect(of('span    execute_tool bake_cake')).toEqual([expect.stringMatching(/\(\d\.\d s, succeeded\)$/)]);
    expect(of('metric  meanwhile.announcements ')).toEqual(['metric  meanwhile.announcements (emitted): 1']);
    expect(of('metric  gen_ai.execute_tool.duration ')).toHaveLength(2);
    const told = lines.filter((line) => /^(span|metric) /.test(line));
    expect(told.filter((line) => /Ada|chocolate|rye/.test(line))).toEqual([]);
  },
);

test.concurrent(
  'the tenth lesson shows answers while they are written, and takes back what is told otherwise',
  { timeout },
  async () => {
    const { lines, stderr } = await runLesson('10-streaming.ts');
    expect(stderr).toBe('');
    expect(lines.slice(0, 11)).toEqual([
      'you: What is fresh today?',
      '  Let…',
      '  Let me…',
      '  Let me see.…',
      '  (taken back)',
      '  Rye…',
      '  Rye bread,…',
      '  Rye bread, and…',
      '  Rye bread, and croissants.…',
      'bakery: Rye bread, and croissants.',
      'you: Tell me about your bread.',
    ]);
    expect(lines.at(11)).toBe('  Our…');
    expect(lines.slice(-3)).toEqual(['(You stop it.)', '  (taken back)', 'bakery: All right, I have stopped.']);
  },
);

for (const line of absent) console.log(line);

test.skipIf(redisUrl === undefined)(
  'the eighth lesson hands a conversation on from process to process on Redis',
  { timeout, concurrent: true },
  async ({ onTestFinished }) => {
    const url = `${redisUrl}/9`;
    onTestFinished(() => forgetOnRedis(url));
    expect(await runEighthLesson({ REDIS_URL: url, DATABASE_URL: '' })).toEqual(handedOn);
  },
);

test.skipIf(postgresUrl === undefined)(
  'the eighth lesson does so on PostgreSQL, too',
  { timeout, concurrent: true },
  async ({ onTestFinished }) => {
    const url = postgresUrl ?? '';
    onTestFinished(() => forgetOnPostgres(url));
    expect(await runEighthLesson({ REDIS_URL: '', DATABASE_URL: url })).toEqual(handedOn);
  },
);

test.concurrent.each([
  ['without an address', {}, /^Set REDIS_URL or DATABASE_URL/],
  ['without a Redis at the address', { REDIS_URL: 'redis://127.0.0.1:1' }, /is the server there/],
  ['without a PostgreSQL at the address', { DATABASE_URL: 'postgresql://127.0.0.1:1/app' }, /is the server there/],
])('the eighth lesson says in one line what is missing, %s', { timeout }, async (_, settings, told) => {
  const lesson = runLesson('08-several-processes.ts', { REDIS_URL: '', DATABASE_URL: '', ...settings });
  await expect(lesson).rejects.toMatchObject({ code: 1, stderr: expect.stringMatching(told) });
  await expect(lesson).rejects.toMatchObject({ stderr: expect.stringMatching(/^[^\n]+\n$/) });
});

test('the head of each lesson says how it is run, and the list has each', () => {
  const list = readFileSync('examples/README.md', 'utf8');
  const files = globSync(['examples/{0[2-9],10}*.ts', 'examples/0*/main.ts']);
  expect(files.length).toBe(9);
  for (const file of files.map((name) => name.replaceAll('\\', '/'))) {
    const head = readFileSync(file, 'utf8').slice(0, 400);
    const command = file.endsWith('.test.ts') ? `npx vitest run ${file}` : `npm run lesson ${file}`;
    expect(head).toContain(` *     ${command}\n`);
    expect(list).toContain(`\`${command}\``);
  }
});

function isProgress(line: string): boolean {
  return line.startsWith('  [');
}

const handedOn = [
  standIn,
  '(The first process has it.)',
  'you: What is fresh today?',
  'answer: Fresh today: rye bread, croissants and plum tart.',
  'The first process ended: 0.',
  standIn,
  '(The second process has it.)',
  'you: Bake me a lemon cake, please.',
  'acknowledgment: I am on it: your lemon cake. This takes a moment, and you can go on talking to me.',
  'The second process ended: SIGKILL.',
  standIn,
  '(The third process has it.)',
  'announcement: Here is your lemon cake.',
  'The third process ended: 0.',
];

/** What it says, without blank lines and the times that it took. */
async function runEighthLesson(servers: Record<string, string>) {
  const { lines, stderr } = await runLesson('08-several-processes.ts', servers);
  expect(stderr).toBe('');
  return lines.filter(Boolean).map((line) => line.replace(/, after \d+\.\d s/, ''));
}

/** Takes away what the lesson leaves on the server. */
async function forgetOnRedis(url: string) {
  const client = await createClient({ url }).connect();
  const keys = await client.keys('*bakery-*');
  if (keys.length > 0) await client.del(keys);
  await client.close();
}

async function forgetOnPostgres(url: string) {
  const adapter = postgresAdapter(url, 'keyv');
  await adapter['query']("DELETE FROM keyv WHERE key LIKE '%bakery-%'");
  await adapter.disconnect();
}
