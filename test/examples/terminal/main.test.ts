import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { runScript } from './process.ts';

// processes take as long as the machine is busy, and mostly wait: they run beside each other, and nothing is told from how fast they are
const timeout = 60_000;
const fast = ['--speed', '20'];
const slow = ['--speed', '0.1'];

test.concurrent(
  'a stranger signs in with the code of the SMS, and all that is piped then is answered',
  { timeout },
  async () => {
    const chat = runScript('start', [...fast, '--sign-in']);
    chat.write('How much data have I left?\n');
    await chat.until(/agent: .*phone number/);
    chat.write('It is +12125550142.\n');
    const code = /\d{6}/.exec(await chat.until(/^sms: .*\d{6}/m));
    await chat.until(/agent: .*code/);
    chat.write(`${code?.[0]}\n`);
    await chat.until(/agent: .*signed in/);
    chat.end('Draw up my bill, please.\r\nHow much data have I left? 📱\nTell me a joke.');
    const { stdout, lines, ...end } = await chat.ended();
    expect(end).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('is no language model');
    expect(stdout).not.toContain('\u001B');
    expect(lines.filter((line) => line.startsWith('you: ')).slice(-3)).toEqual([
      'you: Draw up my bill, please.',
      'you: How much data have I left? 📱',
      'you: Tell me a joke.',
    ]);
    const piped = stdout.slice(stdout.indexOf('Draw up my bill'));
    for (const told of [/drawing up your bill/, /45\.00 EUR/, /27\.5 GB/, /agent: .*(Why |I would tell you a joke)/]) {
      expect(piped).toMatch(told);
    }
    expect(lines.filter((line) => /^….*your bill/.test(line))).toEqual(
      [0, 33, 66, 100].map((done) => `… ${done} % your bill`),
    );
  },
);

test.concurrent('SIGINT cancels what runs, and SIGTERM ends the chat', { timeout }, async () => {
  const chat = runScript('start', slow);
  chat.write('Draw up my bill, please.\n');
  await chat.until(/0 % your bill/);
  chat.kill('SIGINT');
  await chat.until(/agent: I have stopped it .*: your bill/);
  chat.write('Draw up my bill, please.\n');
  await chat.until(/0 % your bill[^]*0 % your bill/);
  chat.kill('SIGTERM');
  expect(await chat.ended()).toMatchObject({ code: 143, stderr: '' });
});

test.concurrent.each([
  ['SIGHUP', 129],
  ['SIGQUIT', 131],
] as const)('%s ends the chat in good order', { timeout }, async (signal, code) => {
  const chat = runScript('start');
  chat.write('Hello\n');
  await chat.until(/agent: /);
  chat.kill(signal);
  expect(await chat.ended()).toMatchObject({ code, stderr: '', stdout: expect.stringMatching(/Goodbye\.\n$/) });
});

test.concurrent('when nobody reads on, the chat ends without a word', { timeout }, async () => {
  const chat = runScript('start');
  await chat.until(/help/);
  chat.stopReading();
  chat.write('Hello\n');
  expect(await chat.ended()).toMatchObject({ code: 0, stderr: '' });
});

test.concurrent('with --inspect the chat can be watched on a page until it ends', { timeout }, async () => {
  const chat = runScript('start', [...fast, '--sign-in', '--inspect']);
  const url = /http:\S+\/$/m.exec(await chat.until(/chart: http:\S+\/$/m))?.[0] ?? '';
  chat.write('Hello\n');
  await chat.until(/agent: /);
  expect(await (await fetch(url)).text()).toContain('the live chart');
  const { body } = await fetch(`${url}events`);
  const picture = await body?.getReader().read();
  expect(new TextDecoder().decode(picture?.value)).toContain('"active":["idle"]');
  chat.kill('SIGINT');
  expect(await chat.ended()).toMatchObject({ code: 0, stderr: '' });
  await expect(fetch(url)).rejects.toThrow('fetch failed');
});

test.concurrent('an unknown option is refused in one line', { timeout }, async () => {
  expect(await runScript('start', ['--sped']).ended()).toMatchObject({
    code: 2,
    stdout: '',
    stderr: "Unknown option '--sped'. There is --sign-in, --speed <number>, --fresh, --inspect, --help.\n",
  });
});

test.concurrent('a wrong key, a wrong model and no server at all are one clear line each', { timeout }, async () => {
  const statuses = [401, 404];
  const server = createServer((_, response) => {
    response.writeHead(statuses.shift() ?? 500, { 'content-type': 'application/json' });
    response.end(
      JSON.stringify({ error: { message: 'Incorrect API key provided: sk-secret.', type: 'invalid_request_error' } }),
    );
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const baseURL = `http://127.0.0.1:${port}/v1`;
  const chat = runScript('start', [], { OPENAI_BASE_URL: baseURL, OPENAI_API_KEY: 'sk-secret' });
  chat.write('One\nTwo\n');
  await chat.until(/\(404\).*\n[^]*agent: .*\n/);
  server.close();
  server.closeAllConnections();
  chat.end('Three\n');
  const { code, stdout, stderr, lines } = await chat.ended();
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(lines.filter((line) => line.startsWith('!'))).toEqual([
    '! the model server refused the key (401): check the API key (OPENAI_API_KEY)',
    `! the model server knows no such model or address (404): check both (model gpt-4o, OPENAI_MODEL sets another; address ${baseURL})`,
    `! the model server cannot be reached: check its address (${baseURL})`,
  ]);
  expect(lines.filter((line) => line.startsWith('agent:'))).toHaveLength(3);
  expect(stdout).not.toContain('sk-secret');
});
