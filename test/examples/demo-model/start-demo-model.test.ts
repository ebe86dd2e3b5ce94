import { once } from 'node:events';
import { type AIMessageChunk, HumanMessage, ToolMessage } from '@langchain/core/messages';
import { ChatOpenAI } from '@langchain/openai';
import { afterEach, expect, test } from 'vitest';
import {
  type DemoModel,
  type DemoModelOptions,
  startDemoModel,
} from '../../../examples/telco/demo-model/start-demo-model.ts';

let model: DemoModel;

afterEach(() => model.close());

async function connect(options: DemoModelOptions = {}): Promise<ChatOpenAI> {
  model = await startDemoModel({ latencyMs: 0, ...options });
  return new ChatOpenAI({
    model: 'meanwhile-demo',
    apiKey: 'none',
    useResponsesApi: false,
    maxRetries: 0,
    configuration: { baseURL: model.baseURL },
  });
}

const tool = (name: string) => ({
  type: 'function' as const,
  function: { name, parameters: { type: 'object', properties: {} } },
});

async function untilGone(signal: AbortSignal): Promise<void> {
  await once(signal, 'abort');
  signal.throwIfAborted();
}

async function allOf(stream: AsyncIterable<AIMessageChunk>): Promise<AIMessageChunk[]> {
  const chunks: AIMessageChunk[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return chunks;
}

function joined(chunks: readonly AIMessageChunk[]): AIMessageChunk {
  return chunks.reduce((sum, chunk) => sum.concat(chunk));
}

async function post(body: unknown): Promise<Response> {
  return fetch(`${model.baseURL}/chat/completions`, { method: 'POST', body: JSON.stringify(body) });
}

test('ChatOpenAI streams an answer word by word, with its usage', async () => {
  const chat = await connect();
  const chunks = await allOf(await chat.stream('Hello'));
  const whole = joined(chunks);
  expect(whole.content).toBe('Hello, and welcome. What can I do for you?');
  expect(chunks.filter(({ content }) => content !== '').length).toBeGreaterThan(5);
  expect(whole.response_metadata['finish_reason']).toBe('stop');
  expect(whole.usage_metadata).toMatchObject({ output_tokens: expect.any(Number) });
});

test('ChatOpenAI streams tool calls whose arguments parse', async () => {
  const chat = await connect();
  const stream = await chat
    .bindTools([tool('get_data_balance_tool'), tool('get_roaming_info_tool')])
    .stream('What is my balance? And what does roaming cost in Italy?');
  const whole = joined(await allOf(stream));
  expect(whole.tool_calls).toEqual([
    { type: 'tool_call', id: expect.stringMatching(/^.{1,40}$/), name: 'get_data_balance_tool', args: {} },
    {
      type: 'tool_call',
      id: expect.stringMatching(/^.{1,40}$/),
      name: 'get_roaming_info_tool',
      args: { country_code: 'IT' },
    },
  ]);
  expect(whole.response_metadata['finish_reason']).toBe('tool_calls');
});

test('a whole turn goes through ChatOpenAI: words, calls, results, words', async () => {
  const chat = (await connect()).bindTools([tool('get_billing_summary_tool')]);
  const question = new HumanMessage('Draw up my bill.');
  const asked = await chat.invoke([question]);
  const [call] = asked.tool_calls ?? [];
  const result = new ToolMessage({
    tool_call_id: call?.id ?? '',
    content: '{"last_bill_amount":45,"cycle_day":5,"monthly_fee":40}',
  });
  expect((await chat.invoke([question, asked, result])).text).toContain('45.00 EUR');
});

test('an abort closes the connection, and the answer ends there', async () => {
  const { promise: ended, resolve } = Promise.withResolvers<string>();
  let pieces = 0;
  const chat = await connect({
    onExchange: (exchange) => resolve(exchange.ended),
    wait: (_, signal) => (pieces++ < 3 ? Promise.resolve() : untilGone(signal)),
  });
  const controller = new AbortController();
  const stream = await chat.stream('Hello', { signal: controller.signal });
  const read = async () => {
    for await (const chunk of stream) if (chunk.content !== '') controller.abort(new Error('nobody listens'));
  };
  await expect(read()).rejects.toThrow('nobody listens');
  expect(await ended).toBe('aborted');
});

test('closing ends an answer that is being streamed', async () => {
  const { promise: ended, resolve } = Promise.withResolvers<string>();
  const { promise: waiting, resolve: begun } = Promise.withResolvers<void>();
  await connect({
    onExchange: (exchange) => resolve(exchange.ended),
    wait: (_, signal) => {
      begun();
      return untilGone(signal);
    },
  });
  const response = post({ model: 'demo', stream: true, messages: [{ role: 'user', content: 'Hello' }] }).then(
    (streamed) => streamed.text(),
  );
  response.catch(() => {});
  await waiting;
  await model.close();
  expect(await ended).toBe('aborted');
  await expect(response).rejects.toThrow(/terminated|fetch failed/);
});

test("an orphaned tool message is answered 400 in OpenAI's shape, and reported", async () => {
  const refusals: unknown[] = [];
  const chat = await connect({ onExchange: (exchange) => refusals.push(exchange) });
  await expect(
    chat.invoke([new HumanMessage('Hello'), new ToolMessage({ tool_call_id: 'nobody', content: '{}' })]),
  ).rejects.toMatchObject({
    status: 400,
    error: { type: 'invalid_request_error', param: 'messages.[1]' },
  });
  expect(refusals).toEqual([{ ended: 'refused', reason: expect.stringContaining('nobody') }]);
});

test('a stream ends with [DONE], and names its usage only when that is wanted', async () => {
  await connect();
  const ask = { model: 'demo', stream: true, messages: [{ role: 'user', content: 'Hello' }] };
  const plain = await (await post(ask)).text();
  expect(plain).toMatch(/data: \[DONE\]\n\n$/);
  expect(plain).not.toContain('"usage"');
  expect(await (await post({ ...ask, stream_options: { include_usage: true } })).text()).toContain(
    '"choices":[],"usage"',
  );
});

test('what is no request is refused', async () => {
  await connect();
  const response = await fetch(`${model.baseURL}/chat/completions`, { method: 'POST', body: 'no json' });
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ error: { type: 'invalid_request_error' } });
  expect((await fetch(`${model.baseURL}/embeddings`)).status).toBe(404);
});

test('its model is listed', async () => {
  await connect();
  expect(await (await fetch(`${model.baseURL}/models`)).json()).toMatchObject({
    data: [{ id: 'meanwhile-demo', object: 'model' }],
  });
});

test('the same request gets the same answer', async () => {
  await connect();
  const ask = async () => {
    const completion: unknown = await (
      await post({ model: 'demo', messages: [{ role: 'user', content: 'Tell me a joke' }] })
    ).json();
    return (completion as { choices: unknown }).choices;
  };
  expect(await ask()).toEqual(await ask());
});
