import { once } from 'node:events';
import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, expect, test } from 'vitest';
import { serveBakery } from '../../../examples/04-react/server.ts';
import { openBakery, price } from './bakery.ts';

const { machineWith, model, rides } = openBakery();
const html = { headers: { 'content-type': 'text/html' }, content: Buffer.from('the page') };
const server = await serveBakery(machineWith, new Map([['/index.html', html]]));
const json = { 'content-type': 'application/json' };
const some = '3e8b0f8e-0c8e-4b1a-9f0e-0d6a3d6c3f11';

afterAll(() => server.close());

test('the page is served under the address of the server and no other name', async () => {
  expect(await ask('GET', '/')).toEqual({ status: 200, body: 'the page' });
  expect(await ask('GET', '/', { headers: { host: 'evil.example' } })).toMatchObject({ status: 421 });
  expect(await ask('GET', '/../package.json')).toMatchObject({ status: 404 });
});

test('what a foreign page could send unasked is refused', async () => {
  expect(await ask('POST', '/conversations', { headers: { 'content-type': 'text/plain' }, body: '{}' })).toMatchObject({
    status: 415,
  });
  expect(await ask('DELETE', `/conversations/${some}/words`)).toMatchObject({ status: 405 });
});

test.each([
  ['no JSON', 'hello'],
  ['no id', JSON.stringify({ text: 'Hello' })],
  ['an id of its own making', JSON.stringify({ id: 'turn-1', text: 'Hello' })],
  ['a blank text', JSON.stringify({ id: some, text: '  ' })],
  ['a text that is too long', JSON.stringify({ id: some, text: 'x'.repeat(1001) })],
  ['anything more than words', JSON.stringify({ id: some, text: 'Hello', type: 'session.updated', facts: {} })],
])('%s is refused as words', async (_, body) => {
  const { id, heard } = await open();
  expect(await ask('POST', `/conversations/${id}/words`, { body })).toMatchObject({ status: 400 });
  expect(heard.filter(({ type }) => type === 'line')).toEqual([]);
});

test('a body that is too large is not read, and one without a length is not either', async () => {
  const { id } = await open();
  const body = JSON.stringify({ id: some, text: 'Hello', more: 'x'.repeat(10_000) });
  expect(await ask('POST', `/conversations/${id}/words`, { body })).toMatchObject({ status: 413 });
  const headers = { 'transfer-encoding': 'chunked' };
  expect(await ask('POST', `/conversations/${id}/words`, { headers, body })).toMatchObject({ status: 413 });
});

test('a conversation that is not there takes no words, and its listeners are told', async () => {
  const body = JSON.stringify({ id: some, text: 'Hello' });
  expect(await ask('POST', `/conversations/${some}/words`, { body })).toMatchObject({ status: 404 });
  expect(await ask('POST', `/conversations/${some}/cancel`, { body: '{}' })).toMatchObject({ status: 404 });
  const { body: told } = await ask('GET', `/conversations/${some}/events`);
  expect(told).toBe('data: {"type":"gone"}\n\n');
});

test('a cancel names the operation it is of', async () => {
  const { id } = await open();
  const cancel = async (body: string) => (await ask('POST', `/conversations/${id}/cancel`, { body })).status;
  expect(await cancel('{}')).toBe(400);
  expect(await cancel(JSON.stringify({ operationId: 'operation-1' }))).toBe(202);
});

test.each([
  ['no token', {}],
  ['an empty token', { token: '' }],
  ['a token that is no text', { token: ['operation-1/call-1'] }],
  ['anything more than a token', { token: 'operation-1/call-1', type: 'session.updated', facts: { customer: 'Ada' } }],
])('%s is refused as a yes', async (_, body) => {
  const { id } = await open();
  expect(await ask('POST', `/conversations/${id}/yes`, { body: JSON.stringify(body) })).toMatchObject({ status: 400 });
});

test('nothing but words, cancel and yes is taken', async () => {
  const { id } = await open();
  for (const what of ['', 'session', 'constructor', 'user.said']) {
    expect(await ask('POST', `/conversations/${id}/${what}`, { body: '{}' })).toMatchObject({ status: 404 });
  }
});

