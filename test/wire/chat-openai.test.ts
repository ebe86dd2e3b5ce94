import type { Line } from 'meanwhile/testing';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { fail, type Fault, type Request } from '../kit/openai-server.ts';
import { threeTools } from '../kit/three-tools.ts';
import { voiceOf, wireScene, type WireCast } from '../kit/wire-scene.ts';

const isAnswered = ({ messages }: Request) => messages.at(-1)?.role === 'tool';

async function play(script: WireCast['script'], fields: WireCast['fields'] = {}) {
  const { tools, finish, ran } = threeTools();
  const scene = await wireScene({
    script,
    tools,
    fields: { temperature: 0.3, ...fields },
    chatFields: { temperature: 0.7, ...fields },
  });
  onTestFinished(scene.close);
  return { scene, finish, ran };
}

test('a quick turn goes over HTTP: a streamed call, its result, a streamed answer', async () => {
  const { scene } = await play((request) =>
    isAnswered(request) ? { text: 'You have 27.5 GB left.' } : { calls: [{ name: 'balance' }] },
  );
  scene.say('How much data?');
  await scene.replied('answer');

  expect(scene.replies().map(({ text }) => text)).toEqual(['You have 27.5 GB left.']);
  expect(scene.server.requests.map(({ temperature, stream }) => [temperature, stream])).toEqual([
    [0.3, true],
    [0.3, true],
  ]);
  expect(scene.server.refused).toEqual([]);
});

test('a long turn goes over HTTP with its three voices, each at its temperature, and no request is refused', async () => {
  const { scene, finish } = await play((request) => {
    const voice = voiceOf(request);
    if (voice === 'chat') return { text: 'I am here, 27.5 GB.' };
    if (voice === 'synthesis') return { text: 'As I said, 27.5 GB. And your bill is 45 EUR.' };
    return isAnswered(request)
      ? { text: 'Your bill is 45 EUR.' }
      : { text: 'I draw it up.', calls: [{ name: 'bill' }] };
  });
  scene.say('Draw up my bill.');
  await scene.replied('acknowledgment');
  scene.say('How much data have I left?');
  await scene.replied('interim');
  finish(45);
  await scene.rest();

  expect(scene.replies().map(({ kind, text }) => [kind, text])).toEqual([
    ['acknowledgment', 'I draw it up.'],
    ['interim', 'I am here, 27.5 GB.'],
    ['announcement', 'As I said, 27.5 GB. And your bill is 45 EUR.'],
  ]);
  expect(scene.server.requests.map(({ temperature, tools }) => [temperature, tools])).toEqual([
    [0.3, ['balance', 'order', 'bill']],
    [0.7, ['check_status', 'cancel_operation', 'queue_request', 'balance']],
    [0.3, ['balance', 'order', 'bill']],
    [0.7, []],
  ]);
  expect(scene.server.refused).toEqual([]);
});

test.each(['', undefined])('a key that is %j is missed by name, and nothing is sent', async (key) => {
  vi.stubEnv('OPENAI_API_KEY', key);
  onTestFinished(() => void vi.unstubAllEnvs());
  const { scene } = await play(() => ({ text: 'Hello.' }), { apiKey: undefined });
  scene.say('Hello.');
  await scene.replied('answer');
  expect(scene.emitted('failure').map(({ error }) => error)).toEqual([
    'the model has no API key: set OPENAI_API_KEY, or what its package reads instead, or pass apiKey',
  ]);
  expect(scene.server.requests).toEqual([]);
});

test('what the server says itself is heard by a callback of the model, and by nobody else', async () => {
  const handleLLMError = vi.fn<(error: unknown) => void>();
  const fault: Fault = (response) => fail(response, 400, { message: 'You, Jo, said too little.' });
  const { scene } = await play(() => ({ fault }), { callbacks: [{ handleLLMError }] });
  scene.say('Hello.');
  await scene.replied('answer');
  expect(String(handleLLMError.mock.calls[0]?.[0])).toContain('You, Jo, said too little.');
  expect(scene.emitted('failure').map(({ error }) => error)).toEqual([expect.stringMatching(/handleLLMError hears$/)]);
});

describe('a model that does not stream', () => {
  const fields = { disableStreaming: true };

  test('answers in one piece', async () => {
    const { scene, ran } = await play(
      (request) => (isAnswered(request) ? { text: 'Done.' } : { calls: [{ name: 'order' }] }),
      fields,
    );
    scene.say('Order it.');
    await scene.replied('answer');
    expect(scene.replies().map(({ text }) => text)).toEqual(['Done.']);
    expect(ran).toEqual(['order operation-1/call-1']);
    expect(scene.server.requests.map(({ stream }) => stream)).toEqual([false, false]);
  });

  test.each<[string, Line, string]>([
    ['words', { text: 'Your plan costs 4', finish: 'length' }, 'length'],
    ['calls', { calls: [{ name: 'order' }], finish: 'length' }, 'length'],
    ['half a call', { text: 'I order it.', calls: [{ name: 'order' }], raw: '{"of": "a' }, 'half a tool call'],
  ])('and says nothing of %s that were cut off', async (_, line, why) => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {}); // LangChain has advice about calls it cannot read
    onTestFinished(() => warn.mockRestore());
    const { scene, ran } = await play(() => line, fields);
    scene.say('Order it.');
    await scene.replied('answer');
    expect(scene.replies()[0]?.text).toContain('something went wrong');
    expect(scene.emitted('failure')).toMatchObject([{ error: expect.stringContaining(`cut off (${why})`) }]);
    expect(ran).toEqual([]);
  });
});
