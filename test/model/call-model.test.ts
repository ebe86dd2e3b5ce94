import { BaseChatModel } from '@langchain/core/language_models/chat_models';
import { AIMessage, AIMessageChunk } from '@langchain/core/messages';
import { ChatGenerationChunk, type ChatResult } from '@langchain/core/outputs';
import { fakeModel } from '@langchain/core/testing';
import { tool } from '@langchain/core/tools';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Message } from '../../machines/messages.ts';
import { modelWith } from '../../src/model/call-model.ts';
import { catalogOf } from '../../src/tools/catalog.ts';

type Parts = ConstructorParameters<typeof AIMessageChunk>[0][];

/** A chat model that streams these parts. */
class Streaming extends BaseChatModel {
  private readonly parts: Parts;
  constructor(parts: Parts) {
    super({});
    this.parts = parts;
  }
  _llmType() {
    return 'streaming';
  }
  override bindTools() {
    return this as never;
  }
  async _generate(): Promise<ChatResult> {
    throw new Error('not streamed');
  }
  override async *_streamResponseChunks() {
    for (const part of this.parts) yield new ChatGenerationChunk({ message: new AIMessageChunk(part), text: '' });
  }
}

const paint = tool(async () => '', { name: 'paint', description: '', schema: z.object({}) });
const tools = catalogOf([paint]).main;
const asked: Message[] = [{ role: 'user', content: 'Paint my house.' }];
const idle = new AbortController().signal;
const say = (...parts: Parts) => modelWith(new Streaming(parts), tools)(asked, idle);

const text = (content: string) => ({ content });
const call = (args: string, { index = 0, name, id }: { index?: number; name?: string; id?: string } = {}) => ({
  content: '',
  tool_call_chunks: [{ type: 'tool_call_chunk' as const, index, args, ...(name && { name }), ...(id && { id }) }],
});
const stop = (finish_reason: unknown) => ({ content: '', response_metadata: { finish_reason } });
const begun = { name: 'paint', id: 'call-a' };
const cut = "the model's reply was cut off (";
const owing = { content: '', response_metadata: { model_provider: 'openai' } };

describe('a reply that streams is put together', () => {
  test('from pieces of text', async () => {
    expect(await say(text('Good '), text('morn'), text('ing.'), stop('stop'))).toEqual({
      text: 'Good morning.',
      calls: [],
    });
  });

  test('from text and pieces of several calls, in the order asked', async () => {
    const reply = await say(
      text('One moment.'),
      call('{"coa', { index: 0, ...begun }),
      call('{}', { index: 1, name: 'clean', id: 'call-b' }),
      call('ts":2}', { index: 0 }),
      stop('tool_calls'),
    );
    expect(reply).toEqual({
      text: 'One moment.',
      calls: [
        { id: 'call-a', name: 'paint', args: { coats: 2 } },
        { id: 'call-b', name: 'clean', args: {} },
      ],
    });
  });

  test('from parts of content', async () => {
    expect(await say({ content: [{ type: 'text', text: 'Hello.' }] }, stop('stop'))).toMatchObject({ text: 'Hello.' });
  });

  test('and one that never streams is taken as it is', async () => {
    const whole = new AIMessage({ content: 'Yes.', tool_calls: [{ id: 'call-a', name: 'paint', args: { coats: 2 } }] });
    const reply = await modelWith(fakeModel().respond(whole), tools)(asked, idle);
    expect(reply).toEqual({ text: 'Yes.', calls: [{ id: 'call-a', name: 'paint', args: { coats: 2 } }] });
  });
});

describe('of calls that were cut off none is carried out', () => {
  test.each<[string, Parts]>([
    ['half a JSON, without a reason', [call('{"coats":', begun)]],
    ['half a JSON, with a proper reason', [call('{"coats":', begun), stop('tool_calls')]],
    ['the second half of a JSON', [call('"coats":2}', begun), stop('tool_calls')]],
    ['no arguments yet, without a reason', [call('', begun)]],
    [
      'no arguments at all, without a reason',
      [{ content: '', tool_call_chunks: [{ type: 'tool_call_chunk', index: 0, ...begun }] }],
    ],
    ['a JSON that is no object', [call('[]', begun), stop('tool_calls')]],
    ['a JSON text', [call('"paint"', begun), stop('tool_calls')]],
    ['null', [call('null', begun), stop('tool_calls')]],
    ['the first whole, the second half', [call('{}', begun), call('{"co', { index: 1, ...begun }), stop('tool_calls')]],
    ['a whole JSON of a provider that always gives a reason, without one', [owing, call('{}', begun)]],
    ...['length', 'content_filter', 'max_tokens', 'MAX_TOKENS', 'SAFETY', '', 'odd'].map((reason): [string, Parts] => [
      `a whole JSON, stopped for "${reason}"`,
      [call('{}', begun), stop(reason)],
    ]),
    [
      'a whole message, stopped for length',
      [
        {
          content: '',
          tool_calls: [{ id: 'a', name: 'paint', args: {} }],
          response_metadata: { stop_reason: 'max_tokens' },
        },
      ],
    ],
  ])('%s', async (_, parts) => {
    await expect(say(text('One moment.'), ...parts)).rejects.toThrow(cut);
  });
});

