import { describe, expect, test } from 'vitest';
import type { Json } from '../../machines/json.ts';
import { readable, textOfParts } from '../../src/messages/content-parts.ts';

const text = (words: string) => ({ type: 'text', text: words });
const image = { type: 'image', data: 'iVBORw0', mimeType: 'image/png' };

describe('U3.9: a result in parts is its text', () => {
  test.each<[string, Json, string]>([
    ['one text', [text('27 GB')], '27 GB'],
    ['two texts, each on its line', [text('27 GB'), text('until May')], '27 GB\nuntil May'],
    ['an empty text', [text(''), text('27 GB')], '27 GB'],
    ['no text', [text('')], ''],
    ['a picture among texts', [text('Your bill:'), image, text('Pay by May.')], 'Your bill: [image] Pay by May.'],
    ['pictures alone', [image, image], '[image] [image]'],
    ['a picture as OpenAI has it', [{ type: 'image_url', image_url: { url: 'data:image/png;base64,' } }], '[image]'],
    [
      "a picture as LangChain's older adapters have it",
      [{ type: 'image', source_type: 'base64', data: 'iVBORw0', mime_type: 'image/png' }],
      '[image]',
    ],
    ['a sound', [{ type: 'audio', data: 'UklGR', mimeType: 'audio/wav' }], '[audio]'],
    ['a video', [{ type: 'video', fileId: 'f1' }], '[video]'],
    [
      'a file',
      [{ type: 'file', data: 'JVBER', mimeType: 'application/pdf', metadata: { uri: 'file:///a' } }],
      '[file]',
    ],
    [
      'a link, with its address',
      [{ type: 'file', url: 'https://example.org/a.pdf', metadata: { name: 'a' } }],
      '[file: https://example.org/a.pdf]',
    ],
    ['no address that is the content itself', [{ type: 'image', url: 'data:image/png;base64,iVBORw0' }], '[image]'],
    ['a text of a resource', [{ ...text('The terms.'), metadata: { uri: 'file:///terms' } }], 'The terms.'],
    [
      'a text of a resource, as MCP itself has it',
      [{ type: 'resource', resource: { uri: 'file:///terms', text: 'The terms.' } }],
      'The terms.',
    ],
    [
      'a resource that is none',
      [{ type: 'resource', resource: { uri: 'file:///a', blob: 'JVBER' }, annotations: { priority: 1 } }],
      '[resource]',
    ],
    ['a file that is a text', [{ type: 'file', source_type: 'text', text: 'a,b' }], 'a,b'],
  ])('%s', (_, parts, expected) => {
    expect(readable(parts)).toBe(expected);
  });
});

describe("data of a tool's own stays as it is", () => {
  test.each<[string, Json]>([
    ['a text', '27 GB'],
    ['nothing', null],
    ['an object', { type: 'text', text: '27 GB' }],
    ['an empty list', []],
    ['a list of texts', ['a', 'b']],
    ['a list with another type in it', [text('a'), { type: 'prepaid', price: 5 }]],
    ['messages with more to them than a text', [{ type: 'text', text: 'Hi', from: 'Jo' }]],
    ['a list of files by name', [{ type: 'file', name: 'a.txt' }]],
    ['a text that is none', [{ type: 'text', text: 5 }]],
    ['a picture without content', [{ type: 'image', id: '1' }]],
    ['no type', [{ text: 'Hi' }]],
    ['no parts', [[text('a')], null]],
  ])('%s', (_, value) => {
    expect(readable(value)).toBe(value);
  });
});

test('of a message the texts are joined as they are', () => {
  expect(textOfParts([text('It '), 'is ', { type: 'output_text', text: 'blue.' }], '')).toBe('It is blue.');
  expect(textOfParts([text('See '), image, text(', please.')], '')).toBe('See [image] , please.');
});

test('and what is neither text nor a thing is left out', () => {
  const others = [
    { type: 'reasoning', text: 'secret' },
    { type: 'thinking' },
    { type: 'tool_use', id: 'a' },
    {},
    null,
    5,
  ];
  expect(textOfParts([...others, text('Hi'), ...others], '')).toBe('Hi');
});
