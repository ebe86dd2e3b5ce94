import { describe, expect, test } from 'vitest';
import { type GrammarMessage, grammarViolations } from 'meanwhile/testing';

const user = { role: 'user', content: 'hello' };
const asks = (...ids: string[]) => ({ role: 'assistant', content: '', tool_calls: ids.map((id) => ({ id })) });
const calls = (...tool_calls: unknown[]) => [{ role: 'assistant', content: '', tool_calls }, result('a')];
const wire = (own: object) => ({ id: 'a', type: 'function', function: { name: 'look', arguments: '{}' }, ...own });
const asked = (own: object) => calls(wire({ function: { name: 'look', arguments: '{}', ...own } }));
const result = (id: string) => ({ role: 'tool', content: '{}', tool_call_id: id });
const says = (content: unknown, role = 'user') => [{ role, content }];
const long = 'x'.repeat(41);

test.each<[string, GrammarMessage[]]>([
  ['nothing at all', []],
  ['plain talk', [{ role: 'system', content: 'Be kind.' }, user, { role: 'assistant', content: 'hi' }]],
  ['a list that begins with the assistant', [{ role: 'assistant', content: 'hi' }]],
  ['a developer', says('Be kind.', 'developer')],
  ['parallel calls with results in any order', [user, asks('a', 'b'), result('b'), result('a'), user]],
  ['content in parts', says([{ type: 'text', text: 'hello' }])],
  [
    'one part of which is blank',
    says([
      { type: 'text', text: '' },
      { type: 'text', text: 'hello' },
    ]),
  ],
  ['a picture', says([{ type: 'image_url', image_url: { url: 'data:' } }])],
  ['a refusal', says([{ type: 'refusal', refusal: 'No.' }], 'assistant')],
  ['calls without words', [{ ...asks('a'), content: null }, result('a')]],
  ['calls beside a blank', [{ ...asks('a'), content: ' ' }, result('a')]],
  ['an empty result', [asks('a'), { ...result('a'), content: '' }]],
  ['an id of 40 characters', [asks('x'.repeat(40)), result('x'.repeat(40))]],
  ['calls as we have them', calls({ id: 'a', name: 'look', args: { of: 1 } })],
  ['calls as LangChain has them', calls({ id: 'a', type: 'tool_call', name: 'look', args: {} })],
  ['calls as OpenAI has them', calls(wire({}))],
  ['128 calls', [asks(...numbers(128)), ...numbers(128).map(result)]],
  ['names', [{ ...user, name: 'Ada_1-b' }, asks('a'), { ...result('a'), name: 'x'.repeat(64) }]],
  ['an empty name, which is none', [{ ...user, name: '' }]],
])('the grammar allows %s', (_, messages) => {
  expect(grammarViolations(messages)).toEqual([]);
});

