import type { ServerResponse } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { chunk, DONE, openStream } from '../kit/completion-stream.ts';
import type { Answer } from '../kit/openai-server.ts';
import { threeTools } from '../kit/three-tools.ts';
import { voiceOf, wireScene, type Voice } from '../kit/wire-scene.ts';

/** An answer whose chunks are sent by hand. */
function byHand() {
  const opened = Promise.withResolvers<ServerResponse>();
  const fault = (response: ServerResponse) => {
    openStream(response);
    response.write(chunk({ role: 'assistant', content: '' }));
    opened.resolve(response);
  };
  const send = async (...pieces: string[]) => {
    const response = await opened.promise;
    for (const piece of pieces) response.write(piece);
  };
  return {
    answer: { fault } satisfies Answer,
    say: async (...words: string[]) => send(...words.map((content) => chunk({ content }))),
    call: async (name: string) =>
      send(
        chunk({ tool_calls: [{ index: 0, id: 'a', type: 'function', function: { name, arguments: '{}' } }] }),
        chunk({}, 'tool_calls'),
        DONE,
      ),
    async stop() {
      await send(chunk({}, 'stop'), DONE);
      (await opened.promise).end();
    },
    end: async () => (await opened.promise).end(),
  };
}

async function play(lines: Partial<Record<Voice, Answer[]>>) {
  const tools = threeTools();
  const scene = await wireScene({
    script: (request) => lines[voiceOf(request)]?.shift() ?? { status: 418 },
    tools: tools.tools,
  });
  onTestFinished(scene.close);
  const heard = () => scene.streamed.map(({ replyId, from, text }) => [replyId, from, text]);
  return { scene, tools, heard, hear: async (count: number) => scene.until(() => scene.streamed.length >= count) };
}

test('G6: the first token of a quick reply is forwarded before the server has sent the last', async () => {
  const line = byHand();
  const { scene, hear, heard } = await play({ main: [line.answer] });
  scene.say('How much data?');
  await line.say('You ');
  await hear(1);
  expect(heard()).toEqual([['operation-1!', 0, 'You']]);
  expect(scene.replies()).toEqual([]);
  await line.say('have ', '27 GB.');
  await line.stop();
  await scene.replied('answer');
  expect(heard().map(([, , text]) => text)).toEqual(['You', ' have', ' 27 GB.']);
  expect(scene.replies()).toMatchObject([{ id: 'operation-1!', text: 'You have 27 GB.' }]);
  expect(scene.broken()).toEqual([]);
});

test('G6: what the chat says is forwarded under the id of its turn, and what comes after an abort is not', async () => {
  const line = byHand();
  const { scene, tools, hear, heard } = await play({
    main: [{ calls: [{ name: 'bill' }] }, { text: 'Your bill is 45 EUR.' }, { text: 'Yes.' }],
    chat: [line.answer],
  });
  scene.say('Draw up my bill.');
  await scene.replied('acknowledgment');
  scene.say('Are you there?');
  await line.say('I ', 'am');
  await hear(2);
  tools.finish(45);
  await scene.until(() => scene.actor.getSnapshot().matches({ engaged: { accompanied: 'settling' } }));
  await scene.pass(scene.bounds.secondaryPatience);
  await line.say(' here.');
  await line.stop();
  await scene.until(() => scene.replies('answer').length > 0);
  await scene.rest();
  expect(heard().filter(([id]) => id === 'turn-1')).toEqual([
    ['turn-1', 0, 'I'],
    ['turn-1', 1, ' am'],
    ['turn-1', 0, ''],
  ]);
  expect(scene.broken()).toEqual([]);
});

test('4.8: words before a tool call are taken back as soon as the call is seen', async () => {
  const line = byHand();
  const { scene, hear, heard } = await play({ main: [line.answer, { text: 'You have 27.5 GB.' }] });
  scene.say('How much data?');
  await line.say('Let me ', 'see.');
  await hear(2);
  await line.call('balance');
  await line.end();
  await scene.replied('answer');
  expect(heard().slice(0, 4)).toEqual([
    ['operation-1!', 0, 'Let me'],
    ['operation-1!', 6, ' see.'],
    ['operation-1!', 0, ''],
    ['operation-1!', 0, 'You'],
  ]);
  expect(scene.broken()).toEqual([]);
});

test('a reply that breaks off in the middle of its words is taken back before the plain words are told', async () => {
  const line = byHand();
  const { scene, hear, heard } = await play({ main: [line.answer] });
  scene.say('What does it cost?');
  await line.say('Your plan ', 'costs 4');
  await hear(2);
  await line.end();
  await scene.replied('answer');
  expect(heard().at(-1)).toEqual(['operation-1!', 0, '']);
  expect(scene.streamed.at(-1)?.replies).toBe(0);
  expect(scene.broken()).toEqual([]);
});
