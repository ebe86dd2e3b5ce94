import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { runScript } from './process.ts';

const fast = ['--speed', '20'];
const timeout = 20_000;

test.concurrent(
  'piped lines are all answered, the result is told, and the program ends by itself',
  { timeout },
  async () => {
    const chat = runScript('start', ['--speed', '2']); // on a busy machine too, three lines fit into the bill's time
    chat.end('Draw up my bill, please.\r\nHow much data have I left? 📱\nTell me a joke.');
    const { code, stderr, stdout, lines } = await chat.ended();
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).not.toContain('\u001B');
    expect(stdout).toContain('is no language model');
    expect(lines.filter((line) => /^(you|agent): /.test(line))).toEqual([
      'you: Draw up my bill, please.',
      expect.stringMatching(/^agent: .*drawing up your bill/),
      'you: How much data have I left? 📱',
      expect.stringMatching(/^agent: .*27\.5 GB/),
      'you: Tell me a joke.',
      expect.stringMatching(/^agent: \w/),
      expect.stringMatching(/^agent: .*45\.00 EUR/),
    ]);
    expect(lines.filter((line) => line.startsWith('…'))).toEqual(
      [0, 33, 66, 100].map((done) => `… ${done} % your bill`),
    );
  },
);

test.concurrent('a stranger signs in with the number and the code of the SMS', { timeout }, async () => {
  const chat = runScript('start', [...fast, '--sign-in']);
  chat.write('How much data have I left?\n');
  await chat.until(/agent: .*phone number/);
  chat.write('It is +12125550142.\n');
  const code = /\d{6}/.exec(await chat.until(/^sms: .*\d{6}/m));
  await chat.until(/agent: .*code/);
  chat.write(`${code?.[0]}\n`);
  await chat.until(/agent: .*signed in/);
  chat.end('How much data have I left?\n');
  expect(await chat.ended()).toMatchObject({ code: 0, stdout: expect.stringContaining('27.5 GB') });
});

test.concurrent('SIGINT cancels what runs, and SIGTERM ends the chat', { timeout }, async () => {
  const chat = runScript('start');
  chat.write('Draw up my bill, please.\n');
  await chat.until(/0 % your bill/);
  chat.kill('SIGINT');
  await chat.until(/agent: I have stopped it: your bill/);
  chat.write('Draw up my bill, please.\n');
  await chat.until(/0 % your bill[^]*0 % your bill/);
  chat.kill('SIGTERM');
  expect(await chat.ended()).toMatchObject({ code: 143, stderr: '' });
});

test.concurrent('an unknown option is refused in one line', { timeout }, async () => {
  expect(await runScript('start', ['--sped']).ended()).toMatchObject({
    code: 2,
    stdout: '',
    stderr: "Unknown option '--sped'. There is --sign-in, --speed <number>, --help.\n",
  });
});

test.concurrent('a model server that can not be reached is one clear line', { timeout }, async () => {
  const chat = runScript('start', [], { OPENAI_BASE_URL: 'http://127.0.0.1:9' });
  chat.end('Hello\n');
  const { code, stderr, lines } = await chat.ended();
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(lines.filter((line) => line.startsWith('!'))).toEqual([
    '! the model server can not be reached: check its address (http://127.0.0.1:9)',
  ]);
  expect(lines.filter((line) => line.startsWith('agent:'))).toHaveLength(1);
});

test.concurrent('a wrong key is one clear line that names it', { timeout }, async () => {
  const server = createServer((_, response) => {
    response.writeHead(401, { 'content-type': 'application/json' });
    response.end(
      JSON.stringify({ error: { message: 'Incorrect API key provided: sk-secret.', type: 'invalid_request_error' } }),
    );
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const chat = runScript('start', [], { OPENAI_BASE_URL: `http://127.0.0.1:${port}/v1`, OPENAI_API_KEY: 'sk-secret' });
  chat.end('Hello\n');
  const { code, stdout, stderr, lines } = await chat.ended();
  server.close();
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(lines.filter((line) => line.startsWith('!'))).toEqual([
    '! the model server refused the key (401): check the API key (OPENAI_API_KEY)',
  ]);
  expect(stdout).not.toContain('sk-secret');
});