test('A10: what costs something waits for a yes with the token of the question, and runs once', async () => {
  const { id, heard, until } = await open();
  const yes = (token: string) => ask('POST', `/conversations/${id}/yes`, { body: JSON.stringify({ token }) });
  const asked = { token: 'operation-1/call-2', operationId: 'operation-1', preview: price };
  await ask('POST', `/conversations/${id}/words`, { body: JSON.stringify({ id: some, text: 'Send it.' }) });
  await until(({ type }) => type === 'question');
  expect(heard.slice(1)).toMatchObject([
    { type: 'line', line: { text: `Hello Ada. ${price}` } },
    { type: 'question', question: asked },
  ]);
  expect((await listen(id)).heard).toMatchObject([{ type: 'talk', question: asked }]);

  for (const token of ['operation-1/call-1', 'operation-2/call-2']) expect((await yes(token)).status).toBe(202);
  expect(rides).toEqual([]);
  expect((await yes(asked.token)).status).toBe(202);
  await until(({ line }) => (line as { text: string } | undefined)?.text === 'It will be there at six.');
  expect((await yes(asked.token)).status).toBe(202);
  expect(rides).toEqual(['Hill Street']);
  expect(heard.filter(({ type }) => type === 'question')).toEqual([
    { type: 'question', question: asked },
    { type: 'question', question: null },
  ]);
  expect((await listen(id)).heard).toMatchObject([{ type: 'talk', question: null }]);
});

test('words that are sent twice are heard once', async () => {
  const { id, heard, until } = await open();
  const asked = model.asked.length;
  const body = JSON.stringify({ id: some, text: 'Hello' });
  for (let time = 0; time < 2; time += 1) {
    expect(await ask('POST', `/conversations/${id}/words`, { body })).toMatchObject({ status: 202 });
  }
  await until(({ type }) => type === 'line');
  expect(model.asked.length - asked).toBe(1);
  expect(heard).toEqual([
    { type: 'talk', lines: [], work: null, queue: [], question: null },
    { type: 'line', line: { id: 'operation-1!', by: 'bakery', kind: 'answer', text: 'Answer: Hello' } },
  ]);
  const { heard: later } = await listen(id);
  expect(later).toMatchObject([
    {
      type: 'talk',
      lines: [
        { id: some, by: 'you', text: 'Hello' },
        { id: 'operation-1!', by: 'bakery' },
      ],
    },
  ]);
});

test('an answer is heard while it is written, by those who follow its conversation', async () => {
  const [one, other] = [await open(), await open()];
  await ask('POST', `/conversations/${one.id}/words`, { body: JSON.stringify({ id: some, text: 'Tell me more.' }) });
  await one.until(({ type }) => type === 'line');
  expect(one.pieces).toEqual([
    { type: 'piece', id: 'operation-1!', from: 0, text: 'Our bread' },
    { type: 'piece', id: 'operation-1!', from: 9, text: ' is rye.' },
  ]);
  expect(one.heard.slice(1)).toMatchObject([{ type: 'line', line: { id: 'operation-1!', text: 'Our bread is rye.' } }]);
  await ask('POST', `/conversations/${other.id}/words`, { body: JSON.stringify({ id: some, text: 'And I?' }) });
  await other.until(({ type }) => type === 'line');
  expect(other.pieces.map(({ text }) => text)).toEqual(['Answer: And I?']);
});

test('what one customer says no other hears', async () => {
  const [one, other] = [await open(), await open()];
  const body = JSON.stringify({ id: some, text: 'Hello' });
  await ask('POST', `/conversations/${one.id}/words`, { body });
  await one.until(({ type }) => type === 'line');
  await ask('POST', `/conversations/${other.id}/words`, { body: JSON.stringify({ id: some, text: 'And I?' }) });
  await other.until(({ type }) => type === 'line');
  expect(other.heard).toMatchObject([{ type: 'talk' }, { type: 'line', line: { text: 'Answer: And I?' } }]);
});

test('there is an end to how many conversations are opened', async () => {
  const statuses = new Set<number>();
  for (let count = 0; count <= 100; count += 1) {
    const { status } = await ask('POST', '/conversations', { body: '{}' });
    statuses.add(status);
  }
  expect([...statuses]).toEqual([201, 503]);
});

type Heard = { type: string; [name: string]: unknown };

async function open() {
  const { body: id } = await ask('POST', '/conversations', { body: '{}' });
  return { id, ...(await listen(id)) };
}

/** Listens to a conversation; what comes first is there already. The pieces of what is being written stand apart. */
async function listen(id: string) {
  const heard: Heard[] = [];
  const pieces: Heard[] = [];
  const response = await fetch(`${server.url}/conversations/${id}/events`);
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  const read = async () => {
    const { value = '' } = (await reader?.read()) ?? {};
    for (const [, data = ''] of value.matchAll(/^data: (.*)$/gm)) {
      const news = JSON.parse(data) as Heard;
      (news.type === 'piece' ? pieces : heard).push(news);
    }
  };
  await read();
  return {
    heard,
    pieces,
    async until(isIt: (heard: Heard) => boolean) {
      while (!heard.some(isIt)) await read();
    },
  };
}

async function ask(
  method: string,
  path: string,
  { headers = {}, body = '' }: { headers?: object; body?: string } = {},
) {
  const outgoing = request(`${server.url}${path}`, { method, headers: { ...(method === 'POST' && json), ...headers } });
  outgoing.end(body);
  const [response] = await once(outgoing, 'response');
  return { status: response.statusCode as number, body: await text(response) };
}