describe('the grammar refuses', () => {
  const follow =
    "An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. " +
    'The following tool_call_ids did not have response messages: ';
  const orphan =
    "Invalid parameter: messages with role 'tool' must be a response to a preceeding message with 'tool_calls'.";

  test.each<[string, unknown[], string]>([
    ['a result at the start', [result('a'), user], `messages[0].role: ${orphan}`],
    [
      'a result behind words of the assistant',
      [...says('hi', 'assistant'), result('a')],
      `messages[1].role: ${orphan}`,
    ],
    ['a result separated from its call', [asks('a'), user, result('a')], `messages[1]: ${follow}a`],
    ['that result itself', [asks('a'), user, result('a')].slice(1), `messages[1].role: ${orphan}`],
    ['a call without result at the end', [asks('a')], `messages: ${follow}a`],
    ['one of two calls unanswered', [asks('a', 'b'), result('a'), user], `messages[2]: ${follow}b`],
    ['two calls unanswered', [asks('a', 'b'), user], `messages[1]: ${follow}a, b`],
    [
      'an unknown id',
      [asks('a'), result('a'), result('x')],
      "messages[2].tool_call_id: Invalid parameter: 'tool_call_id' of 'x' not found in 'tool_calls' of previous message.",
    ],
    [
      'an unknown id beside an answered one',
      [asks('a', 'b'), result('a'), result('x'), result('b')],
      "messages[2].tool_call_id: Invalid parameter: 'tool_call_id' of 'x' not found in 'tool_calls' of previous message.",
    ],
    [
      'a second result',
      [asks('a'), result('a'), result('a')],
      "messages[2].tool_call_id: Invalid parameter: Duplicate value for 'tool_call_id' of 'a', in messages[1] and messages[2].",
    ],
    [
      'an id used twice',
      [asks('a'), result('a'), asks('a'), result('a')],
      "messages[2].tool_calls: the id 'a' is used twice.",
    ],
    [
      'an id twice in one message',
      [asks('a', 'a'), result('a'), result('a')],
      "messages[0].tool_calls: the id 'a' is used twice.",
    ],
  ])('in what stands together: %s', (_, messages, violation) => {
    expect(grammarViolations(messages as GrammarMessage[])[0]).toBe(violation);
  });

  test('an id that is asked twice and answered once', () => {
    expect(grammarViolations([asks('a', 'a'), result('a')])).toContain(`messages: ${follow}a`);
  });

  test.each<[string, unknown[], string[]]>([
    [
      'no object',
      ['hello'],
      ["messages[0]: Invalid type for 'messages[0]': expected an object, but got a string instead."],
    ],
    [
      'nothing at all',
      [undefined],
      ["messages[0]: Invalid type for 'messages[0]': expected an object, but got null instead."],
    ],
    [
      'neither content nor calls',
      [{ role: 'assistant', content: null, tool_calls: [] }],
      [emptyList('tool_calls'), noContent(0)],
    ],
    ['no role', [{ content: 'hi' }], ["messages[0].role: Missing required parameter: 'messages[0].role'."]],
    [
      'an unknown role',
      says('hi', 'human'),
      [
        "messages[0].role: Invalid value: 'human'. Supported values are: 'system', 'assistant', 'user', 'tool', 'developer'.",
      ],
    ],
    ['no content', [{ role: 'user' }], [noContent(0)]],
    ['null content', says(null, 'system'), [noContent(0)]],
    ['null content without calls', says(null, 'assistant'), [noContent(0)]],
    ['null as a result', [asks('a'), { ...result('a'), content: null }], [noContent(1)]],
    ['blank words', says(' \n'), ['messages[0].content: text content must be non-empty.']],
    ['blank parts', says([{ type: 'text', text: ' ' }]), ['messages[0].content: text content must be non-empty.']],
    ['a number as content', says(5), [wrongType('content', 'one of a string or array of objects', 'an integer')]],
    ['a fraction', says(0.5), [wrongType('content', 'one of a string or array of objects', 'a decimal')]],
    ['an object as content', says({}), [wrongType('content', 'one of a string or array of objects', 'an object')]],
    ['no parts', says([]), [emptyList('content')]],
    ['a part that is no object', says(['hi']), [wrongType('content[0]', 'an object', 'a string')]],
    ['a part of no type', says([{}]), [missing('content[0].type')]],
    [
      'a picture of the assistant',
      says([{ type: 'image_url' }], 'assistant'),
      ["messages[0].content[0].type: Invalid value: 'image_url'. Supported values are: 'text', 'refusal'."],
    ],
    [
      'a picture of the system',
      says([{ type: 'image_url' }], 'system'),
      ["messages[0].content[0].type: Invalid value: 'image_url'. Supported values are: 'text'."],
    ],
    [
      'a text that is none',
      says([{ type: 'text', text: 5 }]),
      [wrongType('content[0].text', 'a string', 'an integer')],
    ],
    ['a list as name', [{ ...user, name: [] }], [wrongType('name', 'a string', 'an array')]],
    ['a name with a space', [{ ...user, name: 'a b' }], [noMatch('name')]],
    ['a name of 65', [{ ...user, name: 'x'.repeat(65) }], [tooLong('name', 64, 65)]],
    [
      'calls of a user',
      [{ ...user, tool_calls: [] }],
      ["messages[0].tool_calls: Unknown parameter: 'messages[0].tool_calls'."],
    ],
    ['a result without id', [{ role: 'tool', content: '' }], [missing('tool_call_id')]],
    [
      'a result with a number as id',
      [{ ...result('a'), tool_call_id: 1 }],
      [wrongType('tool_call_id', 'a string', 'an integer')],
    ],
  ])('in a message: %s', (_, messages, violations) => {
    expect(grammarViolations(messages as GrammarMessage[])).toEqual(violations);
  });

  test.each<[string, unknown[], string]>([
    [
      'calls that are no list',
      [{ role: 'assistant', content: 'hi', tool_calls: 'a' }],
      wrongType('tool_calls', 'an array of objects', 'a string'),
    ],
    ['an empty list of calls', [{ role: 'assistant', content: 'hi', tool_calls: [] }], emptyList('tool_calls')],
    [
      '129 calls',
      [asks(...numbers(129)), ...numbers(129).map(result)],
      "messages[0].tool_calls: Invalid 'messages[0].tool_calls': array too long. Expected an array with maximum length 128, but got an array with length 129 instead.",
    ],
    ['a call that is no object', calls(wire({}), 'b'), wrongType('tool_calls[1]', 'an object', 'a string')],
    ['a call without id', calls(wire({ id: undefined })), missing('tool_calls[0].id')],
    ['a number as id', calls(wire({ id: 1 })), wrongType('tool_calls[0].id', 'a string', 'an integer')],
    [
      'an empty id',
      [asks(''), result('')],
      "messages[0].tool_calls[0].id: Invalid 'messages[0].tool_calls[0].id': empty string. Expected a string with minimum length 1, but got an empty string instead.",
    ],
    ['an id of 41 characters', [asks(long), result(long)], tooLong('tool_calls[0].id', 40, 41)],
    ['no type', calls(wire({ type: undefined })), missing('tool_calls[0].type')],
    [
      'another type',
      calls(wire({ type: 'tool' })),
      "messages[0].tool_calls[0].type: Invalid value: 'tool'. Supported values are: 'function'.",
    ],
    ['no function', calls(wire({ function: undefined })), missing('tool_calls[0].function')],
    [
      'a function that is a text',
      calls(wire({ function: 'look' })),
      wrongType('tool_calls[0].function', 'an object', 'a string'),
    ],
    ['no name', asked({ name: undefined }), missing('tool_calls[0].function.name')],
    ['a name with a dot', asked({ name: 'a.b' }), noMatch('tool_calls[0].function.name')],
    ['a name with a line break', asked({ name: 'a\n' }), noMatch('tool_calls[0].function.name')],
    ['a name of 65 characters', asked({ name: 'x'.repeat(65) }), tooLong('tool_calls[0].function.name', 64, 65)],
    ['such a name of ours', calls({ id: 'a', name: 'a b' }), noMatch('tool_calls[0].name')],
    ['no arguments', asked({ arguments: undefined }), missing('tool_calls[0].function.arguments')],
    [
      'arguments as an object',
      asked({ arguments: {} }),
      wrongType('tool_calls[0].function.arguments', 'a string', 'an object'),
    ],
    ...['', '{"a', '[]', '"a"', 'null'].map((text): [string, unknown[], string] => [
      `arguments that are ${text || 'empty'}`,
      asked({ arguments: text }),
      'messages[0].tool_calls[0].function.arguments: arguments must be a valid JSON object string.',
    ]),
    [
      'arguments of ours as a text',
      calls({ id: 'a', args: '{}' }),
      wrongType('tool_calls[0].args', 'an object', 'a string'),
    ],
    [
      'arguments of ours as a list',
      calls({ id: 'a', args: [] }),
      wrongType('tool_calls[0].args', 'an object', 'an array'),
    ],
    [
      'arguments of ours that are true',
      calls({ id: 'a', args: true }),
      wrongType('tool_calls[0].args', 'an object', 'a boolean'),
    ],
    [
      'arguments of ours that are null',
      calls({ id: 'a', args: null }),
      wrongType('tool_calls[0].args', 'an object', 'null'),
    ],
  ])('in a call: %s', (_, messages, violation) => {
    expect(grammarViolations(messages as GrammarMessage[])[0]).toBe(violation);
  });
});

function numbers(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `id-${index}`);
}

const at = (place: string) => `messages[0].${place}`;

function noContent(index: number): string {
  return `messages[${index}].content: Invalid value for 'content': expected a string, got null.`;
}

function missing(place: string): string {
  return `${at(place)}: Missing required parameter: '${at(place)}'.`;
}

function wrongType(place: string, wanted: string, got: string): string {
  return `${at(place)}: Invalid type for '${at(place)}': expected ${wanted}, but got ${got} instead.`;
}

function emptyList(place: string): string {
  return `${at(place)}: Invalid '${at(place)}': empty array. Expected an array with minimum length 1, but got an empty array instead.`;
}

function noMatch(place: string): string {
  return `${at(place)}: Invalid '${at(place)}': string does not match pattern. Expected a string that matches the pattern '^[a-zA-Z0-9_-]+$'.`;
}

function tooLong(place: string, most: number, length: number): string {
  return `${at(place)}: Invalid '${at(place)}': string too long. Expected a string with maximum length ${most}, but got a string with length ${length} instead.`;
}
