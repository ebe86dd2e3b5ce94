import {
  AIMessage,
  HumanMessage,
  SystemMessage,
  ToolMessage,
  type AIMessageChunk,
  type BaseMessage,
} from '@langchain/core/messages';
import { tool } from '@langchain/core/tools';
import { scriptedModel, settle, virtualClock, type Line, type Script } from 'meanwhile/testing';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { modelWith } from '../../src/model/call-model.ts';

const hello: BaseMessage[] = [new HumanMessage('Hello?')];
const clock = virtualClock();

type Asking = { stream: ReturnType<typeof scriptedModel>['stream'] };

/** Asks a model and lets the time pass that it takes. */
async function ask(model: Asking, messages: BaseMessage[] = hello): Promise<AIMessageChunk[]> {
  const [read] = await Promise.allSettled([readAll(model, messages), clock.goTo(clock.elapsed() + 1000)]);
  if (read.status === 'rejected') throw read.reason;
  return read.value;
}

async function readAll(model: Asking, messages = hello, signal?: AbortSignal): Promise<AIMessageChunk[]> {
  const chunks: AIMessageChunk[] = [];
  for await (const chunk of await model.stream(messages, signal ? { signal } : {})) chunks.push(chunk);
  return chunks;
}

const scripted = (script: Script | readonly Line[]) => scriptedModel(script, clock);
const textOf = (chunks: AIMessageChunk[]) => chunks.map(({ text }) => text).join('');
const finishOf = (chunks: AIMessageChunk[]) => chunks.at(-1)?.response_metadata['finish_reason'];

describe('lines', () => {
  test('are said in turn, and when they run out that is one clear error', async () => {
    const model = scripted([{ text: 'One.' }, { text: 'Two.' }]);
    expect([textOf(await ask(model)), textOf(await ask(model))]).toEqual(['One.', 'Two.']);
    await expect(ask(model)).rejects.toThrow('The model was asked once more, and its script has no line 3.');
  });

  test('come from a function that sees what was asked, and how often before', async () => {
    const model = scripted(({ messages, tools }, count) => ({
      text: `${count} ${messages.at(-1)?.content} ${tools.join()}`,
    }));
    expect(textOf(await ask(model))).toBe('0 Hello? ');
    expect(textOf(await ask(model))).toBe('1 Hello? ');
  });

  test('come from a function in its own time', async () => {
    const { promise, resolve } = Promise.withResolvers<Line>();
    const model = scripted(() => promise);
    const reading = readAll(model);
    await clock.goTo(clock.elapsed() + 1000);
    expect(model.asked).toHaveLength(1);
    resolve({ text: 'Well.' });
    await clock.goTo(clock.elapsed());
    expect(textOf(await reading)).toBe('Well.');
  });

  test('that a function does not have are one clear error', async () => {
    await expect(ask(scripted(() => undefined))).rejects.toThrow('its script has no line 1.');
  });

  test.each<[string, Script]>([
    [
      'throws',
      () => {
        throw new Error('out of order');
      },
    ],
    ['rejects', async () => Promise.reject(new Error('out of order'))],
    ['answers with an error', () => ({ text: 'Well.', error: new Error('out of order') })],
  ])('are a failure when the script %s', async (_, script) => {
    await expect(ask(scripted(script))).rejects.toThrow('out of order');
  });

  test('take their time', async () => {
    const model = scripted([{ text: 'Well.', after: 500 }]);
    const began = clock.elapsed();
    let endedAt = 0;
    void readAll(model).then(() => (endedAt = clock.elapsed()));
    await clock.goTo(began + 499);
    expect(endedAt).toBe(0);
    await clock.goTo(began + 500);
    expect(endedAt).toBe(began + 500);
  });

  test('wait for the clock even when they take no time', async () => {
    let isOver = false;
    void readAll(scripted([{ text: 'Well.' }])).then(() => (isOver = true));
    await settle();
    expect(isOver).toBe(false);
    await clock.goTo(clock.elapsed());
    expect(isOver).toBe(true);
  });
});

describe('an abort', () => {
  test.each<[string, Script | readonly Line[]]>([
    ['a line that is on its way', [{ text: 'Well.', after: 500 }]],
    ['a line that never comes', [{ text: 'Well.', after: Number.POSITIVE_INFINITY }]],
    ['a function that says nothing', () => new Promise(() => {})],
  ])('stops %s', async (_, script) => {
    const before = clock.armed();
    const stop = new AbortController();
    const reading = readAll(scripted(script), hello, stop.signal);
    await settle();
    stop.abort(new Error('enough'));
    await expect(reading).rejects.toThrow('enough');
    expect(clock.armed()).toBe(before);
  });
});

