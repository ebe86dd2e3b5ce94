import {
  AIMessage,
  AIMessageChunk,
  ChatMessage,
  HumanMessage,
  RemoveMessage,
  SystemMessage,
  ToolMessage,
} from '@langchain/core/messages';
import { describe, expect, test } from 'vitest';
import type { Entry } from '../../machines/messages.ts';
import { earlier as entriesOf } from '../../src/messages/earlier.ts';
import { inOrder } from '../../src/messages/in-order.ts';

const at = 1_700_000_000_000;
const earlier = (messages: unknown, now: number, most = 8_000): Entry[] => entriesOf(messages, now, most);

function wordsOf(messages: readonly unknown[]): string[] {
  return earlier(messages, at).map(({ role, content }) => `${role}: ${content}`);
}

test('U4.3 a plain list of messages becomes entries of the transcript', () => {
  expect(
    earlier(
      [
        { role: 'user', content: 'Hi' },
        { role: 'assistant', content: 'Hello.' },
      ],
      at,
    ),
  ).toStrictEqual([
    { id: 'earlier-1', role: 'user', content: 'Hi', lane: 'main', at, turn: 'earlier-turn-1' },
    { id: 'earlier-2', role: 'assistant', content: 'Hello.', lane: 'main', at, turn: 'earlier-turn-1' },
  ]);
  expect(earlier([], at)).toEqual([]);
});

test('every role that LangChain and providers know is understood', () => {
  const roles = ['user', 'human', 'assistant', 'ai', 'system', 'developer', 'tool', 'function'];
  expect(wordsOf(roles.map((role) => ({ role, content: role })))).toEqual([
    'user: user',
    'user: human',
    'assistant: assistant',
    'assistant: ai',
  ]);
});

describe('U3.9 of a content in parts', () => {
  const parts = [
    { type: 'text', text: 'Is this ' },
    { type: 'image_url', image_url: { url: 'data:image/png;base64,' } },
    { type: 'reasoning', text: 'secret' },
    { type: 'text', text: 5 },
    'my bill?',
    null,
  ];

  test('the texts are joined, pictures are named, and the rest is dropped', () => {
    expect(wordsOf([{ role: 'user', content: parts }])).toEqual(['user: Is this [image] my bill?']);
    expect(
      wordsOf([
        new AIMessage({
          content: [
            { type: 'text', text: 'It ' },
            { type: 'text', text: 'is.' },
          ],
        }),
      ]),
    ).toEqual(['assistant: It is.']);
  });

  test('a picture alone is said too: it is still to be answered', () => {
    expect(wordsOf([{ role: 'user', content: [parts[1]] }])).toEqual(['user: [image]']);
  });

  test('nothing is left if there is neither text nor picture', () => {
    const thought = { type: 'thinking', thinking: 'secret' };
    const asked = { type: 'tool_use', id: 'a', name: 'look', input: {} };
    expect(wordsOf([{ role: 'assistant', content: [parts[2], thought, asked] }])).toEqual([]);
  });
});

test("U3.10 LangChain's messages and dicts say the same", () => {
  const objects = [
    new SystemMessage('s'),
    new HumanMessage('u'),
    new AIMessage({ content: '', tool_calls: [{ id: 'a', name: 'look', args: {} }] }),
    new ToolMessage({ content: 'r', tool_call_id: 'a' }),
    new AIMessageChunk('answer'),
    new ChatMessage('asked', 'user'),
    new ChatMessage('told', 'assistant'),
  ];
  const dicts = [
    { role: 'system', content: 's' },
    { role: 'user', content: 'u' },
    { role: 'assistant', content: null, tool_calls: [{ id: 'a' }] },
    { role: 'tool', content: 'r' },
    { role: 'ai', content: 'answer' },
    { role: 'user', content: 'asked' },
    { role: 'assistant', content: 'told' },
  ];
  expect(wordsOf(objects)).toEqual(['user: u', 'assistant: answer', 'user: asked', 'assistant: told']);
  expect(earlier(objects, at)).toEqual(earlier(dicts, at));
});

test('blank messages are dropped', () => {
  expect(
    wordsOf([
      { role: 'user', content: ' ' },
      { role: 'assistant', content: '' },
    ]),
  ).toEqual([]);
});

test('E12: an utterance that is too long is clipped', () => {
  const messages = ['user', 'assistant'].map((role) => ({ role, content: 'One. Two. Three. Four.' }));
  expect(earlier(messages, at, 15).map(({ content }) => content)).toEqual(['One. Two. …', 'One. Two. …']);
});

describe('turns', () => {
  const history = [
    { role: 'assistant', content: 'Welcome.' },
    { role: 'user', content: 'a' },
    { role: 'user', content: 'b' },
    { role: 'assistant', content: 'ab' },
    { role: 'user', content: 'c' },
    { role: 'assistant', content: 'c1' },
    { role: 'assistant', content: 'c2' },
    { role: 'user', content: 'd' },
    { role: 'user', content: 'e' },
  ];

  test('are what was said in one go and its replies; the last words without a reply have none yet', () => {
    expect(earlier(history, at).map(({ turn }) => turn?.at(-1))).toEqual([
      '0',
      '1',
      '1',
      '1',
      '2',
      '2',
      '2',
      undefined,
      undefined,
    ]);
  });

  test('keep the history in the order in which it was handed in', () => {
    const inTime = earlier(history, at);
    expect(inOrder(inTime)).toEqual(inTime);
  });
});

describe('a wrong shape is one error that says where, what, and what to do', () => {
  const advice =
    '; hand in LangChain messages, or { role, content } with the role user, assistant, system or tool, and a content that is a string or a list of parts.';

  test.each([
    ['a string', 'secret', 'a string'],
    ['null', null, 'null'],
    ['undefined', undefined, 'undefined'],
    ['a tuple', ['user', 'secret'], 'a list'],
    ['no role', { from: 'me', text: 'secret' }, 'an object of from, text'],
    ['an unknown role', { role: 'bot', content: 'secret' }, 'an object of role, content with the role "bot"'],
    ['no content', { role: 'user', text: 'secret' }, 'an object of role, text with the role "user"'],
    ['a number as content', { role: 'user', content: 5 }, 'an object of role, content with the role "user"'],
    ['an empty object', {}, 'an object of nothing'],
  ])('%s', (_, wrong, shape) => {
    expect(() => earlier([{ role: 'user', content: 'Hi' }, wrong], at)).toThrow(
      new TypeError(`input.messages[1] is ${shape}${advice}`),
    );
  });

  test('a LangChain message that is none', () => {
    expect(() => earlier([new RemoveMessage({ id: 'm1' })], at)).toThrow(
      /^input.messages\[0\] is an object of .* with the role "remove"/,
    );
  });

  test('no list', () => {
    const noList: unknown = { messages: [] };
    expect(() => earlier(noList as unknown[], at)).toThrow(
      new TypeError('input.messages is an object of messages; hand in a list of messages.'),
    );
  });
});
