import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ChatOpenAI } from '@langchain/openai';
import { expect, onTestFinished, test } from 'vitest';
import { modelWith } from '../../src/model/call-model.ts';

/** Asks ChatOpenAI by OpenAI's other door, Responses, which it takes by itself for some models. */
async function ask(events: object[]) {
  const server = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const event of events) response.write(`data: ${JSON.stringify(event)}\n\n`);
    response.end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const model = new ChatOpenAI({
    model: 'scripted',
    apiKey: 'none',
    maxRetries: 0,
    useResponsesApi: true,
    configuration: { baseURL: `http://127.0.0.1:${port}/v1` },
  });
  return modelWith(model, new Map())([{ role: 'user', content: 'Hi.' }], new AbortController().signal);
}

const begun = { type: 'response.created', response: { id: 'r', model: 'scripted', status: 'in_progress' } };
const words = { type: 'response.output_text.delta', content_index: 0, delta: 'Your plan costs 4' };
const ended = (type: string, own: object) => ({
  type: `response.${type}`,
  response: { id: 'r', model: 'scripted', output: [], ...own },
});

test('a whole reply is said', async () => {
  const reply = await ask([begun, words, ended('completed', { status: 'completed', incomplete_details: null })]);
  expect(reply).toEqual({ text: 'Your plan costs 4', calls: [] });
});

test.each([
  ['max_output_tokens', 'allow it more tokens'],
  ['content_filter', "look at the provider's content filter"],
])('one that stopped for %s is not', async (reason, advice) => {
  const end = ended('incomplete', { status: 'incomplete', incomplete_details: { reason } });
  await expect(ask([begun, words, end])).rejects.toThrow(`cut off (${reason}) and nothing of it was used: ${advice}`);
});

test('nor is one that ends without a word of why', async () => {
  await expect(ask([begun, words])).rejects.toThrow('cut off (no reason to stop was given)');
});

test('nor one that failed', async () => {
  const end = ended('failed', { status: 'failed', error: { code: 'server_error', message: 'Sorry.' } });
  await expect(ask([begun, words, end])).rejects.toThrow('cut off (no reason to stop was given)');
});