describe('what is said', () => {
  test('is text alone, and then why it stopped', async () => {
    const chunks = await ask(scripted([{ text: 'Well.' }]));
    expect([textOf(chunks), finishOf(chunks)]).toEqual(['Well.', 'stop']);
  });

  test('is text and calls, with ids of their own', async () => {
    const model = scripted([
      { text: 'Wait.', calls: [{ name: 'a', args: { x: 1 } }, { name: 'b' }] },
      { calls: [{ name: 'a' }] },
    ]);
    const chunks = await ask(model);
    expect(textOf(chunks)).toBe('Wait.');
    expect(callsOf(chunks)).toEqual([
      { name: 'a', args: { x: 1 }, id: 'id-0-0' },
      { name: 'b', args: {}, id: 'id-0-1' },
    ]);
    expect(finishOf(chunks)).toBe('tool_calls');
    expect(callsOf(await ask(model))).toMatchObject([{ id: 'id-1-0' }]);
  });

  test('is calls with the ids that are given', async () => {
    expect(callsOf(await ask(scripted([{ calls: [{ name: 'a', id: 'x' }] }])))).toMatchObject([{ id: 'x' }]);
  });

  test('is calls with arguments that are no JSON', async () => {
    const chunks = await ask(scripted([{ calls: [{ name: 'a', args: { x: 1 } }], raw: '{"x', finish: 'length' }]));
    expect(chunks.flatMap(({ tool_call_chunks: calls }) => calls?.map(({ args }) => args) ?? [])).toEqual(['{"x']);
    expect(finishOf(chunks)).toBe('length');
  });

  test('is nothing, and has ended properly', async () => {
    const chunks = await ask(scripted([{}]));
    expect([textOf(chunks), finishOf(chunks)]).toEqual(['', 'stop']);
  });

  test('is cut off when no reason to stop is given', async () => {
    const chunks = await ask(scripted([{ text: 'We', finish: null }]));
    expect([textOf(chunks), chunks.length, finishOf(chunks)]).toEqual(['We', 1, undefined]);
  });

  test.each<Line>([{ text: 'We' }, { calls: [{ name: 'a' }] }])(
    'and what was cut off is known for it: %o',
    async (line) => {
      const answer = async (finish: string | null) => {
        const call = modelWith(scripted([{ ...line, finish }]), new Map());
        const said = call([{ role: 'user', content: 'Hello?' }], new AbortController().signal);
        await Promise.allSettled([said, clock.goTo(clock.elapsed())]);
        return said;
      };
      await expect(answer(null)).rejects.toThrow('cut off (no reason to stop was given)');
      await expect(answer('stop')).resolves.toMatchObject({ text: line.text ?? '' });
    },
  );
});

describe('what is asked', () => {
  test('is kept: the messages as plain JSON, and the names of the tools', async () => {
    const model = scripted([{ text: 'Well.' }, { text: 'Well.' }]);
    const call = { name: 'a', id: 'x', args: { y: 1 } };
    const a = tool(() => '', { name: 'a', description: 'a', schema: z.object({}) });
    await ask(model.bindTools([a, { type: 'function', name: 'b' }]), [
      new SystemMessage('Be kind.'),
      new HumanMessage('Hello?'),
      new AIMessage({ content: '', tool_calls: [call] }),
      new ToolMessage({ content: '{}', tool_call_id: 'x', name: 'a' }),
      new AIMessage('Well.'),
    ]);
    await ask(model);
    expect(model.asked).toEqual([
      {
        messages: [
          { role: 'system', content: 'Be kind.' },
          { role: 'user', content: 'Hello?' },
          { role: 'assistant', content: '', tool_calls: [call] },
          { role: 'tool', content: '{}', tool_call_id: 'x', name: 'a' },
          { role: 'assistant', content: 'Well.' },
        ],
        tools: ['a', 'b'],
      },
      { messages: [{ role: 'user', content: 'Hello?' }], tools: [] },
    ]);
    expect(model.refused).toEqual([]);
  });

  test('is refused when a provider would refuse it, which takes no line', async () => {
    const model = scripted([{ text: 'Well.' }]);
    const orphan = new ToolMessage({ content: '{}', tool_call_id: 'x' });
    const violation =
      "messages[0].role: Invalid parameter: messages with role 'tool' must be a response to a preceeding message with 'tool_calls'.";
    await expect(ask(model, [orphan])).rejects.toThrow(`A provider refuses this: ${violation}`);
    expect([model.refused, model.asked]).toEqual([[violation], []]);
    expect(textOf(await ask(model))).toBe('Well.');
  });

  test('is refused by invoke(), with the way to ask', async () => {
    await expect(scripted([{ text: 'Well.' }]).invoke(hello)).rejects.toThrow('asked by stream(), not by invoke()');
  });
});

function callsOf(chunks: AIMessageChunk[]) {
  return chunks.flatMap(({ tool_calls: calls = [] }) => calls.map(({ name, args, id }) => ({ name, args, id })));
}