test('of half a call the error says what to look at', async () => {
  await expect(say(call('{"coats":', begun), stop('tool_calls'))).rejects.toThrow(
    "the model's reply was cut off (half a tool call) and nothing of it was used: look at the model server",
  );
});

describe('of words that are known to be cut off none is said', () => {
  test.each<[string, Parts]>([
    ['stopped for length', [stop('length')]],
    ['stopped by a filter', [stop('content_filter')]],
    ['stopped for no reason, of a provider that always gives one', [owing]],
    ['stopped for an empty reason', [stop('')]],
    ['stopped for length, which two pieces say', [stop('length'), stop('length')]],
  ])('%s', async (_, parts) => {
    await expect(say(text('Your plan costs 4'), ...parts)).rejects.toThrow(cut);
    await expect(say(...parts)).rejects.toThrow(cut);
  });

  test('but words of which nothing is known are said', async () => {
    const said = { text: 'Your plan costs 45.', calls: [] };
    const words = text('Your plan costs 45.');
    expect(await say(words)).toEqual(said);
    expect(await say(words, stop(null))).toEqual(said);
    expect(await say(words, stop('an odd reason'))).toEqual(said);
    expect(await say(owing, words, stop('stop'))).toEqual(said);
  });
});

describe('calls that are whole are taken', () => {
  const whole = { text: '', calls: [{ id: 'call-a', name: 'paint', args: {} }] };
  test.each(['stop', 'tool_calls', 'function_call', 'end_turn', 'tool_use', 'stop_sequence', 'STOP'])(
    'when the model stopped for %s, also if it sends no arguments for none',
    async (reason) => {
      expect(await say(call('{}', begun), stop(reason))).toEqual(whole);
      expect(await say(call('', begun), stop(reason))).toEqual(whole);
    },
  );

  test.each(['finish_reason', 'stop_reason', 'finishReason'])('the reason may be called %s', async (name) => {
    const because = (reason: string) => ({ content: '', response_metadata: { [name]: reason } });
    expect(await say(call('{}', begun), because('stop'))).toEqual(whole);
    await expect(say(call('{}', begun), because('length'))).rejects.toThrow(cut);
  });

  test('when two pieces give the same reason, which LangChain makes one of', async () => {
    expect(await say(call('{}', begun), stop('tool_calls'), stop('tool_calls'))).toEqual(whole);
    expect(await say(stop('STOP'), call('{}', begun), stop('STOP'))).toEqual(whole);
    expect(await say(stop(''), call('{}', begun), stop('stop'), stop(''))).toEqual(whole);
  });

  test('when the provider gives no reason at all', async () => {
    expect(await say(call('{}', begun))).toEqual(whole);
    expect(await say(call('{}', begun), stop(null))).toEqual(whole);
    expect(await say(call('{}', begun), stop(5))).toEqual(whole);
  });

  test('also without an id or a name: what cannot be carried out is refused later, in words', async () => {
    expect(await say(call('{}'), stop('tool_calls'))).toMatchObject({ calls: [{ id: '', name: '', args: {} }] });
    const unstreamed = new AIMessage({ content: '', tool_calls: [{ name: 'paint', args: {} }] });
    const reply = await modelWith(fakeModel().respond(unstreamed), tools)(asked, idle);
    expect(reply.calls).toEqual([{ id: '', name: 'paint', args: {} }]);
  });
});

describe('a call of a model', () => {
  test('that sends nothing is an error', async () => {
    await expect(say()).rejects.toThrow('the model sent nothing: look at the model server');
  });

  test('that fails says what to do', async () => {
    const refusing = fakeModel().alwaysThrow(Object.assign(new Error('no'), { status: 401 }));
    await expect(modelWith(refusing, new Map())(asked, idle)).rejects.toThrow('check the API key');
  });

  test('that is given up rejects, even if the model does not care and has said all', async () => {
    const abort = new AbortController();
    class Careless extends Streaming {
      override async *_streamResponseChunks() {
        yield* super._streamResponseChunks();
        abort.abort(new Error('nobody waits'));
      }
    }
    const reply = modelWith(new Careless([text('Hello.'), stop('stop')]), tools)(asked, abort.signal);
    await expect(reply).rejects.toThrow('nobody waits');
  });

  test('that cannot use tools is refused when it is made, unless it needs none', async () => {
    class Mute extends Streaming {
      override bindTools = undefined as never;
    }
    expect(() => modelWith(new Mute([]), tools)).toThrow(
      'streaming cannot use tools: choose a chat model with bindTools().',
    );
    expect(await modelWith(new Mute([text('Hm.')]), new Map())(asked, idle)).toEqual({ text: 'Hm.', calls: [] });
  });
});
