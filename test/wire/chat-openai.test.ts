import { tool } from '@langchain/core/tools';
import { ChatOpenAI } from '@langchain/openai';
import Keyv from 'keyv';
import {
  createConversationMachine,
  longRunning,
  readOnly,
  traits,
  type Bounds,
  type ConversationEmitted,
} from 'meanwhile';
import { afterEach, expect, test } from 'vitest';
import { createActor } from 'xstate';
import { serveOpenAI, type Answer, type Request } from '../kit/openai-server.ts';

const nothing = { type: 'object', properties: {} } as const;
const isAnswered = ({ messages }: Request) => messages.at(-1)?.role === 'tool';

let close: () => Promise<void>;
afterEach(async () => close());

/** Starts a conversation with a model server, and gives a way to wait for what it emits. */
async function converse(
  script: (request: Request, count: number) => Answer | Promise<Answer>,
  bounds: Partial<Bounds> = {},
) {
  const server = await serveOpenAI(script);
  const work = Promise.withResolvers<number>();
  const chatModel = (temperature: number) =>
    new ChatOpenAI({
      model: 'scripted',
      apiKey: 'none',
      temperature,
      maxRetries: 0,
      useResponsesApi: false,
      streamUsage: false,
      configuration: { baseURL: server.baseURL },
    });
  const machine = createConversationMachine({
    model: chatModel(0.3),
    chatModel: chatModel(0.7),
    store: new Keyv(),
    bounds,
    tools: [
      tool(
        async function* () {
          yield { percent: 50 };
          return { amount: await work.promise };
        },
        {
          name: 'bill',
          description: 'b',
          schema: nothing,
          metadata: traits(longRunning({ expectedMs: 1000, label: 'your bill' })),
        },
      ),
      tool(() => ({ gb: 27.5 }), { name: 'balance', description: 'b', schema: nothing, metadata: traits(readOnly()) }),
    ],
  });
  const actor = createActor(machine, { input: { id: 'a' } });
  const told: ConversationEmitted[] = [];
  const waiting: (() => void)[] = [];
  actor.on('*', (event) => {
    told.push(event);
    waiting.splice(0).forEach((wake) => wake());
  });
  actor.start();
  close = async () => {
    actor.stop();
    await server.close();
  };

  async function until(isThere: (event: ConversationEmitted) => boolean): Promise<ConversationEmitted> {
    const found = told.find(isThere);
    if (found) return found;
    await new Promise<void>((resolve) => waiting.push(resolve));
    return until(isThere);
  }
  const reply = async (kind: string) => {
    const event = await until((emitted) => emitted.type === 'reply' && emitted.kind === kind);
    return event.type === 'reply' ? event.text : '';
  };
  const say = (text: string) => actor.send({ type: 'user.said', text });
  return { server, actor, work, told, until, reply, say };
}

test('a quick turn goes over HTTP: a streamed call, its result, a streamed answer', async () => {
  const { server, say, reply } = await converse((request) =>
    isAnswered(request) ? { text: 'You have 27.5 GB left.' } : { calls: [{ name: 'balance' }] },
  );
  say('How much data?');

  expect(await reply('answer')).toBe('You have 27.5 GB left.');
  expect(server.requests.map(({ temperature, stream }) => [temperature, stream])).toEqual([
    [0.3, true],
    [0.3, true],
  ]);
  expect(server.refused).toEqual([]);
});

test('a long turn goes over HTTP with its three voices, each at its temperature, and no request is refused', async () => {
  const { server, say, reply, work } = await converse((request) => {
    if (request.tools.includes('check_status')) return { text: 'I am here, 27.5 GB.' };
    if (request.tools.length === 0) return { text: 'As I said, 27.5 GB. And your bill is 45 EUR.' };
    return isAnswered(request)
      ? { text: 'Your bill is 45 EUR.' }
      : { text: 'I draw it up.', calls: [{ name: 'bill' }] };
  });
  say('Draw up my bill.');
  expect(await reply('acknowledgment')).toBe('I draw it up.');
  say('How much data have I left?');
  expect(await reply('interim')).toBe('I am here, 27.5 GB.');
  work.resolve(45);

  expect(await reply('announcement')).toBe('As I said, 27.5 GB. And your bill is 45 EUR.');
  expect(server.requests.map(({ temperature, tools }) => [temperature, tools])).toEqual([
    [0.3, ['bill', 'balance']],
    [0.7, ['check_status', 'balance']],
    [0.3, ['bill', 'balance']],
    [0.7, []],
  ]);
  expect(server.refused).toEqual([]);
});

test('an interim answer that is aborted hangs up on the model server', async () => {
  const isAsked = Promise.withResolvers<void>();
  const { server, say, reply, work } = await converse(
    async (request) => {
      if (request.tools.includes('check_status')) {
        isAsked.resolve();
        return { after: Number.POSITIVE_INFINITY };
      }
      return isAnswered(request) ? { text: 'Your bill is 45 EUR.' } : { calls: [{ name: 'bill' }] };
    },
    { secondaryPatience: 0 },
  );
  const hangUp = server.hangUp();
  say('Draw up my bill.');
  await reply('acknowledgment');
  say('Are you there?');
  await isAsked.promise;
  work.resolve(45);

  expect(await reply('announcement')).toBe('Your bill is 45 EUR.');
  await hangUp;
  expect(server.refused).toEqual([]);
});

const troubles = [
  { status: 401, error: 'the model server refused the key (401): check the API key' },
  { status: 404, error: 'the model server knows no such model or address (404): check both' },
  { status: 429, error: 'the model server has had too many requests (429): try again later' },
];
test.each(troubles)(
  'a server that answers $status is one clear failure, and the next turn works',
  async ({ status, error }) => {
    const { say, reply, until, told } = await converse((_, count) => (count === 0 ? { status } : { text: 'Hello.' }));
    say('Hi.');
    expect(await reply('answer')).toContain('something went wrong');
    expect(told.filter(({ type }) => type === 'failure')).toMatchObject([{ source: 'operation', error }]);

    say('Hi again.');
    await until((event) => event.type === 'reply' && event.text === 'Hello.');
  },
);
